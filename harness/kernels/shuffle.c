/* SPDX-License-Identifier: Apache-2.0 */
/* shuffle.c: only .text moves, within itself; all other addresses stay. So a field that is relative
 * to the program counter changes by how far its target moves less how far it moves itself. That is
 * so in the file as in memory: `place_of` says which of the two is changed. */
#include "harness/kernels/shuffle.h"

#include <elf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/memory.h"
#include "lib/base/random.h"

enum { STREAM_ORDER = 1, ALIGN_MOST = 64 };

/* A function where the linker put it, and where it goes. */
struct function {
    uint64_t begin, end, moved;
};

struct shuffle {
    unsigned char *image;  /* the file: changed, unless it has been loaded */
    unsigned char *loaded; /* where address 0 of it is in memory; NULL: it has not been loaded */
    size_t bytes;
    const char *name;
    const Elf64_Ehdr *head;
    Elf64_Shdr *sections;
    const char *section_names;
    Elf64_Shdr *text;
    uint32_t text_index;
    struct function *functions; /* by ascending begin */
    uint32_t *order;            /* of their indexes: how they stand when they have been moved */
    uint32_t count;
    uint64_t align;  /* of every function */
    uint32_t *owner; /* of each `align` bytes of .text: an index of functions */
    struct bv_error *err;
};

static enum bv_status unfit(const struct shuffle *s, const char *what)
{
    return bv_fail(s->err, BV_E_INPUT, "%s: %s; remove it, and make builds it anew", s->name, what);
}

/* ---- the file ---- */

static bool lies_within(const struct shuffle *s, uint64_t offset, uint64_t bytes)
{
    return offset <= s->bytes && bytes <= s->bytes - offset;
}

static Elf64_Shdr *find_section(const struct shuffle *s, const char *name)
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

static enum bv_status read_sections(struct shuffle *s)
{
    s->head = (const Elf64_Ehdr *)s->image;
    if (s->bytes < sizeof *s->head || memcmp(s->head->e_ident, ELFMAG, SELFMAG) != 0 ||
        s->head->e_ident[EI_CLASS] != ELFCLASS64 || s->head->e_ident[EI_DATA] != ELFDATA2LSB ||
        s->head->e_type != ET_DYN || s->head->e_shentsize != sizeof(Elf64_Shdr))
        return unfit(s, "is no shared library, or cut short");
    if (s->head->e_machine != EM_X86_64 && s->head->e_machine != EM_AARCH64)
        return bv_fail(s->err, BV_E_UNSUPPORTED, "%s: functions of ELF machine %u cannot be moved",
                       s->name, (unsigned)s->head->e_machine);
    if (s->head->e_shoff % _Alignof(Elf64_Shdr) != 0 ||
        !lies_within(s, s->head->e_shoff, (uint64_t)s->head->e_shnum * sizeof(Elf64_Shdr)) ||
        s->head->e_shstrndx >= s->head->e_shnum)
        return unfit(s, "is cut short");
    s->sections = (Elf64_Shdr *)(s->image + s->head->e_shoff);
    const Elf64_Shdr *names = &s->sections[s->head->e_shstrndx];
    for (uint32_t i = 1; i < s->head->e_shnum; i++) {
        const Elf64_Shdr *section = &s->sections[i];
        if ((section->sh_type != SHT_NOBITS &&
             !lies_within(s, section->sh_offset, section->sh_size)) ||
            (holds_words(section) && section->sh_offset % _Alignof(Elf64_Sym) != 0) ||
            section->sh_name >= names->sh_size || section->sh_link >= s->head->e_shnum)
            return unfit(s, "is cut short");
    }
    if (names->sh_size == 0 || s->image[names->sh_offset + names->sh_size - 1] != '\0')
        return unfit(s, "is cut short");
    s->section_names = (const char *)s->image + names->sh_offset;
    s->text = find_section(s, ".text");
    if (s->text == NULL || s->text->sh_type != SHT_PROGBITS)
        return unfit(s, "has no code");
    s->text_index = (uint32_t)(s->text - s->sections);
    return BV_OK;
}

static bool in_text(const struct shuffle *s, uint64_t address)
{
    return address >= s->text->sh_addr && address - s->text->sh_addr < s->text->sh_size;
}

/* The bytes of a section that are to be changed. */
static unsigned char *place_of(const struct shuffle *s, const Elf64_Shdr *section)
{
    return s->loaded != NULL ? s->loaded + section->sh_addr : s->image + section->sh_offset;
}

/* The bytes of an address, of which `bytes` must be there; NULL: they are not. */
static unsigned char *bytes_at(const struct shuffle *s, uint64_t address, uint64_t bytes)
{
    for (uint32_t i = 1; i < s->head->e_shnum; i++) {
        const Elf64_Shdr *section = &s->sections[i];
        if ((section->sh_flags & SHF_ALLOC) != 0 && section->sh_type != SHT_NOBITS &&
            address >= section->sh_addr && address - section->sh_addr <= section->sh_size &&
            bytes <= section->sh_size - (address - section->sh_addr))
            return place_of(s, section) + (address - section->sh_addr);
    }
    return NULL;
}

/* ---- the functions ---- */

static bool is_function(const struct shuffle *s, const Elf64_Sym *symbol)
{
    return ELF64_ST_TYPE(symbol->st_info) == STT_FUNC && symbol->st_size > 0 &&
           symbol->st_shndx == s->text_index;
}

/* Whether nothing but what the linker fills in lies between two functions. */
static bool is_padding(const struct shuffle *s, uint64_t from, uint64_t to)
{
    const unsigned char *text = s->image + s->text->sh_offset;
    for (uint64_t i = from; i < to; i++)
        if (text[i - s->text->sh_addr] != text[from - s->text->sh_addr])
            return false;
    return to - from < ALIGN_MOST;
}

/* What is between functions is padding. */
static enum bv_status check_functions(const struct shuffle *s)
{
    uint64_t last = s->text->sh_addr;
    if (s->count == 0)
        return unfit(s, "has no functions, or some beyond its code");
    for (uint32_t i = 0; i <= s->count; i++) {
        uint64_t next = i < s->count ? s->functions[i].begin : s->text->sh_addr + s->text->sh_size;
        if (next < last)
            return unfit(s, "has functions that overlap");
        if (!is_padding(s, last, next))
            return unfit(s, "has code that is of no function: it was linked with start files");
        last = i < s->count ? s->functions[i].end : next;
    }
    return BV_OK;
}

/* Note in `owner` how long the function is that begins there. Aliases are one function.
 * Returns  how many symbols of functions there are; 0: some lie beyond the code */
static size_t note_sizes(struct shuffle *s, const Elf64_Sym *symbols, size_t count)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t at = symbols[i].st_value - s->text->sh_addr, bytes = symbols[i].st_size;
        if (!is_function(s, &symbols[i]))
            continue;
        if (!in_text(s, symbols[i].st_value) || bytes > s->text->sh_size - at)
            return 0;
        uint32_t *size = &s->owner[at / s->align];
        *size = bytes > *size ? (uint32_t)bytes : *size;
        found++;
    }
    return found;
}

/* They are many, and begin at multiples of `align`: that puts them in order without sorting. */
static enum bv_status find_functions(struct shuffle *s)
{
    const Elf64_Shdr *table = find_section(s, ".symtab");
    if (table == NULL || table->sh_entsize != sizeof(Elf64_Sym) || s->text->sh_size > UINT32_MAX)
        return unfit(s, "has no symbols");
    const Elf64_Sym *symbols = (const Elf64_Sym *)(s->image + table->sh_offset);
    size_t count = table->sh_size / sizeof *symbols;
    s->align = ALIGN_MOST;
    for (size_t i = 0; i < count; i++)
        while (is_function(s, &symbols[i]) && symbols[i].st_value % s->align != 0)
            s->align /= 2;
    if (s->text->sh_addr % s->align != 0)
        return unfit(s, "has code that does not begin where functions may");
    size_t places = (s->text->sh_size + s->align - 1) / s->align;
    s->owner = calloc(places + 1, sizeof *s->owner);
    s->functions = calloc(count + 1, sizeof *s->functions);
    if (s->owner == NULL || s->functions == NULL)
        return bv_no_memory(s->err);
    if (note_sizes(s, symbols, count) == 0)
        return unfit(s, "has no functions, or some beyond its code");
    for (size_t i = 0; i < places; i++) {
        uint64_t begin = s->text->sh_addr + i * s->align;
        if (s->owner[i] != 0)
            s->functions[s->count++] = (struct function){begin, begin + s->owner[i], 0};
        s->owner[i] = s->count > 0 ? s->count - 1 : 0;
    }
    return check_functions(s);
}

/* How far the function that holds an address of .text moves; its padding goes with it. */
static uint64_t shift_of(const struct shuffle *s, uint64_t address)
{
    const struct function *function =
        &s->functions[s->owner[(address - s->text->sh_addr) / s->align]];
    return function->moved - function->begin;
}

static uint64_t moved(const struct shuffle *s, uint64_t address)
{
    return in_text(s, address) ? address + shift_of(s, address) : address;
}

/* The bytes that .text may take: all before the next section. The function that comes last needs no
 * padding behind it, and another one may come last now. */
static uint64_t room_of(const struct shuffle *s)
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

/* Draw where every function goes, and take them there.
 * before   the text as it was linked */
static enum bv_status move_functions(struct shuffle *s, const unsigned char *before,
                                     uint64_t number)
{
    struct bv_random random = bv_random_seed(number, STREAM_ORDER);
    unsigned char *text = place_of(s, s->text);
    uint64_t at = s->text->sh_addr, end = at + room_of(s);
    /* What traps if it is ever run. */
    const int trap = s->head->e_machine == EM_X86_64 ? 0xcc : 0;
    s->order = malloc((s->count + 1) * sizeof *s->order);
    if (s->order == NULL)
        return bv_no_memory(s->err);
    for (uint32_t i = 0; i < s->count; i++)
        s->order[i] = i;
    bv_random_shuffle(&random, s->order, s->count);
    for (uint32_t i = 0; i < s->count; i++) {
        struct function *function = &s->functions[s->order[i]];
        uint64_t bytes = function->end - function->begin;
        uint64_t next = at + (bytes + s->align - 1) / s->align * s->align;
        if (bytes > end - at)
            return unfit(s, "has no room for its functions in another order");
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
static enum bv_status move_all(struct shuffle *s, uint64_t number)
{
    const unsigned char *linked = s->image + s->text->sh_offset;
    unsigned char *copy = s->loaded == NULL ? malloc(s->text->sh_size) : NULL;
    if (s->loaded == NULL && copy == NULL)
        return bv_no_memory(s->err);
    if (copy != NULL)
        memcpy(copy, linked, s->text->sh_size);
    enum bv_status status = move_functions(s, copy != NULL ? copy : linked, number);
    s->text->sh_size = room_of(s);
    free(copy);
    return status;
}

/* ---- what refers to them ---- */

static enum bv_status unknown_type(const struct shuffle *s, const Elf64_Rela *rela)
{
    return bv_fail(
        s->err, BV_E_UNSUPPORTED,
        "%s: a relocation of type %u at 0x%llx is unknown; the functions cannot be moved", s->name,
        (unsigned)ELF64_R_TYPE(rela->r_info), (unsigned long long)rela->r_offset);
}

static uint32_t read_32(const unsigned char *at)
{
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return value;
}

static void write_32(unsigned char *at, uint32_t value)
{
    memcpy(at, &value, sizeof value);
}

/* A 32-bit field at `was` that leads from its own end to its target; it stands at `field` now. */
static enum bv_status mend_relative(const struct shuffle *s, unsigned char *field, uint64_t was,
                                    uint64_t now)
{
    uint64_t target = was + 4 + (uint64_t)(int64_t)(int32_t)read_32(field);
    uint64_t distance = moved(s, target) - (now + 4);
    if ((int64_t)distance != (int32_t)distance)
        return unfit(s, "has code too far from its data");
    write_32(field, (uint32_t)distance);
    return BV_OK;
}

static enum bv_status mend_x86_64(const struct shuffle *s, const Elf64_Rela *rela,
                                  unsigned char *field)
{
    uint64_t was = rela->r_offset, now = moved(s, was);
    switch (ELF64_R_TYPE(rela->r_info)) {
    case R_X86_64_NONE:
    case R_X86_64_DTPOFF32:
    case R_X86_64_DTPOFF64:
    case R_X86_64_TPOFF32:
        return BV_OK;
    case R_X86_64_PC32:
    case R_X86_64_PLT32:
    case R_X86_64_GOTPCREL:
    case R_X86_64_GOTPCRELX:
    case R_X86_64_REX_GOTPCRELX:
    case R_X86_64_GOTPC32:
    case R_X86_64_GOTTPOFF:
    case R_X86_64_TLSGD:
    case R_X86_64_TLSLD:
        return mend_relative(s, field, was, now);
    default:
        return unknown_type(s, rela);
    }
}

/* Bits of an AArch64 instruction, and the distances that they hold. */
static int64_t signed_bits(uint64_t value, unsigned bits)
{
    return (int64_t)(value << (64 - bits)) >> (64 - bits);
}

static int64_t page_distance(uint32_t word)
{
    return signed_bits((uint64_t)(word >> 5 & 0x7ffff) << 2 | (word >> 29 & 3), 21);
}

static uint32_t with_page_distance(uint32_t word, int64_t pages)
{
    return (word & 0x9f00001f) | (uint32_t)(pages & 3) << 29 |
           (uint32_t)(pages >> 2 & 0x7ffff) << 5;
}

/* The field of `bits` bits from bit `at` on that counts words to the target. */
static enum bv_status mend_branch(const struct shuffle *s, unsigned char *field, uint64_t was,
                                  uint64_t now, unsigned at, unsigned bits)
{
    uint32_t word = read_32(field), mask = ((UINT32_C(1) << bits) - 1) << at;
    uint64_t target = was + 4 * (uint64_t)signed_bits((word & mask) >> at, bits);
    int64_t words = (int64_t)(moved(s, target) - now) / 4;
    if (signed_bits((uint64_t)words, bits) != words)
        return unfit(s, "has code too far from its data");
    write_32(field, (word & ~mask) | ((uint32_t)words << at & mask));
    return BV_OK;
}

/* Where a relocation leads, if into .text; else 0. */
static uint64_t text_target(const struct shuffle *s, const Elf64_Shdr *relocations,
                            const Elf64_Rela *rela)
{
    const Elf64_Shdr *table = &s->sections[relocations->sh_link];
    uint64_t index = ELF64_R_SYM(rela->r_info);
    if (table->sh_entsize != sizeof(Elf64_Sym) || index >= table->sh_size / sizeof(Elf64_Sym))
        return 0;
    const Elf64_Sym *symbol = (const Elf64_Sym *)(s->image + table->sh_offset) + index;
    uint64_t target = symbol->st_value + (uint64_t)rela->r_addend;
    return symbol->st_shndx == s->text_index && in_text(s, target) ? target : 0;
}

static enum bv_status mend_aarch64(const struct shuffle *s, const Elf64_Shdr *relocations,
                                   const Elf64_Rela *rela, unsigned char *field)
{
    enum { PAGE = 4096 };
    uint64_t was = rela->r_offset, now = moved(s, was), target, page;
    uint32_t word = read_32(field);
    switch (ELF64_R_TYPE(rela->r_info)) {
    case R_AARCH64_NONE:
    case R_AARCH64_TLSDESC_CALL:
    case R_AARCH64_LD64_GOT_LO12_NC: /* of the table of addresses, which stays */
    case R_AARCH64_TLSDESC_LD64_LO12:
    case R_AARCH64_TLSDESC_ADD_LO12:
    case R_AARCH64_TLSLE_ADD_TPREL_HI12:
    case R_AARCH64_TLSLE_ADD_TPREL_LO12:
    case R_AARCH64_TLSLE_ADD_TPREL_LO12_NC:
    case R_AARCH64_TLSIE_LD64_GOTTPREL_LO12_NC:
    case R_AARCH64_LDST8_ABS_LO12_NC: /* of data, which stays */
    case R_AARCH64_LDST16_ABS_LO12_NC:
    case R_AARCH64_LDST32_ABS_LO12_NC:
    case R_AARCH64_LDST64_ABS_LO12_NC:
    case R_AARCH64_LDST128_ABS_LO12_NC:
        return BV_OK;
    case R_AARCH64_JUMP26:
    case R_AARCH64_CALL26:
        return mend_branch(s, field, was, now, 0, 26);
    case R_AARCH64_CONDBR19:
        return mend_branch(s, field, was, now, 5, 19);
    case R_AARCH64_TSTBR14:
        return mend_branch(s, field, was, now, 5, 14);
    case R_AARCH64_ADR_PREL_PG_HI21:
    case R_AARCH64_ADR_PREL_PG_HI21_NC:
    case R_AARCH64_ADR_GOT_PAGE:
    case R_AARCH64_TLSDESC_ADR_PAGE21:
    case R_AARCH64_TLSIE_ADR_GOTTPREL_PAGE21:
        if ((word & 0x9f000000) != 0x90000000)
            return unknown_type(
                s, rela); /* relaxed to something that is no adrp: link with --no-relax */
        target = ELF64_R_TYPE(rela->r_info) == R_AARCH64_ADR_PREL_PG_HI21 ||
                         ELF64_R_TYPE(rela->r_info) == R_AARCH64_ADR_PREL_PG_HI21_NC
                     ? text_target(s, relocations, rela)
                     : 0;
        page = target != 0 ? moved(s, target) / PAGE : was / PAGE + (uint64_t)page_distance(word);
        write_32(field, with_page_distance(word, (int64_t)(page - now / PAGE)));
        return BV_OK;
    case R_AARCH64_ADD_ABS_LO12_NC:
        target = text_target(s, relocations, rela);
        if (target != 0)
            write_32(field, (word & ~UINT32_C(0x3ffc00)) | (uint32_t)(moved(s, target) % PAGE)
                                                               << 10);
        return BV_OK;
    default:
        return unknown_type(s, rela);
    }
}

static enum bv_status mend_code(const struct shuffle *s, const Elf64_Shdr *relocations)
{
    const Elf64_Rela *rela = (const Elf64_Rela *)(s->image + relocations->sh_offset);
    unsigned char *text = place_of(s, s->text);
    size_t count = relocations->sh_size / sizeof *rela;
    enum bv_status status = BV_OK;
    for (size_t i = 0; i < count && status == BV_OK; i++) {
        if (!in_text(s, rela[i].r_offset))
            return unfit(s, "has relocations of its code beyond it");
        uint64_t at = moved(s, rela[i].r_offset) - s->text->sh_addr;
        unsigned char *field = text + at;
        if (at > s->text->sh_size || s->text->sh_size - at < 4)
            status = unfit(s, "has relocations of its code beyond it");
        else if (s->head->e_machine == EM_X86_64)
            status = mend_x86_64(s, &rela[i], field);
        else
            status = mend_aarch64(s, relocations, &rela[i], field);
    }
    return status;
}

/* Addresses of functions in data are relocated when the library is loaded: what will be added. */
static void mend_addends(const struct shuffle *s, const Elf64_Shdr *relocations)
{
    Elf64_Rela *rela = (Elf64_Rela *)(s->image + relocations->sh_offset);
    uint32_t relative = s->head->e_machine == EM_X86_64 ? (uint32_t)R_X86_64_RELATIVE
                                                        : (uint32_t)R_AARCH64_RELATIVE;
    for (size_t i = 0; i < relocations->sh_size / sizeof *rela; i++)
        if (ELF64_R_TYPE(rela[i].r_info) == relative)
            rela[i].r_addend = (int64_t)moved(s, (uint64_t)rela[i].r_addend);
}

/* The same when that is over: what the loader has put wherever it relocated anything. In a library
 * with AddressSanitizer that is in the sanitizer's table of globals, too, which its runtime then
 * poisons. */
__attribute__((no_sanitize("address"))) static void mend_pointers(const struct shuffle *s,
                                                                  const Elf64_Shdr *relocations)
{
    const Elf64_Rela *rela = (const Elf64_Rela *)(s->image + relocations->sh_offset);
    uint64_t base = (uintptr_t)s->loaded, pointer;
    for (size_t i = 0; i < relocations->sh_size / sizeof *rela; i++) {
        memcpy(&pointer, s->loaded + rela[i].r_offset, sizeof pointer);
        if (!in_text(s, pointer - base))
            continue;
        pointer = base + moved(s, pointer - base);
        memcpy(s->loaded + rela[i].r_offset, &pointer, sizeof pointer);
    }
}

static void mend_symbols(const struct shuffle *s, const Elf64_Shdr *table)
{
    Elf64_Sym *symbols = (Elf64_Sym *)place_of(s, table);
    for (size_t i = 0; i < table->sh_size / sizeof *symbols; i++)
        if (symbols[i].st_shndx == s->text_index &&
            ELF64_ST_TYPE(symbols[i].st_info) != STT_SECTION)
            symbols[i].st_value = moved(s, symbols[i].st_value);
}

/* .eh_frame_hdr: a sorted table of where functions begin, and of their entries in .eh_frame, which
 * say so too: 32 bits each, the one relative to the table's section and the other to itself. */
struct unwinding {
    int32_t begin, entry;
};

static const char strange_tables[] = "has unwind tables of an unknown form";

/* Mend what .eh_frame says of a function, and note which row is its.
 * row_of   by function, counted from 1 */
static enum bv_status mend_entry(const struct shuffle *s, uint64_t header, struct unwinding row,
                                 uint32_t number, uint32_t *row_of)
{
    enum { LENGTH_AND_CIE_BYTES = 8 };
    uint64_t begin = header + (uint64_t)(int64_t)row.begin;
    uint64_t at = header + (uint64_t)(int64_t)row.entry + LENGTH_AND_CIE_BYTES;
    unsigned char *field = bytes_at(s, at, 4);
    if (field == NULL || at + (uint64_t)(int64_t)(int32_t)read_32(field) != begin)
        return unfit(s, strange_tables);
    if (!in_text(s, begin))
        return BV_OK;
    uint32_t *of = &row_of[s->owner[(begin - s->text->sh_addr) / s->align]];
    if (*of != 0)
        return unfit(s, strange_tables);
    *of = number;
    write_32(field, (uint32_t)(moved(s, begin) - at));
    return BV_OK;
}

/* What is not of .text stands before all that is, or behind it. */
static enum bv_status mend_rows(const struct shuffle *s, uint64_t header, struct unwinding *rows,
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
                     ? unfit(s, strange_tables)
                     : mend_entry(s, header, before[i], i + 1, row_of);
    }
    for (uint32_t i = 0; i < s->count && status == BV_OK; i++) {
        const struct function *function = &s->functions[s->order[i]];
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

static enum bv_status mend_unwinding(const struct shuffle *s, const Elf64_Shdr *header)
{
    enum { HEAD_BYTES = 12 };
    unsigned char *bytes = place_of(s, header);
    static const unsigned char known[] = {1, 0x1b, 0x03, 0x3b};
    if (header->sh_size < HEAD_BYTES || header->sh_addr % _Alignof(struct unwinding) != 0 ||
        header->sh_offset % _Alignof(struct unwinding) != 0 ||
        memcmp(bytes, known, sizeof known) != 0)
        return unfit(s, strange_tables);
    uint32_t count = read_32(bytes + 8);
    if (count > (header->sh_size - HEAD_BYTES) / sizeof(struct unwinding))
        return unfit(s, "has unwind tables that are cut short");
    return mend_rows(s, header->sh_addr, (struct unwinding *)(bytes + HEAD_BYTES), count);
}

/* Tables of jumps: their entries do not say where their table begins. */
static enum bv_status refuse_jump_tables(const struct shuffle *s, const Elf64_Shdr *relocations)
{
    const Elf64_Rela *rela = (const Elf64_Rela *)(s->image + relocations->sh_offset);
    for (size_t i = 0; i < relocations->sh_size / sizeof *rela; i++)
        if (text_target(s, relocations, &rela[i]) != 0)
            return unfit(s, "jumps by tables: it was compiled without -fno-jump-tables");
    return BV_OK;
}

/* The name of the section that relocations are about. */
static const char *name_of_target(const struct shuffle *s, const Elf64_Shdr *relocations)
{
    return relocations->sh_info < s->head->e_shnum
               ? s->section_names + s->sections[relocations->sh_info].sh_name
               : "";
}

static enum bv_status mend(const struct shuffle *s)
{
    const Elf64_Shdr *unwinding = find_section(s, ".eh_frame_hdr");
    enum bv_status status = unwinding == NULL ? BV_OK : mend_unwinding(s, unwinding);
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
            status = mend_code(s, section);
        } else if (strcmp(name_of_target(s, section), ".rodata") == 0) {
            status = refuse_jump_tables(s, section);
        }
    }
    if (status == BV_OK && !has_relocations)
        status = unfit(s, "has no relocations of its code: it was linked without --emit-relocs");
    /* Last: what comes before reads where symbols were. */
    for (uint32_t i = 1; i < s->head->e_shnum && status == BV_OK; i++)
        if (((s->sections[i].sh_type == SHT_SYMTAB && s->loaded == NULL) ||
             s->sections[i].sh_type == SHT_DYNSYM) &&
            s->sections[i].sh_entsize == sizeof(Elf64_Sym))
            mend_symbols(s, &s->sections[i]);
    return status;
}

static enum bv_status shuffle(struct shuffle *s, uint64_t number)
{
    enum bv_status status = read_sections(s);
    if (status == BV_OK)
        status = find_functions(s);
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
    struct shuffle s = {.bytes = bytes, .name = name, .err = err};
    s.image = image;
    return shuffle(&s, number);
}

enum bv_status bv_shuffle_loaded(unsigned char *loaded, unsigned char *image, size_t bytes,
                                 uint64_t number, const char *name, struct bv_error *err)
{
    struct shuffle s = {.bytes = bytes, .name = name, .err = err};
    s.image = image;
    s.loaded = loaded;
    enum bv_status status = shuffle(&s, number);
    if (status == BV_OK) { /* some processors would run what stood there */
        char *text = (char *)place_of(&s, s.text);
        __builtin___clear_cache(text, text + s.text->sh_size);
    }
    return status;
}
