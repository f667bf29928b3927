/* SPDX-License-Identifier: Apache-2.0 */
/* plural.h: the ending of a noun behind a number. */
#ifndef BV_PLURAL_H
#define BV_PLURAL_H

#include <stdint.h>

/* "%zu block%s", count, bv_plural(count) */
static inline const char *bv_plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

#endif
