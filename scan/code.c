/* SPDX-License-Identifier: Apache-2.0 */
/* code.c: see code.h. */
#include "scan/code.h"

#include <pthread.h>
#include <stdlib.h>

#include "lib/base/memory.h"
#include "lib/base/parallel.h"

enum { JOBS = 64 };

/* A job's part of the code, and what it found. */
struct reading {
    const struct bv_binary *binary;
    const struct bv_code_range *ranges; /* by address */
    size_t count;
    struct bv_block_copies found[JOBS];
    bv_scan_progress_fn *progress; /* may be NULL */
    void *user;
    pthread_mutex_t showing;
    size_t done; /* jobs */
};

static void show(struct reading *reading)
{
    pthread_mutex_lock(&reading->showing);
    reading->done++;
    if (reading->progress != NULL)
        reading->progress("code", (double)reading->done / JOBS, reading->user);
    pthread_mutex_unlock(&reading->showing);
}

static enum bv_status read_part(void *context, size_t at, struct bv_error *err)
{
    struct reading *reading = context;
    struct bv_block_reader *reader = NULL;
    enum bv_status status = bv_block_reader_create(reading->binary, &reader, err);
    size_t first = reading->count * at / JOBS, end = reading->count * (at + 1) / JOBS;
    for (size_t i = first; i < end && status == BV_OK; i++) {
        const struct bv_code_range *range = &reading->ranges[i];
        if (i == 0 || range->low != range[-1].low) /* several functions may share their code */
            status = bv_block_reader_read(reader, range->low, range->high, range->function,
                                          &reading->found[at], err);
    }
    bv_block_reader_destroy(reader);
    show(reading);
    return status;
}

static bool append(struct bv_block_copies *all, const struct bv_block_copies *more)
{
    size_t parts = all->part_count;
    for (size_t i = 0; i < more->part_count; i++)
        if (!BV_APPEND(all->parts, all->part_count, more->parts[i]))
            return false;
    for (size_t i = 0; i < more->count; i++) {
        if (!BV_APPEND(all->items, all->count, more->items[i]))
            return false;
        all->items[all->count - 1].first_part += parts;
    }
    for (size_t i = 0; i < more->call_count; i++)
        if (!BV_APPEND(all->calls, all->call_count, more->calls[i]))
            return false;
    all->instructions += more->instructions;
    return true;
}

static int by_low(const void *a, const void *b)
{
    const struct bv_code_range *x = a, *y = b;
    return x->low < y->low ? -1 : x->low > y->low;
}

static int by_target(const void *a, const void *b)
{
    const struct bv_call_site *x = a, *y = b;
    return x->target < y->target ? -1 : x->target > y->target;
}

enum bv_status bv_code_read(const struct bv_binary *binary, const struct bv_functions *functions,
                            bv_scan_progress_fn *progress, void *user, struct bv_block_copies *out,
                            struct bv_error *err)
{
    struct reading *reading = calloc(1, sizeof *reading);
    struct bv_code_range *ranges = NULL;
    enum bv_status status = BV_OK;
    size_t count = 0;
    if (reading == NULL)
        return bv_no_memory(err);
    for (size_t f = 0; f < functions->count && status == BV_OK; f++) {
        const struct bv_scan_function *function = &functions->items[f];
        for (size_t i = 0; i < function->range_count && status == BV_OK; i++)
            if (!BV_APPEND(ranges, count, functions->ranges[function->first_range + i]))
                status = bv_no_memory(err);
    }
    if (count > 1)
        qsort(ranges, count, sizeof *ranges, by_low);
    *reading = (struct reading){.binary = binary,
                                .ranges = ranges,
                                .count = count,
                                .progress = progress,
                                .user = user,
                                .showing = PTHREAD_MUTEX_INITIALIZER};
    if (status == BV_OK)
        status = bv_parallel_do(JOBS, read_part, reading, err);
    for (int i = 0; i < JOBS; i++) {
        if (status == BV_OK && !append(out, &reading->found[i]))
            status = bv_no_memory(err);
        bv_block_copies_finish(&reading->found[i]);
    }
    if (status == BV_OK && out->call_count > 1)
        qsort(out->calls, out->call_count, sizeof *out->calls, by_target);
    free(ranges);
    free(reading);
    return status;
}

uint32_t bv_code_calls(const struct bv_block_copies *copies, uint64_t entry)
{
    size_t low = 0, high = copies->call_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (copies->calls[middle].target < entry)
            low = middle + 1;
        else
            high = middle;
    }
    size_t first = low;
    while (low < copies->call_count && copies->calls[low].target == entry)
        low++;
    return (uint32_t)(low - first);
}
