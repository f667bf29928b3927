/* SPDX-License-Identifier: Apache-2.0 */
/* code_relocations.c: see code_relocations.h. */
#include "harness/kernels/code_relocations.h"

#include <elf.h>

#include "harness/kernels/movable_library.h"

static enum bv_status unknown_type(const struct bv_movable *s, const Elf64_Rela *rela)
{
    return bv_fail(
        s->err, BV_E_UNSUPPORTED,
        "%s: a relocation of type %u at 0x%llx is unknown; the functions cannot be moved", s->name,
        (unsigned)ELF64_R_TYPE(rela->r_info), (unsigned long long)rela->r_offset);
}

/* A 32-bit field at `was` that leads from its own end to its target; it stands at `field` now. */
static enum bv_status mend_relative(const struct bv_movable *s, unsigned char *field, uint64_t was,
                                    uint64_t now)
{
    uint64_t target = was + 4 + (uint64_t)(int64_t)(int32_t)bv_field_read(field);
    uint64_t distance = bv_movable_address(s, target) - (now + 4);
    if ((int64_t)distance != (int32_t)distance)
        return bv_movable_unfit(s, "has code too far from its data");
    bv_field_write(field, (uint32_t)distance);
    return BV_OK;
}

static enum bv_status mend_x86_64(const struct bv_movable *s, const Elf64_Rela *rela,
                                  unsigned char *field)
{
    uint64_t was = rela->r_offset, now = bv_movable_address(s, was);
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
static enum bv_status mend_branch(const struct bv_movable *s, unsigned char *field, uint64_t was,
                                  uint64_t now, unsigned at, unsigned bits)
{
    uint32_t word = bv_field_read(field), mask = ((UINT32_C(1) << bits) - 1) << at;
    uint64_t target = was + 4 * (uint64_t)signed_bits((word & mask) >> at, bits);
    int64_t words = (int64_t)(bv_movable_address(s, target) - now) / 4;
    if (signed_bits((uint64_t)words, bits) != words)
        return bv_movable_unfit(s, "has code too far from its data");
    bv_field_write(field, (word & ~mask) | ((uint32_t)words << at & mask));
    return BV_OK;
}

uint64_t bv_code_relocation_target(const struct bv_movable *s, const Elf64_Shdr *relocations,
                                   const Elf64_Rela *rela)
{
    const Elf64_Shdr *table = &s->sections[relocations->sh_link];
    uint64_t index = ELF64_R_SYM(rela->r_info);
    if (table->sh_entsize != sizeof(Elf64_Sym) || index >= table->sh_size / sizeof(Elf64_Sym))
        return 0;
    const Elf64_Sym *symbol = (const Elf64_Sym *)(s->image + table->sh_offset) + index;
    uint64_t target = symbol->st_value + (uint64_t)rela->r_addend;
    return symbol->st_shndx == s->text_index && bv_movable_in_text(s, target) ? target : 0;
}

static enum bv_status mend_aarch64(const struct bv_movable *s, const Elf64_Shdr *relocations,
                                   const Elf64_Rela *rela, unsigned char *field)
{
    enum { PAGE = 4096 };
    uint64_t was = rela->r_offset, now = bv_movable_address(s, was), target, page;
    uint32_t word = bv_field_read(field);
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
                     ? bv_code_relocation_target(s, relocations, rela)
                     : 0;
        page = target != 0 ? bv_movable_address(s, target) / PAGE
                           : was / PAGE + (uint64_t)page_distance(word);
        bv_field_write(field, with_page_distance(word, (int64_t)(page - now / PAGE)));
        return BV_OK;
    case R_AARCH64_ADD_ABS_LO12_NC:
        target = bv_code_relocation_target(s, relocations, rela);
        if (target != 0)
            bv_field_write(field, (word & ~UINT32_C(0x3ffc00)) |
                                      (uint32_t)(bv_movable_address(s, target) % PAGE) << 10);
        return BV_OK;
    default:
        return unknown_type(s, rela);
    }
}

enum bv_status bv_code_relocations_mend(const struct bv_movable *s, const Elf64_Shdr *relocations)
{
    const Elf64_Rela *rela = (const Elf64_Rela *)(s->image + relocations->sh_offset);
    unsigned char *text = bv_movable_place(s, s->text);
    size_t count = relocations->sh_size / sizeof *rela;
    enum bv_status status = BV_OK;
    for (size_t i = 0; i < count && status == BV_OK; i++) {
        if (!bv_movable_in_text(s, rela[i].r_offset))
            return bv_movable_unfit(s, "has relocations of its code beyond it");
        uint64_t at = bv_movable_address(s, rela[i].r_offset) - s->text->sh_addr;
        unsigned char *field = text + at;
        if (at > s->text->sh_size || s->text->sh_size - at < 4)
            status = bv_movable_unfit(s, "has relocations of its code beyond it");
        else if (s->head->e_machine == EM_X86_64)
            status = mend_x86_64(s, &rela[i], field);
        else
            status = mend_aarch64(s, relocations, &rela[i], field);
    }
    return status;
}
