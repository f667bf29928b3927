/* SPDX-License-Identifier: Apache-2.0 */
/* plural.c: see plural.h. */
#include "lib/base/plural.h"

const char *bv_plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}
