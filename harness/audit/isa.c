/* SPDX-License-Identifier: Apache-2.0 */
/* isa.c: the table of instruction sets. */
#include "harness/audit/isa.h"

#include <stddef.h>
#include <string.h>

const struct bv_isa *bv_isa_find(const char *format)
{
    static const struct bv_isa *const all[] = {&bv_isa_x86_64, &bv_isa_aarch64};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (strcmp(all[i]->format, format) == 0)
            return all[i];
    return NULL;
}

uint32_t bv_isa_memory_bytes(const struct bv_isa *isa, const char *class_name, uint32_t bytes,
                             uint32_t count)
{
    const struct bv_class_registers *row = isa->classes;
    while (row->class != NULL && strcmp(row->class, class_name) != 0)
        row++;
    uint32_t fit = bytes > row->bytes ? 0 : row->room_bytes / bytes;
    return count > fit ? (count - fit) * bytes : 0;
}

struct bv_insn bv_insn_blank(void)
{
    return (struct bv_insn){
        .written = {BV_NO_REGISTER, BV_NO_REGISTER},
        .sources = {BV_NO_REGISTER, BV_NO_REGISTER},
        .stepped = BV_NO_REGISTER,
        .compared = {BV_NO_REGISTER, BV_NO_REGISTER},
        .frame_source = BV_NO_REGISTER,
    };
}
