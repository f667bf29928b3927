/* SPDX-License-Identifier: Apache-2.0 */
/* profile.c: see profile.h. */
#include "scan/profile.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/memory.h"
#include "lib/base/packed.h"

/* glibc's have many: __memmove_avx_unaligned_erms */
static bool is_copier_name(const char *name)
{
    return name != NULL && (strstr(name, "memcpy") != NULL || strstr(name, "memmove") != NULL);
}

static bool is_copier(const struct bv_binary *binary, uint64_t address, const char *name)
{
    for (size_t i = 0; i < binary->copier_count && address != 0; i++) {
        const struct bv_copier_at *copier = &binary->copiers[i];
        if (!copier->is_slot && address >= copier->address &&
            address - copier->address < copier->bytes)
            return true;
    }
    return is_copier_name(name);
}

bool bv_profile_add(struct bv_profile *profile, const struct bv_binary *binary,
                    const uint64_t *frames, const char *const *names, size_t frame_count,
                    uint64_t count)
{
    size_t at = 0;
    /* Go's own interruption stands on what it interrupted. */
    if (frame_count > 1 && names[0] != NULL && strcmp(names[0], "runtime.asyncPreempt") == 0)
        at++;
    if (frame_count > at + 1 && is_copier(binary, frames[at], names[at]))
        at++;
    profile->total += count;
    if (frame_count == 0 || frames[at] == 0)
        return true;
    const struct bv_profile_sample sample = {frames[at], count};
    return BV_APPEND(profile->items, profile->count, sample);
}

bool bv_profile_is_program(const struct bv_binary *binary, const char *path, size_t length)
{
    const char *slash = strrchr(binary->path, '/');
    const char *own = slash != NULL ? slash + 1 : binary->path;
    size_t own_length = strlen(own);
    return length >= own_length && memcmp(path + length - own_length, own, own_length) == 0 &&
           (length == own_length || path[length - own_length - 1] == '/');
}

enum bv_status bv_profile_read(const char *path, const struct bv_binary *binary,
                               struct bv_profile *out, struct bv_error *err)
{
    char *data;
    size_t length;
    enum bv_status status = bv_packed_read(path, &data, &length, err);
    if (status != BV_OK)
        return status;
    if (length >= 8 && memcmp(data, "PERFILE2", 8) == 0)
        status = bv_profile_perf(path, binary, out, err);
    else if (memmem(data, length < 4096 ? length : 4096, "\nevents:", 8) != NULL ||
             (length > 11 && memcmp(data, "# callgrind", 11) == 0))
        status = bv_profile_callgrind(data, length, path, binary, out, err);
    else if (length > 0 && ((unsigned char)data[0] & 7) <= 2 && data[0] > 0 && data[0] < 0x78)
        status = bv_profile_pprof(data, length, path, binary, out, err);
    else
        status =
            bv_fail(err, BV_E_INPUT,
                    "%s: is no profile that byval knows: perf.data, pprof's, or callgrind's", path);
    free(data);
    if (status == BV_OK && out->count == 0)
        return bv_fail(err, BV_E_INPUT, "%s: none of its %" PRIu64 " samples is of %s", path,
                       out->total, binary->path);
    return status;
}

void bv_profile_finish(struct bv_profile *profile)
{
    free(profile->items);
    *profile = (struct bv_profile){0};
}
