/* SPDX-License-Identifier: Apache-2.0 */
/* binary.c: see binary.h. */
#include "scan/binary.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/memory.h"
#include "scan/elf_check.h"

/* Whether a link leads to something that blocks whoever opens it, as a FIFO does. */
static bool leads_to_no_file(const char *file, const char *link)
{
    static const char *const below[] = {"%s/%s", "%s/.debug/%s"};
    char folder[PATH_MAX], path[2 * PATH_MAX];
    struct stat st;
    if (file == NULL || link == NULL)
        return false;
    snprintf(folder, sizeof folder, "%s", file);
    const char *parent = dirname(folder);
    for (size_t i = 0; i < sizeof below / sizeof below[0]; i++) {
        snprintf(path, sizeof path, below[i], link[0] == '/' ? "" : parent, link);
        if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
            return true;
    }
    return false;
}

/* As libdwfl finds it, but no packed file, and none that unpacks without end. */
static int find_debug_file(Dwfl_Module *module, void **user, const char *name, Dwarf_Addr base,
                           const char *file, const char *link, GElf_Word crc, char **found)
{
    char section[64];
    if (leads_to_no_file(file, link))
        return -1;
    int fd = dwfl_standard_find_debuginfo(module, user, name, base, file, link, crc, found);
    if (fd >= 0 && !(bv_elf_is(fd) && bv_elf_check(fd, section, sizeof section))) {
        close(fd);
        free(*found);
        *found = NULL;
        return -1;
    }
    return fd;
}

static const Dwfl_Callbacks callbacks = {
    .find_elf = dwfl_build_id_find_elf,
    .find_debuginfo = find_debug_file,
    .section_address = dwfl_offline_section_address,
};

static enum bv_status torn(const char *path, struct bv_error *err)
{
    return bv_fail(err, BV_E_INPUT, "%s: is torn or no honest ELF file: %s", path, elf_errmsg(-1));
}

/* The file itself, before libdwfl. */
static enum bv_status look_at_file(const char *path, int fd, struct bv_error *err)
{
    struct stat st;
    char section[64];
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return bv_fail(err, BV_E_INPUT, "%s: is no plain file", path);
    if (!bv_elf_is(fd))
        return bv_fail(err, BV_E_INPUT,
                       "%s: is no ELF file; name an executable or a shared library", path);
    elf_version(EV_CURRENT);
    if (!bv_elf_check(fd, section, sizeof section))
        return bv_fail(
            err, BV_E_INPUT,
            "%s: %s cannot be read, or would unpack to an absurd size: the file is torn or "
            "hostile",
            path, section);
    return BV_OK;
}

static enum bv_status check_machine(struct bv_binary *binary, struct bv_error *err)
{
    GElf_Ehdr header;
    if (gelf_getehdr(binary->elf, &header) == NULL)
        return torn(binary->path, err);
    if (header.e_machine != EM_X86_64 && header.e_machine != EM_AARCH64)
        return bv_fail(err, BV_E_UNSUPPORTED,
                       "%s: is for another processor (ELF machine %u); byval scan reads x86-64 and "
                       "AArch64",
                       binary->path, header.e_machine);
    if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_DATA] != ELFDATA2LSB)
        return bv_fail(err, BV_E_UNSUPPORTED, "%s: is no 64-bit little-endian file", binary->path);
    if (header.e_type != ET_EXEC && header.e_type != ET_DYN)
        return bv_fail(err, BV_E_UNSUPPORTED,
                       "%s: is not linked; name the executable or the shared library made of it",
                       binary->path);
    binary->abi = header.e_machine == EM_X86_64 ? BV_ABI_X86_64 : BV_ABI_AARCH64;
    return BV_OK;
}

static void read_build_id(struct bv_binary *binary)
{
    const unsigned char *bits;
    GElf_Addr address;
    int count = dwfl_module_build_id(binary->module, &bits, &address);
    for (int i = 0; i < count && 2 * i + 2 < (int)sizeof binary->build_id; i++)
        snprintf(binary->build_id + 2 * (size_t)i, 3, "%02x", bits[i]);
}

const char *bv_binary_section_name(Elf *elf, Elf_Scn *section, GElf_Shdr *header)
{
    size_t names;
    if (elf_getshdrstrndx(elf, &names) != 0 || gelf_getshdr(section, header) == NULL)
        return NULL;
    return elf_strptr(elf, names, header->sh_name);
}

/* The contents of a section of the file; NULL: there is none. */
static Elf_Data *named_section(Elf *elf, const char *wanted, GElf_Shdr *header)
{
    Elf_Scn *section = NULL;
    while ((section = elf_nextscn(elf, section)) != NULL) {
        const char *name = bv_binary_section_name(elf, section, header);
        if (name != NULL && strcmp(name, wanted) == 0)
            return header->sh_type == SHT_NOBITS ? NULL : elf_getdata(section, NULL);
    }
    return NULL;
}

/* Why there is no debug information, and what to do. */
static enum bv_status no_debug(struct bv_binary *binary, struct bv_error *err)
{
    GElf_Shdr header;
    char folder[PATH_MAX], beside[2][2 * PATH_MAX];
    Elf_Data *link = named_section(binary->elf, ".gnu_debuglink", &header);
    const char *advice =
        "; build with -g (Rust: debug = 1; Go: without -ldflags=-w), or install its debug "
        "symbols";
    if (link == NULL || link->d_size == 0 || memchr(link->d_buf, 0, link->d_size) == NULL)
        return bv_fail(err, BV_E_REFUSED, "%s: has no debug information (DWARF), build id %s%s",
                       binary->path, binary->build_id[0] ? binary->build_id : "none", advice);
    snprintf(folder, sizeof folder, "%s", binary->path);
    const char *parent = dirname(folder), *name = link->d_buf;
    snprintf(beside[0], sizeof beside[0], "%s/%s", parent, name);
    snprintf(beside[1], sizeof beside[1], "%s/.debug/%s", parent, name);
    for (int i = 0; i < 2; i++)
        if (access(beside[i], F_OK) == 0)
            return bv_fail(
                err, BV_E_MISMATCH,
                "%s: its debug file %s is of another build: it does not have build id %s%s",
                binary->path, beside[i], binary->build_id[0] ? binary->build_id : "none", advice);
    return bv_fail(
        err, BV_E_REFUSED,
        "%s: is stripped, and its debug file %s (build id %s) is not beside it nor below "
        "/usr/lib/debug%s",
        binary->path, name, binary->build_id[0] ? binary->build_id : "none", advice);
}

static enum bv_status keep_code(struct bv_binary *binary, struct bv_error *err)
{
    Elf_Scn *section = NULL;
    while ((section = elf_nextscn(binary->elf, section)) != NULL) {
        GElf_Shdr header;
        if (bv_binary_section_name(binary->elf, section, &header) == NULL)
            return torn(binary->path, err);
        if ((header.sh_flags & SHF_EXECINSTR) == 0 || header.sh_type == SHT_NOBITS)
            continue;
        Elf_Data *data = elf_rawdata(section, NULL);
        if (data == NULL || data->d_buf == NULL)
            continue;
        struct bv_code *grown =
            realloc(binary->code, (binary->code_count + 1) * sizeof *binary->code);
        if (grown == NULL)
            return bv_no_memory(err);
        binary->code = grown;
        grown[binary->code_count++] =
            (struct bv_code){header.sh_addr, data->d_size, header.sh_offset, data->d_buf};
    }
    if (binary->code_count == 0)
        return bv_fail(err, BV_E_INPUT,
                       "%s: has no machine code; is it a debug file? Name the program",
                       binary->path);
    return BV_OK;
}

/* What dwz left in a file of its own, found from where the debug information is. */
static enum bv_status open_supplement(struct bv_binary *binary, struct bv_error *err)
{
    const char *main_file = NULL, *debug_file = NULL;
    dwfl_module_info(binary->module, NULL, NULL, NULL, NULL, NULL, &main_file, &debug_file);
    const char *from = debug_file != NULL  ? debug_file
                       : main_file != NULL ? main_file
                                           : binary->path;
    return bv_supplement_open(binary->dwarf, from, &binary->supplement, err);
}

static enum bv_status open_debug(struct bv_binary *binary, struct bv_error *err)
{
    GElf_Addr bias;
    binary->elf = dwfl_module_getelf(binary->module, &bias);
    if (binary->elf == NULL)
        return torn(binary->path, err);
    enum bv_status status = check_machine(binary, err);
    if (status == BV_OK)
        status = keep_code(binary, err);
    if (status != BV_OK)
        return status;
    read_build_id(binary);
    Dwarf_Addr debug_bias;
    binary->dwarf = dwfl_module_getdwarf(binary->module, &debug_bias);
    if (binary->dwarf == NULL)
        return no_debug(binary, err);
    binary->bias = debug_bias - bias;
    status = open_supplement(binary, err);
    if (status != BV_OK)
        return status;
    GElf_Shdr header;
    Elf_Data *info = named_section(dwarf_getelf(binary->dwarf), ".debug_info", &header);
    binary->dwarf_bytes = info != NULL ? info->d_size : 0;
    return bv_copiers_find(binary) ? BV_OK : bv_no_memory(err);
}

enum bv_status bv_binary_open(const char *path, struct bv_binary *out, struct bv_error *err)
{
    out->path = path;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return bv_fail(err, BV_E_IO, "%s: cannot read: %s", path, strerror(errno));
    enum bv_status status = look_at_file(path, fd, err);
    if (status != BV_OK) {
        close(fd);
        return status;
    }
    out->session = dwfl_begin(&callbacks);
    if (out->session == NULL) {
        close(fd);
        return bv_no_memory(err);
    }
    /* Code keeps the addresses of the file: a bias would be another name for each of them. */
    out->module = dwfl_report_elf(out->session, path, path, fd, 0, true);
    if (out->module == NULL) {
        close(fd);
        return bv_fail(err, BV_E_INPUT, "%s: is torn or no honest ELF file: %s", path,
                       dwfl_errmsg(-1));
    }
    dwfl_report_end(out->session, NULL, NULL);
    return open_debug(out, err);
}

const unsigned char *bv_binary_code(const struct bv_binary *binary, uint64_t low, uint64_t high)
{
    for (size_t i = 0; i < binary->code_count; i++) {
        const struct bv_code *code = &binary->code[i];
        if (low >= code->address && low - code->address < code->bytes && high > low &&
            high - low <= code->bytes - (low - code->address))
            return code->data + (low - code->address);
    }
    return NULL;
}

uint64_t bv_binary_address(const struct bv_binary *binary, uint64_t offset)
{
    for (size_t i = 0; i < binary->code_count; i++) {
        const struct bv_code *code = &binary->code[i];
        if (offset >= code->offset && offset - code->offset < code->bytes)
            return code->address + (offset - code->offset);
    }
    return 0;
}

void bv_binary_close(struct bv_binary *binary)
{
    if (binary == NULL)
        return;
    free(binary->code);
    free(binary->copiers);
    if (binary->session != NULL)
        dwfl_end(binary->session);
    bv_supplement_close(&binary->supplement);
    *binary = (struct bv_binary){0};
}
