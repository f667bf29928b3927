/* SPDX-License-Identifier: Apache-2.0 */
/* unwind_table.c: see unwind_table.h. */
#include "harness/kernels/unwind_table.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "harness/kernels/movable_library.h"
#include "lib/base/memory.h"

/* .eh_frame_hdr: a sorted table of where functions begin, and of their entries in .eh_frame, which
 * say so too: 32 bits each, the one relative to the table's section and the other to itself. */
struct unwinding {
    int32_t begin, entry;
};

static const char strange_tables[] = "has unwind tables of an unknown form";

/* Mend what .eh_frame says of a function, and note which row is its.
 * row_of   by function, counted from 1 */
static enum bv_status mend_entry(const struct bv_movable *s, uint64_t header, struct unwinding row,
                                 uint32_t number, uint32_t *row_of)
{
    enum { LENGTH_AND_CIE_BYTES = 8 };
    uint64_t begin = header + (uint64_t)(int64_t)row.begin;
    uint64_t at = header + (uint64_t)(int64_t)row.entry + LENGTH_AND_CIE_BYTES;
    unsigned char *field = bv_movable_bytes(s, at, 4);
    if (field == NULL || at + (uint64_t)(int64_t)(int32_t)bv_field_read(field) != begin)
        return bv_movable_unfit(s, strange_tables);
    if (!bv_movable_in_text(s, begin))
        return BV_OK;
    uint32_t *of = &row_of[s->owner[(begin - s->text->sh_addr) / s->align]];
    if (*of != 0)
        return bv_movable_unfit(s, strange_tables);
    *of = number;
    bv_field_write(field, (uint32_t)(bv_movable_address(s, begin) - at));
    return BV_OK;
}

/* What is not of .text stands before all that is, or behind it. */
static enum bv_status mend_rows(const struct bv_movable *s, uint64_t header, struct unwinding *rows,
                                uint32_t count)
{
    struct unwinding *before = malloc((count + 1) * sizeof *before);
    uint32_t *row_of = calloc(s->count + 1, sizeof *row_of), next = 0;
    enum bv_status status = before == NULL || row_of == NULL ? bv_no_memory(s->err) : BV_OK;
    if (status == BV_OK)
        memcpy(before, rows, count * sizeof *before);
    for (uint32_t i = 0; i < count && status == BV_OK; i++) {
        next += header + (uint64_t)(int64_t)before[i].begin < s->text->sh_addr;
        status = i > 0 && before[i].begin <= before[i - 1].begin
                     ? bv_movable_unfit(s, strange_tables)
                     : mend_entry(s, header, before[i], i + 1, row_of);
    }
    for (uint32_t i = 0; i < s->count && status == BV_OK; i++) {
        const struct bv_movable_function *function = &s->functions[s->order[i]];
        if (row_of[s->order[i]] == 0)
            continue;
        struct unwinding row = before[row_of[s->order[i]] - 1];
        row.begin += (int32_t)(function->moved - function->begin);
        rows[next++] = row;
    }
    free(before);
    free(row_of);
    return status;
}

enum bv_status bv_unwind_table_mend(const struct bv_movable *s, const Elf64_Shdr *header)
{
    enum { HEAD_BYTES = 12 };
    unsigned char *bytes = bv_movable_place(s, header);
    static const unsigned char known[] = {1, 0x1b, 0x03, 0x3b};
    if (header->sh_size < HEAD_BYTES || header->sh_addr % _Alignof(struct unwinding) != 0 ||
        header->sh_offset % _Alignof(struct unwinding) != 0 ||
        memcmp(bytes, known, sizeof known) != 0)
        return bv_movable_unfit(s, strange_tables);
    uint32_t count = bv_field_read(bytes + 8);
    if (count > (header->sh_size - HEAD_BYTES) / sizeof(struct unwinding))
        return bv_movable_unfit(s, "has unwind tables that are cut short");
    return mend_rows(s, header->sh_addr, (struct unwinding *)(bytes + HEAD_BYTES), count);
}
