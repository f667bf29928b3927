/* SPDX-License-Identifier: Apache-2.0 */
/* supplement.c: see supplement.h. */
#include "scan/supplement.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <elfutils/libdwelf.h>
#include <gelf.h>

#include "scan/elf_check.h"

/* Which file is needed. */
struct wanted {
    const char *name;
    const unsigned char *id; /* its build id */
    size_t id_bytes;
};

static bool has_section(Elf *elf, const char *wanted)
{
    Elf_Scn *section = NULL;
    size_t names;
    while (elf_getshdrstrndx(elf, &names) == 0 && (section = elf_nextscn(elf, section)) != NULL) {
        GElf_Shdr header;
        const char *name =
            gelf_getshdr(section, &header) != NULL ? elf_strptr(elf, names, header.sh_name) : NULL;
        if (name != NULL && strcmp(name, wanted) == 0)
            return true;
    }
    return false;
}

static bool is_wanted(Dwarf *dwarf, struct wanted *out)
{
    const void *id;
    ssize_t bytes = dwelf_dwarf_gnu_debugaltlink(dwarf, &out->name, &id);
    out->id = id;
    out->id_bytes = bytes > 0 ? (size_t)bytes : 0;
    return bytes > 0;
}

static bool fits(Dwarf *dwarf, const struct wanted *wanted)
{
    const void *id;
    ssize_t bytes = dwelf_elf_gnu_build_id(dwarf_getelf(dwarf), &id);
    return bytes > 0 && (size_t)bytes == wanted->id_bytes &&
           memcmp(id, wanted->id, wanted->id_bytes) == 0;
}

/* Open it where debug packages put it, or where it is named; path gets where it was looked for. */
static int find(const struct wanted *wanted, const char *from, char path[PATH_MAX])
{
    char folder[PATH_MAX];
    int length = snprintf(path, PATH_MAX, "/usr/lib/debug/.build-id/%02x/", wanted->id[0]);
    for (size_t i = 1; i < wanted->id_bytes && length < PATH_MAX - 16; i++)
        length += snprintf(path + length, (size_t)(PATH_MAX - length), "%02x", wanted->id[i]);
    snprintf(path + length, (size_t)(PATH_MAX - length), ".debug");
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd >= 0)
        return fd;
    snprintf(folder, sizeof folder, "%s", from);
    bool is_whole = wanted->name[0] == '/';
    int all = snprintf(path, PATH_MAX, "%s%s%s", is_whole ? "" : dirname(folder),
                       is_whole ? "" : "/", wanted->name);
    if (all < 0 || all >= PATH_MAX) {
        errno = ENAMETOOLONG;
        return -1;
    }
    return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

enum bv_status bv_supplement_open(Dwarf *dwarf, const char *from, struct bv_supplement *out,
                                  struct bv_error *err)
{
    struct wanted wanted;
    struct stat st;
    char path[PATH_MAX], section[64];
    if (!is_wanted(dwarf, &wanted)) {
        if (has_section(dwarf_getelf(dwarf), ".debug_sup"))
            snprintf(
                out->lacks, sizeof out->lacks,
                "a part of the debug information is in a file of its own, in DWARF 5's way (dwz "
                "-5), which byval scan does not read");
        return BV_OK;
    }
    int fd = find(&wanted, from, path);
    if (fd < 0) {
        snprintf(out->lacks, sizeof out->lacks,
                 "%.1500s: is missing; dwz put a part of the debug information there", path);
        return BV_OK;
    }
    out->fd = fd;
    bool is_honest = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && bv_elf_is(fd) &&
                     bv_elf_check(fd, section, sizeof section);
    out->dwarf = is_honest ? dwarf_begin(fd, DWARF_C_READ) : NULL;
    if (out->dwarf == NULL) {
        close(fd);
        return bv_fail(err, BV_E_INPUT,
                       "%s: its supplementary debug file %s is no honest ELF file with DWARF; "
                       "install the one that dwz made with it",
                       from, path);
    }
    if (!fits(out->dwarf, &wanted))
        return bv_fail(err, BV_E_MISMATCH,
                       "%s: its supplementary debug file %s is of another build; install the one "
                       "that dwz made with it",
                       from, path);
    dwarf_setalt(dwarf, out->dwarf);
    return BV_OK;
}

void bv_supplement_close(struct bv_supplement *supplement)
{
    if (supplement->dwarf != NULL) {
        dwarf_end(supplement->dwarf);
        close(supplement->fd);
    }
    *supplement = (struct bv_supplement){0};
}
