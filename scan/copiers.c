/* SPDX-License-Identifier: Apache-2.0 */
/* copiers.c: see copiers.h. */
#include "scan/copiers.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/memory.h"
#include "scan/binary.h"

/* What a function of that name copies; versions and "@plt" left off. */
static enum bv_copier copier_of(const char *name)
{
    static const struct {
        const char *name;
        enum bv_copier kind;
    } all[] = {{"memcpy", BV_COPIER_MEMCPY},           {"memmove", BV_COPIER_MEMCPY},
               {"mempcpy", BV_COPIER_MEMCPY},          {"__memcpy_chk", BV_COPIER_MEMCPY},
               {"__memmove_chk", BV_COPIER_MEMCPY},    {"__aeabi_memcpy", BV_COPIER_MEMCPY},
               {"runtime.memmove", BV_COPIER_GO_MOVE}, {"runtime.duffcopy", BV_COPIER_GO_DUFF}};
    size_t length = strcspn(name, "@");
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (strlen(all[i].name) == length && memcmp(all[i].name, name, length) == 0)
            return all[i].kind;
    return BV_COPIER_NONE;
}

static bool add_copier(struct bv_binary *binary, struct bv_copier_at copier)
{
    return BV_APPEND(binary->copiers, binary->copier_count, copier);
}

/* Those with a symbol of their own. */
static bool add_symbols(struct bv_binary *binary)
{
    int count = dwfl_module_getsymtab(binary->module);
    bool good = true;
    for (int i = 1; i < count && good; i++) {
        GElf_Sym symbol;
        GElf_Addr address;
        const char *name =
            dwfl_module_getsym_info(binary->module, i, &symbol, &address, NULL, NULL, NULL);
        int type = GELF_ST_TYPE(symbol.st_info);
        if (name == NULL || symbol.st_shndx == SHN_UNDEF ||
            (type != STT_FUNC && type != STT_NOTYPE))
            continue;
        enum bv_copier kind = copier_of(name);
        if (kind != BV_COPIER_NONE)
            good = add_copier(
                binary,
                (struct bv_copier_at){.address = address, .bytes = symbol.st_size, .kind = kind});
    }
    return good;
}

/* Pointers to those of other libraries, as relocations name them. */
static bool add_slots(struct bv_binary *binary)
{
    Elf_Scn *section = NULL;
    bool good = true;
    while (good && (section = elf_nextscn(binary->elf, section)) != NULL) {
        GElf_Shdr header, names;
        if (gelf_getshdr(section, &header) == NULL || header.sh_type != SHT_RELA ||
            (header.sh_flags & SHF_ALLOC) == 0 || header.sh_entsize == 0)
            continue;
        Elf_Scn *table = elf_getscn(binary->elf, header.sh_link);
        Elf_Data *relocations = elf_getdata(section, NULL);
        Elf_Data *symbols = table != NULL ? elf_getdata(table, NULL) : NULL;
        if (relocations == NULL || symbols == NULL || gelf_getshdr(table, &names) == NULL)
            continue;
        int count = (int)(header.sh_size / header.sh_entsize);
        for (int i = 0; i < count && good; i++) {
            GElf_Rela of;
            GElf_Sym symbol;
            if (gelf_getrela(relocations, i, &of) == NULL || GELF_R_SYM(of.r_info) == 0 ||
                gelf_getsym(symbols, (int)GELF_R_SYM(of.r_info), &symbol) == NULL)
                continue;
            const char *name = elf_strptr(binary->elf, names.sh_link, symbol.st_name);
            enum bv_copier kind = name != NULL ? copier_of(name) : BV_COPIER_NONE;
            if (kind != BV_COPIER_NONE)
                good = add_copier(
                    binary,
                    (struct bv_copier_at){.address = of.r_offset, .kind = kind, .is_slot = true});
        }
    }
    return good;
}

static uint32_t word_at(const unsigned char *data)
{
    return (uint32_t)data[0] | (uint32_t)data[1] << 8 | (uint32_t)data[2] << 16 |
           (uint32_t)data[3] << 24;
}

/* The slot that a stub at data jumps through; 0: it is no stub.
 * Source   jmp *disp32(%rip), perhaps behind endbr64 and with a bnd prefix; adrp x16 and
 *          ldr x17, [x16, #imm] */
static uint64_t stub_slot(enum bv_abi abi, const unsigned char *data, uint64_t address, size_t left)
{
    if (abi == BV_ABI_AARCH64) {
        if (left < 8)
            return 0;
        uint32_t page = word_at(data), load = word_at(data + 4);
        if ((page & 0x9f00001f) != 0x90000010 || (load & 0xffc003ff) != 0xf9400211)
            return 0;
        int64_t pages =
            (int64_t)((uint64_t)((page >> 5 & 0x7ffff) << 2 | (page >> 29 & 3)) << 43) >> 31;
        return (address & ~UINT64_C(0xfff)) + (uint64_t)pages + 8 * (uint64_t)(load >> 10 & 0xfff);
    }
    size_t at = 0;
    if (left >= 4 && word_at(data) == 0xfa1e0ff3)
        at = 4;
    at += at < left && data[at] == 0xf2;
    if (at + 6 > left || data[at] != 0xff || data[at + 1] != 0x25)
        return 0;
    return address + at + 6 + (uint64_t)(int64_t)(int32_t)word_at(data + at + 2);
}

/* The stubs by which those of other libraries are called. */
static bool add_stubs(struct bv_binary *binary)
{
    size_t slots = binary->copier_count;
    Elf_Scn *section = NULL;
    while ((section = elf_nextscn(binary->elf, section)) != NULL) {
        GElf_Shdr header;
        const char *name = bv_binary_section_name(binary->elf, section, &header);
        if (name == NULL || strncmp(name, ".plt", 4) != 0)
            continue;
        const unsigned char *data =
            bv_binary_code(binary, header.sh_addr, header.sh_addr + header.sh_size);
        for (uint64_t at = 0; data != NULL && at + 8 <= header.sh_size; at += 8) {
            uint64_t slot =
                stub_slot(binary->abi, data + at, header.sh_addr + at, header.sh_size - at);
            for (size_t i = 0; i < slots && slot != 0; i++)
                if (binary->copiers[i].is_slot && binary->copiers[i].address == slot &&
                    !add_copier(binary, (struct bv_copier_at){.address = header.sh_addr + at,
                                                              .kind = binary->copiers[i].kind}))
                    return false;
        }
    }
    return true;
}

static int by_address(const void *a, const void *b)
{
    const struct bv_copier_at *x = a, *y = b;
    return x->address < y->address ? -1 : x->address > y->address;
}

bool bv_copiers_find(struct bv_binary *binary)
{
    if (!add_symbols(binary) || !add_slots(binary) || !add_stubs(binary))
        return false;
    if (binary->copier_count > 0)
        qsort(binary->copiers, binary->copier_count, sizeof *binary->copiers, by_address);
    return true;
}

const struct bv_copier_at *bv_copiers_at(const struct bv_binary *binary, uint64_t address,
                                         bool is_slot)
{
    size_t low = 0, high = binary->copier_count;
    while (low < high) { /* the first at or behind it */
        size_t middle = low + (high - low) / 2;
        if (binary->copiers[middle].address < address)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < binary->copier_count && binary->copiers[low].address == address; low++)
        if (binary->copiers[low].is_slot == is_slot)
            return &binary->copiers[low];
    /* Go enters its duffcopy in the middle. */
    for (size_t i = low; i-- > 0 && !is_slot;)
        if (binary->copiers[i].kind == BV_COPIER_GO_DUFF)
            return address - binary->copiers[i].address < binary->copiers[i].bytes
                       ? &binary->copiers[i]
                       : NULL;
    return NULL;
}
