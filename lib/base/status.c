/* SPDX-License-Identifier: Apache-2.0 */
/* status.c: the one place where failure texts are formatted. */
#include "lib/base/status.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#undef bv_fail /* the analyser's */
enum bv_status bv_fail(struct bv_error *err, enum bv_status status, const char *format, ...)
{
    assert(status != BV_OK);
    if (err != NULL) {
        err->status = status;
        va_list args;
        va_start(args, format);
        vsnprintf(err->text, sizeof err->text, format, args);
        va_end(args);
    }
    return status;
}
