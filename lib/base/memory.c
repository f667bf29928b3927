/* SPDX-License-Identifier: Apache-2.0 */
/* memory.c: see memory.h. */
#include "lib/base/memory.h"

enum bv_status(bv_no_memory)(struct bv_error *err)
{
    return bv_fail(err, BV_E_NOMEM, "out of memory");
}
