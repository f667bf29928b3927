/* SPDX-License-Identifier: Apache-2.0 */
/* plural.h: the ending of a noun behind a number. */
#ifndef BV_PLURAL_H
#define BV_PLURAL_H

#include <stdint.h>

/* "s", but behind 1 nothing: "%zu block%s", count, bv_plural(count) */
const char *bv_plural(uint64_t count);

#endif
