/* SPDX-License-Identifier: Apache-2.0 */
/* callgrind.c: a dump adds up, or is refused. */
#include "harness/count/callgrind.h"

#include <string.h>

#include "tests/fuzz/target.h"

/* mov, add, rep movsq and rep stosb, by address. */
static bool code_at(const char *object, uint64_t address, unsigned char out[BV_OPCODE_BYTES],
                    void *user)
{
    static const unsigned char code[][3] = {
        {0x89, 0x07}, {0x01, 0x07}, {0xf3, 0x48, 0xa5}, {0xf3, 0xaa}};
    (void)user;
    memcpy(out, code[address % 4], sizeof code[0]);
    return object[0] == '/';
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bv_callgrind_counts tally;
    struct bv_error err;
    const char *path = bv_fuzz_file(data, size);
    if (bv_callgrind_read(path, code_at, NULL, &tally, &err) == BV_OK)
        bv_fuzz_demand(tally.instructions <= INT64_MAX && tally.loads <= INT64_MAX &&
                           tally.stores <= INT64_MAX,
                       "sums are counts");
    bv_callgrind_read(path, NULL, NULL, &tally, &err);
    return 0;
}
