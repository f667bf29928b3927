/* SPDX-License-Identifier: Apache-2.0 */
/* profile_table.c: sums over the innermost frames. */
#include "harness/profile/profile_table.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/memory.h"

static bool is_same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool add(struct bv_profile_row **rows, size_t *count, const struct bv_profile_row *row)
{
    for (size_t i = 0; i < *count; i++) {
        struct bv_profile_row *own = &(*rows)[i];
        if (own->address == row->address && is_same(own->place.function, row->place.function) &&
            is_same(own->file, row->file)) {
            for (int v = 0; v < BV_STACK_VALUES; v++)
                own->values[v] += row->values[v];
            own->variance += row->variance;
            return true;
        }
    }
    return BV_APPEND(*rows, *count, *row);
}

static int by_value(const void *a, const void *b, void *user)
{
    const struct bv_profile_row *x = a, *y = b;
    const uint32_t *main = user;
    if (x->values[*main] != y->values[*main])
        return x->values[*main] > y->values[*main] ? -1 : 1;
    return x->address < y->address ? -1 : x->address > y->address;
}

static void order(const struct bv_stack_profile *profile, struct bv_profile_row *rows, size_t count)
{
    uint32_t main = bv_profile_traits_of(profile->kind)->main;
    if (count > 0)
        qsort_r(rows, count, sizeof *rows, by_value, &main);
    for (size_t i = 0; i < count && profile->kind == BV_PROFILE_CPU; i++)
        rows[i].share = bv_share_interval(rows[i].values[BV_CPU_SAMPLES], profile->samples);
}

enum bv_status bv_profile_table_make(const struct bv_stack_profile *profile,
                                     struct bv_profile_table *out, struct bv_error *err)
{
    *out = (struct bv_profile_table){0};
    bool good = true;
    for (size_t i = 0; i < profile->stack_count && good; i++) {
        struct bv_code_place places[BV_CODE_PLACES] = {0};
        uint64_t address = profile->stacks[i].frames[0];
        const struct bv_code_mapping *mapping = bv_stack_profile_mapping(profile, address);
        size_t count = bv_stack_profile_places(profile, address, places);
        struct bv_profile_row row = {0};
        memcpy(row.values, profile->stacks[i].values, sizeof row.values);
        if (profile->kind == BV_PROFILE_HEAP)
            row.variance =
                (double)row.values[BV_HEAP_DEVIATION] * (double)row.values[BV_HEAP_DEVIATION];
        row.file = mapping == NULL ? NULL : mapping->path;
        if (count > 0)
            row.place = places[count - 1];
        good = add(&out->functions, &out->function_count, &row);
        row.address = mapping == NULL ? address : address - mapping->start + mapping->offset;
        if (mapping != NULL && mapping->file != NULL)
            bv_code_file_address(mapping->file, row.address, &row.address);
        row.place.source = places[0].source;
        row.place.line = places[0].line;
        good = good && add(&out->instructions, &out->instruction_count, &row);
    }
    if (!good) {
        bv_profile_table_finish(out);
        return bv_no_memory(err);
    }
    order(profile, out->functions, out->function_count);
    order(profile, out->instructions, out->instruction_count);
    return BV_OK;
}

void bv_profile_table_finish(struct bv_profile_table *table)
{
    free(table->functions);
    free(table->instructions);
    *table = (struct bv_profile_table){0};
}
