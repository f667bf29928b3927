/* SPDX-License-Identifier: Apache-2.0 */
/* movable_library.c: see movable_library.h. */
#include "harness/kernels/movable_library.h"

#include <elf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/memory.h"

enum { ALIGN_MOST = 64 };

enum bv_status bv_movable_unfit(const struct bv_movable *s, const char *what)
{
    return bv_fail(s->err, BV_E_INPUT, "%s: %s; remove it, and make builds it anew", s->name, what);
}

static bool lies_within(const struct bv_movable *s, uint64_t offset, uint64_t bytes)
{
    return offset <= s->bytes && bytes <= s->bytes - offset;
}

Elf64_Shdr *bv_movable_section(const struct bv_movable *s, const char *name)
{
    for (uint32_t i = 1; i < s->head->e_shnum; i++)
        if (strcmp(s->section_names + s->sections[i].sh_name, name) == 0)
            return &s->sections[i];
    return NULL;
}

/* Of what is read in place. */
static bool holds_words(const Elf64_Shdr *section)
{
    return section->sh_type == SHT_RELA || section->sh_type == SHT_SYMTAB ||
           section->sh_type == SHT_DYNSYM;
}

enum bv_status bv_movable_sections_read(struct bv_movable *s)
{
    s->head = (const Elf64_Ehdr *)s->image;
    if (s->bytes < sizeof *s->head || memcmp(s->head->e_ident, ELFMAG, SELFMAG) != 0 ||
        s->head->e_ident[EI_CLASS] != ELFCLASS64 || s->head->e_ident[EI_DATA] != ELFDATA2LSB ||
        s->head->e_type != ET_DYN || s->head->e_shentsize != sizeof(Elf64_Shdr))
        return bv_movable_unfit(s, "is no shared library, or cut short");
    if (s->head->e_machine != EM_X86_64 && s->head->e_machine != EM_AARCH64)
        return bv_fail(s->err, BV_E_UNSUPPORTED, "%s: functions of ELF machine %u cannot be moved",
                       s->name, (unsigned)s->head->e_machine);
    if (s->head->e_shoff % _Alignof(Elf64_Shdr) != 0 ||
        !lies_within(s, s->head->e_shoff, (uint64_t)s->head->e_shnum * sizeof(Elf64_Shdr)) ||
        s->head->e_shstrndx >= s->head->e_shnum)
        return bv_movable_unfit(s, "is cut short");
    s->sections = (Elf64_Shdr *)(s->image + s->head->e_shoff);
    const Elf64_Shdr *names = &s->sections[s->head->e_shstrndx];
    for (uint32_t i = 1; i < s->head->e_shnum; i++) {
        const Elf64_Shdr *section = &s->sections[i];
        if ((section->sh_type != SHT_NOBITS &&
             !lies_within(s, section->sh_offset, section->sh_size)) ||
            (holds_words(section) && section->sh_offset % _Alignof(Elf64_Sym) != 0) ||
            section->sh_name >= names->sh_size || section->sh_link >= s->head->e_shnum)
            return bv_movable_unfit(s, "is cut short");
    }
    if (names->sh_size == 0 || s->image[names->sh_offset + names->sh_size - 1] != '\0')
        return bv_movable_unfit(s, "is cut short");
    s->section_names = (const char *)s->image + names->sh_offset;
    s->text = bv_movable_section(s, ".text");
    if (s->text == NULL || s->text->sh_type != SHT_PROGBITS)
        return bv_movable_unfit(s, "has no code");
    s->text_index = (uint32_t)(s->text - s->sections);
    return BV_OK;
}

bool bv_movable_in_text(const struct bv_movable *s, uint64_t address)
{
    return address >= s->text->sh_addr && address - s->text->sh_addr < s->text->sh_size;
}

unsigned char *bv_movable_place(const struct bv_movable *s, const Elf64_Shdr *section)
{
    return s->loaded != NULL ? s->loaded + section->sh_addr : s->image + section->sh_offset;
}

unsigned char *bv_movable_bytes(const struct bv_movable *s, uint64_t address, uint64_t bytes)
{
    for (uint32_t i = 1; i < s->head->e_shnum; i++) {
        const Elf64_Shdr *section = &s->sections[i];
        if ((section->sh_flags & SHF_ALLOC) != 0 && section->sh_type != SHT_NOBITS &&
            address >= section->sh_addr && address - section->sh_addr <= section->sh_size &&
            bytes <= section->sh_size - (address - section->sh_addr))
            return bv_movable_place(s, section) + (address - section->sh_addr);
    }
    return NULL;
}

static bool is_function(const struct bv_movable *s, const Elf64_Sym *symbol)
{
    return ELF64_ST_TYPE(symbol->st_info) == STT_FUNC && symbol->st_size > 0 &&
           symbol->st_shndx == s->text_index;
}

/* Whether nothing but what the linker fills in lies between two functions. */
static bool is_padding(const struct bv_movable *s, uint64_t from, uint64_t to)
{
    const unsigned char *text = s->image + s->text->sh_offset;
    for (uint64_t i = from; i < to; i++)
        if (text[i - s->text->sh_addr] != text[from - s->text->sh_addr])
            return false;
    return to - from < ALIGN_MOST;
}

/* What is between functions is padding. */
static enum bv_status check_functions(const struct bv_movable *s)
{
    uint64_t last = s->text->sh_addr;
    if (s->count == 0)
        return bv_movable_unfit(s, "has no functions, or some beyond its code");
    for (uint32_t i = 0; i <= s->count; i++) {
        uint64_t next = i < s->count ? s->functions[i].begin : s->text->sh_addr + s->text->sh_size;
        if (next < last)
            return bv_movable_unfit(s, "has functions that overlap");
        if (!is_padding(s, last, next))
            return bv_movable_unfit(
                s, "has code that is of no function: it was linked with start files");
        last = i < s->count ? s->functions[i].end : next;
    }
    return BV_OK;
}

/* Note in `owner` how long the function is that begins there. Aliases are one function.
 * Returns  how many symbols of functions there are; 0: some lie beyond the code */
static size_t note_sizes(struct bv_movable *s, const Elf64_Sym *symbols, size_t count)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t at = symbols[i].st_value - s->text->sh_addr, bytes = symbols[i].st_size;
        if (!is_function(s, &symbols[i]))
            continue;
        if (!bv_movable_in_text(s, symbols[i].st_value) || bytes > s->text->sh_size - at)
            return 0;
        uint32_t *size = &s->owner[at / s->align];
        *size = bytes > *size ? (uint32_t)bytes : *size;
        found++;
    }
    return found;
}

/* They are many, and begin at multiples of `align`: that puts them in order without sorting. */
enum bv_status bv_movable_functions_find(struct bv_movable *s)
{
    const Elf64_Shdr *table = bv_movable_section(s, ".symtab");
    if (table == NULL || table->sh_entsize != sizeof(Elf64_Sym) || s->text->sh_size > UINT32_MAX)
        return bv_movable_unfit(s, "has no symbols");
    const Elf64_Sym *symbols = (const Elf64_Sym *)(s->image + table->sh_offset);
    size_t count = table->sh_size / sizeof *symbols;
    s->align = ALIGN_MOST;
    for (size_t i = 0; i < count; i++)
        while (is_function(s, &symbols[i]) && symbols[i].st_value % s->align != 0)
            s->align /= 2;
    if (s->text->sh_addr % s->align != 0)
        return bv_movable_unfit(s, "has code that does not begin where functions may");
    size_t places = (s->text->sh_size + s->align - 1) / s->align;
    s->owner = calloc(places + 1, sizeof *s->owner);
    s->functions = calloc(count + 1, sizeof *s->functions);
    if (s->owner == NULL || s->functions == NULL)
        return bv_no_memory(s->err);
    if (note_sizes(s, symbols, count) == 0)
        return bv_movable_unfit(s, "has no functions, or some beyond its code");
    for (size_t i = 0; i < places; i++) {
        uint64_t begin = s->text->sh_addr + i * s->align;
        if (s->owner[i] != 0)
            s->functions[s->count++] = (struct bv_movable_function){begin, begin + s->owner[i], 0};
        s->owner[i] = s->count > 0 ? s->count - 1 : 0;
    }
    return check_functions(s);
}

/* How far the function that holds an address of .text moves; its padding goes with it. */
static uint64_t shift_of(const struct bv_movable *s, uint64_t address)
{
    const struct bv_movable_function *function =
        &s->functions[s->owner[(address - s->text->sh_addr) / s->align]];
    return function->moved - function->begin;
}

uint64_t bv_movable_address(const struct bv_movable *s, uint64_t address)
{
    return bv_movable_in_text(s, address) ? address + shift_of(s, address) : address;
}

uint64_t bv_movable_room(const struct bv_movable *s)
{
    uint64_t room = (s->text->sh_size + s->align - 1) / s->align * s->align;
    for (uint32_t i = 1; i < s->head->e_shnum; i++) {
        const Elf64_Shdr *next = &s->sections[i];
        if ((next->sh_flags & SHF_ALLOC) != 0 && next->sh_addr > s->text->sh_addr &&
            next->sh_addr - s->text->sh_addr < room)
            room = next->sh_addr - s->text->sh_addr;
        if (next->sh_type != SHT_NOBITS && next->sh_offset > s->text->sh_offset &&
            next->sh_offset - s->text->sh_offset < room)
            room = next->sh_offset - s->text->sh_offset;
    }
    return room;
}

uint32_t bv_field_read(const unsigned char *at)
{
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

void bv_field_write(unsigned char *at, uint32_t value)
{
    memcpy(at, &value, sizeof value);
}
