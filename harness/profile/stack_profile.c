/* SPDX-License-Identifier: Apache-2.0 */
/* stack_profile.c: see stack_profile.h. */
#include "harness/profile/stack_profile.h"

#include <stdlib.h>
#include <string.h>

static const struct bv_profile_traits traits[BV_PROFILE_KINDS] = {
    [BV_PROFILE_CPU] = {.counted = "samples",
                        .values = {{"samples", "count"}, {"cpu", "nanoseconds"}},
                        .value_count = BV_CPU_VALUES,
                        .file_count = BV_CPU_VALUES,
                        .main = BV_CPU_SAMPLES,
                        .period = {"cpu", "nanoseconds"}},
    [BV_PROFILE_HEAP] = {.counted = "allocations",
                         .values = {{"alloc_objects", "count"},
                                    {"alloc_space", "bytes"},
                                    {"inuse_objects", "count"},
                                    {"inuse_space", "bytes"},
                                    {"sampled_space", "bytes"}},
                         .value_count = BV_HEAP_VALUES,
                         .file_count = BV_HEAP_SAMPLED_BYTES + 1,
                         .main = BV_HEAP_BYTES,
                         .period = {"space", "bytes"}},
    [BV_PROFILE_WAIT] = {.counted = "waits",
                         .values = {{"contentions", "count"}, {"delay", "nanoseconds"}},
                         .value_count = BV_WAIT_VALUES,
                         .file_count = BV_WAIT_VALUES,
                         .main = BV_WAIT_NS,
                         .period = {"contentions", "count"}},
};

const struct bv_profile_traits *bv_profile_traits_of(enum bv_profile_kind kind)
{
    return &traits[kind];
}

const struct bv_code_mapping *bv_stack_profile_mapping(const struct bv_stack_profile *profile,
                                                       uint64_t address)
{
    for (size_t i = 0; i < profile->mapping_count; i++)
        if (address >= profile->mappings[i].start && address < profile->mappings[i].limit)
            return &profile->mappings[i];
    return NULL;
}

enum bv_status bv_stack_profile_open_files(struct bv_stack_profile *profile, struct bv_error *err)
{
    for (size_t s = 0; s < profile->stack_count; s++)
        for (uint32_t f = 0; f < profile->stacks[s].depth; f++) {
            const struct bv_code_mapping *mapping =
                bv_stack_profile_mapping(profile, profile->stacks[s].frames[f]);
            if (mapping == NULL || mapping->file != NULL)
                continue;
            struct bv_error why;
            struct bv_code_mapping *to = &profile->mappings[mapping - profile->mappings];
            enum bv_status status =
                bv_code_file_open(mapping->path, mapping->build_id, &to->file, &why);
            if (status == BV_E_MISMATCH || status == BV_E_NOMEM) {
                *err = why;
                return status;
            }
        }
    return BV_OK;
}

size_t bv_stack_profile_places(const struct bv_stack_profile *profile, uint64_t address,
                               struct bv_code_place out[BV_CODE_PLACES])
{
    const struct bv_code_mapping *mapping = bv_stack_profile_mapping(profile, address);
    uint64_t in_file;
    if (mapping == NULL || mapping->file == NULL ||
        !bv_code_file_address(mapping->file, address - mapping->start + mapping->offset, &in_file))
        return 0;
    return bv_code_file_places(mapping->file, in_file, out);
}

void bv_stack_profile_finish(struct bv_stack_profile *profile)
{
    for (size_t i = 0; i < profile->mapping_count; i++)
        bv_code_file_close(profile->mappings[i].file);
    free(profile->mappings);
    free(profile->stacks);
    bv_region_finish(&profile->storage);
    *profile = (struct bv_stack_profile){0};
}
