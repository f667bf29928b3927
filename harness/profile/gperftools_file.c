/* SPDX-License-Identifier: Apache-2.0 */
/* gperftools_file.c: see gperftools_file.h. */
#include "harness/profile/gperftools_file.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/filesync.h"

static void put(FILE *to, uint64_t word)
{
    fwrite(&word, sizeof word, 1, to);
}

static void put_mappings(const struct bv_stack_profile *profile, FILE *to)
{
    for (size_t i = 0; i < profile->mapping_count; i++) {
        const struct bv_code_mapping *mapping = &profile->mappings[i];
        /* Not what is no file, as the kernel's own page, nor what would look like two lines. */
        if (mapping->path[0] == '/' && strchr(mapping->path, '\n') == NULL)
            fprintf(to, "%" PRIx64 "-%" PRIx64 " r-xp %08" PRIx64 " 00:00 0 %s\n", mapping->start,
                    mapping->limit, mapping->offset, mapping->path);
    }
}

/* A text. Its reader takes one from every address, the innermost, too: all of them are calls. */
static void put_heap(const struct bv_stack_profile *profile, FILE *to)
{
    uint64_t sums[BV_HEAP_VALUES] = {0};
    for (size_t s = 0; s < profile->stack_count; s++)
        for (int i = 0; i < BV_HEAP_VALUES; i++)
            sums[i] += profile->stacks[s].values[i];
    static const char format[] = "%" PRIu64 ": %" PRIu64 " [%" PRIu64 ": %" PRIu64 "] @%s";
    fputs("heap profile: ", to);
    fprintf(to, format, sums[BV_HEAP_LIVE_OBJECTS], sums[BV_HEAP_LIVE_BYTES], sums[BV_HEAP_OBJECTS],
            sums[BV_HEAP_BYTES], " heapprofile\n");
    for (size_t s = 0; s < profile->stack_count; s++) {
        const struct bv_stack *stack = &profile->stacks[s];
        fprintf(to, format, stack->values[BV_HEAP_LIVE_OBJECTS], stack->values[BV_HEAP_LIVE_BYTES],
                stack->values[BV_HEAP_OBJECTS], stack->values[BV_HEAP_BYTES], "");
        for (uint32_t f = 0; f < stack->depth; f++)
            fprintf(to, " 0x%" PRIx64, stack->frames[f] + 1);
        fputc('\n', to);
    }
    fputs("\nMAPPED_LIBRARIES:\n", to);
    put_mappings(profile, to);
}

/* A cycle is a nanosecond. */
static void put_waits(const struct bv_stack_profile *profile, FILE *to)
{
    fputs("--- contention:\ncycles/second = 1000000000\nsampling period = 1\n", to);
    for (size_t s = 0; s < profile->stack_count; s++) {
        const struct bv_stack *stack = &profile->stacks[s];
        fprintf(to, "%" PRIu64 " %" PRIu64 " @", stack->values[BV_WAIT_NS],
                stack->values[BV_WAIT_COUNT]);
        for (uint32_t f = 0; f < stack->depth; f++)
            fprintf(to, " 0x%" PRIx64, stack->frames[f] + 1);
        fputc('\n', to);
    }
    put_mappings(profile, to);
}

static void put_cpu(const struct bv_stack_profile *profile, FILE *to)
{
    const uint64_t head[] = {0, 3, 0, (profile->period + 500) / 1000, 0}, tail[] = {0, 1, 0};
    fwrite(head, sizeof head, 1, to);
    for (size_t s = 0; s < profile->stack_count; s++) {
        const struct bv_stack *stack = &profile->stacks[s];
        put(to, stack->values[BV_CPU_SAMPLES]);
        put(to, stack->depth);
        for (uint32_t f = 0; f < stack->depth; f++)
            put(to, stack->frames[f] + (f > 0)); /* of callers the address behind the call */
    }
    fwrite(tail, sizeof tail, 1, to);
    put_mappings(profile, to);
}

enum bv_status bv_gperftools_file_write(const struct bv_stack_profile *profile, const char *path,
                                        struct bv_error *err)
{
    struct bv_newfile file;
    enum bv_status status = bv_newfile_open(path, &file, err);
    if (status != BV_OK)
        return status;
    if (profile->kind == BV_PROFILE_HEAP)
        put_heap(profile, file.stream);
    else if (profile->kind == BV_PROFILE_WAIT)
        put_waits(profile, file.stream);
    else
        put_cpu(profile, file.stream);
    if (ferror(file.stream)) {
        status = bv_fail(err, BV_E_IO, "%s: cannot write: %s", path, strerror(errno));
        bv_newfile_discard(&file);
        return status;
    }
    return bv_newfile_commit(&file, err);
}
