/* SPDX-License-Identifier: Apache-2.0 */
/* summary_fixture.c: see summary_fixture.h. */
#include "tests/support/summary_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct bv_summary *bv_summary_fixture(const struct bv_synthetic *synthetic)
{
    const struct bv_summary_options defaults = {0};
    struct bv_summary *summary = NULL;
    struct bv_error err;
    if (bv_summary_create(&synthetic->result, &defaults, &summary, &err) != BV_OK)
        fail_msg("%s", err.text);
    return summary;
}
