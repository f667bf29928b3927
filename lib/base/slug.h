/* SPDX-License-Identifier: Apache-2.0 */
/* slug.h: foreign words as names that any file system takes. */
#ifndef BV_SLUG_H
#define BV_SLUG_H

#include <stddef.h>

/* Add words to a name in small letters, digits and dots, a hyphen for whatever is between. A name
 * begins with none of ".", "-". What does not fit is cut.
 * words    NULL adds nothing */
void bv_slug_add(char *name, size_t bytes, const char *words);

/* Add the optimisation that compiler flags ask for, "-O2" as "o2". */
void bv_slug_add_level(char *name, size_t bytes, const char *flags);

#endif
