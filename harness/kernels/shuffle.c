/* SPDX-License-Identifier: Apache-2.0 */
/* shuffle.c: only .text moves, within itself; all other addresses stay. So a field that is relative
 * to the program counter changes by how far its target moves less how far it moves itself. That is
 * so in the file as in memory: `bv_movable_place` says which of the two is changed. */
#include "harness/kernels/shuffle.h"

#include <elf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "harness/kernels/code_relocations.h"
#include "harness/kernels/movable_library.h"
#include "harness/kernels/unwind_table.h"
#include "lib/base/memory.h"
#include "lib/base/random.h"

enum { STREAM_ORDER = 1 };

/* Draw where every function goes, and take them there.
 * before   the text as it was linked */
static enum bv_status move_functions(struct bv_movable *s, const unsigned char *before,
                                     uint64_t number)
{
    struct bv_random random = bv_random_seed(number, STREAM_ORDER);
    unsigned char *text = bv_movable_place(s, s->text);
    uint64_t at = s->text->sh_addr, end = at + bv_movable_room(s);
    /* What traps if it is ever run. */
    const int trap = s->head->e_machine == EM_X86_64 ? 0xcc : 0;
    s->order = malloc((s->count + 1) * sizeof *s->order);
    if (s->order == NULL)
        return bv_no_memory(s->err);
    for (uint32_t i = 0; i < s->count; i++)
        s->order[i] = i;
    bv_random_shuffle(&random, s->order, s->count);
    for (uint32_t i = 0; i < s->count; i++) {
        struct bv_movable_function *function = &s->functions[s->order[i]];
        uint64_t bytes = function->end - function->begin;
        uint64_t next = at + (bytes + s->align - 1) / s->align * s->align;
        if (bytes > end - at)
            return bv_movable_unfit(s, "has no room for its functions in another order");
        next = next < end ? next : end;
        memcpy(text + (at - s->text->sh_addr), before + (function->begin - s->text->sh_addr),
               bytes);
        memset(text + (at + bytes - s->text->sh_addr), trap, next - at - bytes);
        function->moved = at;
        at = next;
    }
    memset(text + (at - s->text->sh_addr), trap, end - at);
    return BV_OK;
}

/* The same, from where they stand in the file. */
static enum bv_status move_all(struct bv_movable *s, uint64_t number)
{
    const unsigned char *linked = s->image + s->text->sh_offset;
    unsigned char *copy = s->loaded == NULL ? malloc(s->text->sh_size) : NULL;
    if (s->loaded == NULL && copy == NULL)
        return bv_no_memory(s->err);
    if (copy != NULL)
        memcpy(copy, linked, s->text->sh_size);
    enum bv_status status = move_functions(s, copy != NULL ? copy : linked, number);
    s->text->sh_size = bv_movable_room(s);
    free(copy);
    return status;
}

/* Addresses of functions in data are relocated when the library is loaded: what will be added. */
static void mend_addends(const struct bv_movable *s, const Elf64_Shdr *relocations)
{
    Elf64_Rela *rela = (Elf64_Rela *)(s->image + relocations->sh_offset);
    uint32_t relative = s->head->e_machine == EM_X86_64 ? (uint32_t)R_X86_64_RELATIVE
                                                        : (uint32_t)R_AARCH64_RELATIVE;
    for (size_t i = 0; i < relocations->sh_size / sizeof *rela; i++)
        if (ELF64_R_TYPE(rela[i].r_info) == relative)
            rela[i].r_addend = (int64_t)bv_movable_address(s, (uint64_t)rela[i].r_addend);
}

/* The same when that is over: what the loader has put wherever it relocated anything. In a library
 * with AddressSanitizer that is in the sanitizer's table of globals, too, which its runtime then
 * poisons. */
__attribute__((no_sanitize("address"))) static void mend_pointers(const struct bv_movable *s,
                                                                  const Elf64_Shdr *relocations)
{
    const Elf64_Rela *rela = (const Elf64_Rela *)(s->image + relocations->sh_offset);
    uint64_t base = (uintptr_t)s->loaded, pointer;
    for (size_t i = 0; i < relocations->sh_size / sizeof *rela; i++) {
        memcpy(&pointer, s->loaded + rela[i].r_offset, sizeof pointer);
        if (!bv_movable_in_text(s, pointer - base))
            continue;
        pointer = base + bv_movable_address(s, pointer - base);
        memcpy(s->loaded + rela[i].r_offset, &pointer, sizeof pointer);
    }
}

static void mend_symbols(const struct bv_movable *s, const Elf64_Shdr *table)
{
    Elf64_Sym *symbols = (Elf64_Sym *)bv_movable_place(s, table);
    for (size_t i = 0; i < table->sh_size / sizeof *symbols; i++)
        if (symbols[i].st_shndx == s->text_index &&
            ELF64_ST_TYPE(symbols[i].st_info) != STT_SECTION)
            symbols[i].st_value = bv_movable_address(s, symbols[i].st_value);
}

/* Tables of jumps: their entries do not say where their table begins. */
static enum bv_status refuse_jump_tables(const struct bv_movable *s, const Elf64_Shdr *relocations)
{
    const Elf64_Rela *rela = (const Elf64_Rela *)(s->image + relocations->sh_offset);
    for (size_t i = 0; i < relocations->sh_size / sizeof *rela; i++)
        if (bv_code_relocation_target(s, relocations, &rela[i]) != 0)
            return bv_movable_unfit(s, "jumps by tables: it was compiled without -fno-jump-tables");
    return BV_OK;
}

/* The name of the section that relocations are about. */
static const char *name_of_target(const struct bv_movable *s, const Elf64_Shdr *relocations)
{
    return relocations->sh_info < s->head->e_shnum
               ? s->section_names + s->sections[relocations->sh_info].sh_name
               : "";
}

static enum bv_status mend(const struct bv_movable *s)
{
    const Elf64_Shdr *unwinding = bv_movable_section(s, ".eh_frame_hdr");
    enum bv_status status = unwinding == NULL ? BV_OK : bv_unwind_table_mend(s, unwinding);
    bool has_relocations = false;
    for (uint32_t i = 1; i < s->head->e_shnum && status == BV_OK; i++) {
        const Elf64_Shdr *section = &s->sections[i];
        if (section->sh_type != SHT_RELA || section->sh_entsize != sizeof(Elf64_Rela))
            continue;
        if ((section->sh_flags & SHF_ALLOC) != 0 && s->loaded != NULL) {
            mend_pointers(s, section);
        } else if ((section->sh_flags & SHF_ALLOC) != 0) {
            mend_addends(s, section);
        } else if (section->sh_info == s->text_index) {
            has_relocations = true;
            status = bv_code_relocations_mend(s, section);
        } else if (strcmp(name_of_target(s, section), ".rodata") == 0) {
            status = refuse_jump_tables(s, section);
        }
    }
    if (status == BV_OK && !has_relocations)
        status = bv_movable_unfit(
            s, "has no relocations of its code: it was linked without --emit-relocs");
    /* Last: what comes before reads where symbols were. */
    for (uint32_t i = 1; i < s->head->e_shnum && status == BV_OK; i++)
        if (((s->sections[i].sh_type == SHT_SYMTAB && s->loaded == NULL) ||
             s->sections[i].sh_type == SHT_DYNSYM) &&
            s->sections[i].sh_entsize == sizeof(Elf64_Sym))
            mend_symbols(s, &s->sections[i]);
    return status;
}

static enum bv_status shuffle(struct bv_movable *s, uint64_t number)
{
    enum bv_status status = bv_movable_sections_read(s);
    if (status == BV_OK)
        status = bv_movable_functions_find(s);
    if (status == BV_OK)
        status = move_all(s, number);
    if (status == BV_OK)
        status = mend(s);
    free(s->order);
    free(s->owner);
    free(s->functions);
    return status;
}

enum bv_status bv_shuffle(unsigned char *image, size_t bytes, uint64_t number, const char *name,
                          struct bv_error *err)
{
    struct bv_movable s = {.bytes = bytes, .name = name, .err = err};
    s.image = image;
    return shuffle(&s, number);
}

enum bv_status bv_shuffle_loaded(unsigned char *loaded, unsigned char *image, size_t bytes,
                                 uint64_t number, const char *name, struct bv_error *err)
{
    struct bv_movable s = {.bytes = bytes, .name = name, .err = err};
    s.image = image;
    s.loaded = loaded;
    enum bv_status status = shuffle(&s, number);
    if (status == BV_OK) { /* some processors would run what stood there */
        char *text = (char *)bv_movable_place(&s, s.text);
        __builtin___clear_cache(text, text + s.text->sh_size);
    }
    return status;
}
