/* SPDX-License-Identifier: Apache-2.0 */
/* samples.c: which samples of a profile fell on the copies of a scan. */
#include <stdlib.h>

#include "lib/base/memory.h"
#include "scan/scan.h"

/* A part of a copy, by its address. */
struct spot {
    uint64_t address, end;
    uint32_t copy;
};

static int by_spot(const void *a, const void *b)
{
    const struct spot *x = a, *y = b;
    return x->address < y->address ? -1 : x->address > y->address;
}

/* The copy that a sample fell on.
 * late     by how much it may be late: 1: at the instruction behind it, 0: not
 * Returns  none: it fell on no copy */
static size_t copy_at(const struct spot *spots, size_t count, uint64_t address, unsigned late,
                      size_t none)
{
    size_t low = 0, high = count;
    while (low < high) { /* the first behind it */
        size_t middle = low + (high - low) / 2;
        if (spots[middle].address <= address)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0 || address >= spots[low - 1].end + late)
        return none;
    return spots[low - 1].copy;
}

enum bv_status bv_scan_profile(struct bv_scan *scan, const struct bv_profile *profile,
                               struct bv_error *err)
{
    struct spot *spots = NULL;
    size_t count = 0;
    for (size_t i = 0; i < scan->copies.count; i++) {
        const struct bv_block_copy *copy = &scan->copies.items[i];
        for (uint32_t k = 0; k < copy->part_count; k++) {
            const struct bv_copy_part *part = &scan->copies.parts[copy->first_part + k];
            const struct spot spot = {part->address, part->address + part->bytes, (uint32_t)i};
            if (!BV_APPEND(spots, count, spot))
                return bv_no_memory(err);
        }
    }
    if (count > 1)
        qsort(spots, count, sizeof *spots, by_spot);
    scan->samples = profile->total;
    for (size_t i = 0; i < profile->count; i++) {
        const struct bv_profile_sample *sample = &profile->items[i];
        size_t copy =
            copy_at(spots, count, sample->address, profile->is_exact ? 0 : 1, scan->copies.count);
        if (copy == scan->copies.count)
            continue;
        const uint32_t rows[2] = {scan->copy_row[copy], scan->copy_parameter_row[copy]};
        for (int k = 0; k < 2; k++)
            if (rows[k] != UINT32_MAX)
                scan->rows[rows[k]].samples += sample->count;
    }
    free(spots);
    return bv_scan_sort(scan, err);
}
