/* SPDX-License-Identifier: Apache-2.0 */
/* shuffle.c: only .text moves, within itself; all other addresses stay. So a field that is relative
 * to the program counter changes by how far its target moves less how far it moves itself. */
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
    unsigned char *image;
    size_t bytes;
    const char *name;
    const Elf64_Ehdr *head;
    Elf64_Shdr *sections;
    const char *section_names;
    Elf64_Shdr *text;
    uint32_t text_index;
    struct function *functions; /* by ascending begin */
    uint32_t count;
    uint64_t align;  /* of every function */
    uint32_t *owner; /* of each `align` bytes of .text: an index of functions */
    struct bv_error *err;
};

static enum bv_status unfit(const struct shuffle *s, const char *what)
{
    return bv_fail(s->err, BV_E_INPUT, "%s: %s; build it anew (make bench does)", s->name, what);
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

/* The file's bytes of an address, of which `bytes` must be there; NULL: they are not. */
static unsigned char *bytes_at(const struct shuffle *s, uint64_t address, uint64_t bytes)
{
    for (uint32_t i = 1; i < s->head->e_shnum; i++) {
        const Elf64_Shdr *section = &s->sections[i];
        if ((section->sh_flags & SHF_ALLOC) != 0 && section->sh_type != SHT_NOBITS &&
            address >= section->sh_addr && address - section->sh_addr <= section->sh_size &&
            bytes <= section->sh_size - (address - section->sh_addr))
            return s->image + section->sh_offset + (address - section->sh_addr);
    }
    return NULL;
}

/* ---- the functions ---- */

static int by_begin(const void *a, const void *b)
{
    const struct function *x = a, *y = b;
    if (x->begin != y->begin)
        return x->begin < y->begin ? -1 : 1;
    return (x->end > y->end) - (x->end < y->end);
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

/* Aliases are one function; what is between functions is padding. */
static enum bv_status join_functions(struct shuffle *s)
{
    uint32_t count = 0;
    uint64_t end = s->text->sh_addr;
    qsort(s->functions, s->count, sizeof *s->functions, by_begin);
    s->align = ALIGN_MOST;
    for (uint32_t i = 0; i < s->count; i++) {
        struct function *last = count > 0 ? &s->functions[count - 1] : NULL;
        if (last != NULL && last->begin == s->functions[i].begin) {
            end = last->end = s->functions[i].end;
            continue;
        }
        if (s->functions[i].begin < end)
            return unfit(s, "has functions that overlap");
        while (s->functions[i].begin % s->align != 0)
            s->align /= 2;
        s->functions[count++] = s->functions[i];
        end = s->functions[i].end;
    }
    s->count = count;
    if (s->text->sh_addr % s->align != 0)
        return unfit(s, "has code that does not begin where functions may");
    if (count == 0 || end > s->text->sh_addr + s->text->sh_size)
        return unfit(s, "has no functions, or some beyond its code");
    for (uint32_t i = 0; i <= count; i++) {
        uint64_t before = i > 0 ? s->functions[i - 1].end : s->text->sh_addr;
        uint64_t next = i < count ? s->functions[i].begin : s->text->sh_addr + s->text->sh_size;
        if (!is_padding(s, before, next))
            return unfit(s, "has code that is of no function: it was linked with start files");
    }
    return BV_OK;
}

static enum bv_status find_functions(struct shuffle *s)
{
    const Elf64_Shdr *table = find_section(s, ".symtab");
    if (table == NULL || table->sh_entsize != sizeof(Elf64_Sym))
        return unfit(s, "has no symbols");
    const Elf64_Sym *symbols = (const Elf64_Sym *)(s->image + table->sh_offset);
    size_t count = table->sh_size / sizeof *symbols;
    s->functions = calloc(count + 1, sizeof *s->functions);
    if (s->functions == NULL)
        return bv_no_memory(s->err);
    for (size_t i = 0; i < count; i++)
        if (ELF64_ST_TYPE(symbols[i].st_info) == STT_FUNC && symbols[i].st_size > 0 &&
            symbols[i].st_shndx == s->text_index)
            s->functions[s->count++] =
                (struct function){symbols[i].st_value, symbols[i].st_value + symbols[i].st_size, 0};
    return join_functions(s);
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

static enum bv_status note_owners(struct shuffle *s, uint64_t room)
{
    uint64_t count = (room + s->align - 1) / s->align;
    uint32_t function = 0;
    s->owner = malloc(count * sizeof *s->owner);
    if (s->owner == NULL)
        return bv_no_memory(s->err);
    for (uint64_t i = 0; i < count; i++) {
        while (function + 1 < s->count &&
               s->functions[function + 1].begin <= s->text->sh_addr + i * s->align)
            function++;
        s->owner[i] = function;
    }
    return BV_OK;
}

/* Draw where every function goes, and take them there. */
static enum bv_status move_functions(struct shuffle *s, uint64_t number)
{
    struct bv_random random = bv_random_seed(number, STREAM_ORDER);
    uint32_t *order = malloc((s->count + 1) * sizeof *order);
    unsigned char *text = s->image + s->text->sh_offset;
    unsigned char *before = malloc(s->text->sh_size);
    enum bv_status status = order == NULL || before == NULL ? bv_no_memory(s->err) : BV_OK;
    uint64_t at = s->text->sh_addr, room = room_of(s);
    for (uint32_t i = 0; i < s->count && status == BV_OK; i++)
        order[i] = i;
    if (status == BV_OK) {
        bv_random_shuffle(&random, order, s->count);
        memcpy(before, text, s->text->sh_size);
        /* What traps if it is ever run. */
        memset(text, s->head->e_machine == EM_X86_64 ? 0xcc : 0, room);
    }
    for (uint32_t i = 0; i < s->count && status == BV_OK; i++) {
        struct function *function = &s->functions[order[i]];
        uint64_t bytes = function->end - function->begin;
        if (at + bytes > s->text->sh_addr + room)
            status = unfit(s, "has no room for its functions in another order");
        else
            memcpy(text + (at - s->text->sh_addr), before + (function->begin - s->text->sh_addr),
                   bytes);
        function->moved = at;
        at += (bytes + s->align - 1) / s->align * s->align;
    }
    if (status == BV_OK)
        status = note_owners(s, room);
    s->text->sh_size = room;
    free(before);
    free(order);
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
    size_t count = relocations->sh_size / sizeof *rela;
    enum bv_status status = BV_OK;
    for (size_t i = 0; i < count && status == BV_OK; i++) {
        if (!in_text(s, rela[i].r_offset))
            return unfit(s, "has relocations of its code beyond it");
        unsigned char *field = bytes_at(s, moved(s, rela[i].r_offset), 4);
        if (field == NULL)
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

static void mend_symbols(const struct shuffle *s, const Elf64_Shdr *table)
{
    Elf64_Sym *symbols = (Elf64_Sym *)(s->image + table->sh_offset);
    for (size_t i = 0; i < table->sh_size / sizeof *symbols; i++)
        if (symbols[i].st_shndx == s->text_index &&
            ELF64_ST_TYPE(symbols[i].st_info) != STT_SECTION)
            symbols[i].st_value = moved(s, symbols[i].st_value);
}

static int by_address(const void *a, const void *b)
{
    int32_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

/* .eh_frame_hdr: a sorted table of where functions begin, and of their entries in .eh_frame, which
 * say so too: 32 bits each, the one relative to the table's section and the other to itself. */
static enum bv_status mend_unwinding(const struct shuffle *s, const Elf64_Shdr *header)
{
    enum { HEAD_BYTES = 12, ENTRY_BYTES = 8, LENGTH_AND_CIE_BYTES = 8 };
    unsigned char *bytes = s->image + header->sh_offset;
    static const unsigned char known[] = {1, 0x1b, 0x03, 0x3b};
    if (header->sh_size < HEAD_BYTES || memcmp(bytes, known, sizeof known) != 0)
        return unfit(s, "has unwind tables of an unknown form");
    uint32_t count = read_32(bytes + 8);
    if (count > (header->sh_size - HEAD_BYTES) / ENTRY_BYTES)
        return unfit(s, "has unwind tables that are cut short");
    for (uint32_t i = 0; i < count; i++) {
        unsigned char *entry = bytes + HEAD_BYTES + (size_t)i * ENTRY_BYTES;
        uint64_t begin = header->sh_addr + (uint64_t)(int64_t)(int32_t)read_32(entry);
        uint64_t at =
            header->sh_addr + (uint64_t)(int64_t)(int32_t)read_32(entry + 4) + LENGTH_AND_CIE_BYTES;
        unsigned char *field = bytes_at(s, at, 4);
        if (field == NULL || at + (uint64_t)(int64_t)(int32_t)read_32(field) != begin)
            return unfit(s, "has unwind tables of an unknown form");
        write_32(entry, (uint32_t)(moved(s, begin) - header->sh_addr));
        write_32(field, (uint32_t)(moved(s, begin) - at));
    }
    qsort(bytes + HEAD_BYTES, count, ENTRY_BYTES, by_address);
    return BV_OK;
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
        if ((section->sh_flags & SHF_ALLOC) != 0) {
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
        if ((s->sections[i].sh_type == SHT_SYMTAB || s->sections[i].sh_type == SHT_DYNSYM) &&
            s->sections[i].sh_entsize == sizeof(Elf64_Sym))
            mend_symbols(s, &s->sections[i]);
    return status;
}

enum bv_status bv_shuffle(unsigned char *image, size_t bytes, uint64_t number, const char *name,
                          struct bv_error *err)
{
    struct shuffle s = {.bytes = bytes, .name = name, .err = err};
    s.image = image;
    enum bv_status status = read_sections(&s);
    if (status == BV_OK)
        status = find_functions(&s);
    if (status == BV_OK)
        status = move_functions(&s, number);
    if (status == BV_OK)
        status = mend(&s);
    free(s.owner);
    free(s.functions);
    return status;
}
