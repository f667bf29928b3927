/* SPDX-License-Identifier: Apache-2.0 */
/* counts.c: every arm that was read is found by its name. */
#include "lib/bundle/counts.h"

#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bv_counts counts;
    struct bv_error err;
    if (bv_counts_read(bv_fuzz_file(data, size), &counts, &err) != BV_OK)
        return 0;
    for (size_t i = 0; i < counts.case_count; i++)
        for (size_t a = 0; a < counts.cases[i].arm_count; a++)
            bv_fuzz_demand(bv_counts_find(&counts, counts.cases[i].name,
                                          counts.cases[i].arms[a].name) == &counts.cases[i].arms[a],
                           "an arm is found by its name");
    bv_counts_finish(&counts);
    return 0;
}
