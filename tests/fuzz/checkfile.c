/* SPDX-License-Identifier: Apache-2.0 */
/* checkfile.c: no file makes a promise kept that its own numbers break. */
#include "lib/bundle/selfcheckfile.h"

#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bv_selfcheckfile file;
    struct bv_error err;
    if (bv_selfcheckfile_read(bv_fuzz_file(data, size), &file, &err) != BV_OK)
        return 0;
    for (int i = 0; i < BV_CHECK_COUNT; i++) {
        const struct bv_check *check = &file.check.checks[i];
        bool broken = bv_check_kind((enum bv_check_id)i)->at_least
                          ? check->measured < check->target
                          : check->measured > check->target;
        bv_fuzz_demand(!broken || check->count == 0 || check->verdict != BV_CHECK_PASSED,
                       "what is broken has not passed");
    }
    bv_selfcheckfile_finish(&file);
    return 0;
}
