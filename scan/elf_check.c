/* SPDX-License-Identifier: Apache-2.0 */
/* elf_check.c: see elf_check.h. */
#include "scan/elf_check.h"

#include <gelf.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <elfutils/libdwelf.h>

/* zlib never makes more than 1,032 bytes of one, nor do compilers write a section that packs so
 * well that is long; nobody has so much DWARF. */
#define UNPACKED_PER_BYTE 1100
#define LONG_UNPACKED (UINT64_C(64) << 20)
#define LONG_UNPACKED_PER_BYTE 100
#define UNPACKED_MOST (UINT64_C(32) << 30)

bool bv_elf_is(int fd)
{
    char magic[SELFMAG];
    return pread(fd, magic, SELFMAG, 0) == SELFMAG && memcmp(magic, ELFMAG, SELFMAG) == 0;
}

/* Whether so many bytes are those of an honest section. */
static bool is_sane(uint64_t unpacked, uint64_t packed)
{
    uint64_t most = unpacked > LONG_UNPACKED ? LONG_UNPACKED_PER_BYTE : UNPACKED_PER_BYTE;
    return unpacked <= UNPACKED_MOST && unpacked / most <= packed;
}

static bool is_sane_section(Elf_Scn *section, const GElf_Shdr *header, const char *name)
{
    GElf_Chdr packed;
    if (strncmp(name, ".zdebug", 7) == 0) { /* as they were packed before the flag */
        ssize_t unpacked = dwelf_scn_gnu_compressed_size(section);
        return unpacked < 0 || is_sane((uint64_t)unpacked, header->sh_size);
    }
    if ((header->sh_flags & SHF_COMPRESSED) == 0)
        return true;
    return gelf_getchdr(section, &packed) != NULL && is_sane(packed.ch_size, header->sh_size);
}

bool bv_elf_check(int fd, char *name, size_t bytes)
{
    Elf *elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
    size_t names = 0;
    bool sane = elf != NULL && elf_kind(elf) == ELF_K_ELF && elf_getshdrstrndx(elf, &names) == 0;
    Elf_Scn *section = NULL;
    snprintf(name, bytes, "the section headers");
    while (sane && (section = elf_nextscn(elf, section)) != NULL) {
        GElf_Shdr header;
        const char *own =
            gelf_getshdr(section, &header) != NULL ? elf_strptr(elf, names, header.sh_name) : NULL;
        sane = own != NULL && is_sane_section(section, &header, own);
        if (!sane)
            snprintf(name, bytes, "section %s", own != NULL ? own : "?");
    }
    elf_end(elf);
    return sane;
}
