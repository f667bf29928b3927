/* SPDX-License-Identifier: Apache-2.0 */
/* escapes.c: every scenario that was read is found by its name. */
#include "lib/bundle/escapes.h"

#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bv_escapes escapes;
    struct bv_error err;
    if (bv_escapes_read(bv_fuzz_file(data, size), &escapes, &err) != BV_OK)
        return 0;
    for (size_t i = 0; i < escapes.count; i++)
        bv_fuzz_demand(bv_escapes_find(&escapes, escapes.items[i].name) == &escapes.items[i],
                       "a scenario is found by its name");
    bv_escapes_finish(&escapes);
    return 0;
}
