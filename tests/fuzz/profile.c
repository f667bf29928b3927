/* SPDX-License-Identifier: Apache-2.0 */
/* profile.c: profiles of pprof and callgrind are read, or refused; samples lie where the program
 * is. */
#include "scan/profile.h"

#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const unsigned char nothing[4096];
    struct bv_code code = {.address = 0x1000, .bytes = sizeof nothing, .data = nothing};
    const struct bv_binary binary = {
        .path = "/bin/program", .build_id = "0123", .code = &code, .code_count = 1};
    struct bv_profile profile = {0};
    struct bv_error err;
    if (bv_profile_pprof((const char *)data, size, "fuzz", &binary, &profile, &err) == BV_OK)
        for (size_t i = 0; i < profile.count; i++)
            bv_fuzz_demand(profile.items[i].address >= 0x1000 && profile.items[i].address < 0x2000,
                           "a sample is in the code");
    bv_profile_finish(&profile);
    bv_profile_callgrind((const char *)data, size, "fuzz", &binary, &profile, &err);
    bv_profile_finish(&profile);
    return 0;
}
