/* SPDX-License-Identifier: Apache-2.0 */
/* code_place.c: libdwfl: symbol tables, lines, and the build id. */
#include "lib/dwarf/code_place.h"

#include <dwarf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <elfutils/libdwfl.h>

#include "lib/base/memory.h"

struct bv_code_file {
    Dwfl *dwfl;
    Dwfl_Module *module;
    GElf_Addr bias; /* from addresses of the file to those that libdwfl gives it */
};

static const Dwfl_Callbacks callbacks = {
    .find_elf = dwfl_build_id_find_elf,
    .find_debuginfo = dwfl_standard_find_debuginfo,
    .section_address = dwfl_offline_section_address,
};

/* A file that says no build id, or of which none was read, is taken as it is. */
static enum bv_status check_build(const struct bv_code_file *file, const char *path,
                                  const char *build_id, struct bv_error *err)
{
    const unsigned char *bits;
    char own[2 * 64 + 1] = "";
    GElf_Addr at;
    int bytes = dwfl_module_build_id(file->module, &bits, &at);
    for (int i = 0; i < bytes && i < 64; i++)
        snprintf(own + 2 * i, 3, "%02x", bits[i]);
    if (build_id[0] == '\0' || own[0] == '\0' || strcmp(own, build_id) == 0)
        return BV_OK;
    return bv_fail(err, BV_E_MISMATCH,
                   "%s: is of another build than what was profiled (build id %s instead of %s); it "
                   "was built anew meanwhile: profile again",
                   path, own, build_id);
}

enum bv_status bv_code_file_open(const char *path, const char *build_id, struct bv_code_file **out,
                                 struct bv_error *err)
{
    struct bv_code_file *file = calloc(1, sizeof *file);
    if (file == NULL)
        return bv_no_memory(err);
    enum bv_status status = BV_OK;
    file->dwfl = dwfl_begin(&callbacks);
    if (file->dwfl == NULL)
        status = bv_no_memory(err);
    else if (access(path, R_OK) != 0)
        status = bv_fail(err, BV_E_IO, "%s: %s", path, strerror(errno));
    else if ((file->module = dwfl_report_elf(file->dwfl, "", path, -1, 0, true)) == NULL)
        status = bv_fail(err, BV_E_INPUT, "%s: %s", path, dwfl_errmsg(-1));
    if (status == BV_OK) {
        dwfl_report_end(file->dwfl, NULL, NULL);
        if (dwfl_module_getelf(file->module, &file->bias) == NULL)
            status = bv_fail(err, BV_E_INPUT, "%s: %s", path, dwfl_errmsg(-1));
    }
    if (status == BV_OK)
        status = check_build(file, path, build_id, err);
    if (status == BV_OK)
        *out = file;
    else
        bv_code_file_close(file);
    return status;
}

bool bv_code_file_address(const struct bv_code_file *file, uint64_t offset, uint64_t *address)
{
    GElf_Addr bias;
    Elf *elf = dwfl_module_getelf(file->module, &bias);
    size_t count = 0;
    if (elf == NULL || elf_getphdrnum(elf, &count) != 0)
        return false;
    for (size_t i = 0; i < count; i++) {
        GElf_Phdr segment;
        if (gelf_getphdr(elf, (int)i, &segment) == NULL || segment.p_type != PT_LOAD ||
            offset < segment.p_offset || offset - segment.p_offset >= segment.p_filesz)
            continue;
        *address = segment.p_vaddr + (offset - segment.p_offset);
        return true;
    }
    return false;
}

/* Where an inlined function was called. */
static void go_to_call(Dwarf_Die *unit, Dwarf_Die *call, struct bv_code_place *place)
{
    Dwarf_Attribute attribute;
    Dwarf_Word file, line;
    Dwarf_Files *files;
    size_t count;
    place->source = NULL;
    place->line = 0;
    if (dwarf_formudata(dwarf_attr(call, DW_AT_call_file, &attribute), &file) == 0 &&
        dwarf_formudata(dwarf_attr(call, DW_AT_call_line, &attribute), &line) == 0 &&
        dwarf_getsrcfiles(unit, &files, &count) == 0 && file < count && line <= UINT32_MAX) {
        place->source = dwarf_filesrc(files, file, NULL, NULL);
        place->line = (uint32_t)line;
    }
}

size_t bv_code_file_places(struct bv_code_file *file, uint64_t address,
                           struct bv_code_place out[BV_CODE_PLACES])
{
    struct bv_code_place here = {0};
    size_t count = 0;
    Dwfl_Line *line = dwfl_module_getsrc(file->module, address + file->bias);
    int number = 0;
    here.source = line == NULL ? NULL : dwfl_lineinfo(line, NULL, &number, NULL, NULL, NULL);
    here.line = number > 0 ? (uint32_t)number : 0;
    Dwarf_Addr bias = 0;
    Dwarf_Die *scopes = NULL,
              *unit = dwfl_module_addrdie(file->module, address + file->bias, &bias);
    int scope_count =
        unit == NULL ? 0 : dwarf_getscopes(unit, address + file->bias - bias, &scopes);
    if (scope_count >
        0) { /* of inlined code these are the scopes of its definition: go out by it */
        Dwarf_Die innermost = scopes[0];
        free(scopes);
        scopes = NULL;
        scope_count = dwarf_getscopes_die(&innermost, &scopes);
    }
    for (int i = 0; i < scope_count && count + 1 < BV_CODE_PLACES; i++) {
        if (dwarf_tag(&scopes[i]) != DW_TAG_inlined_subroutine)
            continue;
        here.function = dwarf_diename(&scopes[i]);
        out[count++] = here;
        go_to_call(unit, &scopes[i], &here);
    }
    free(scopes);
    GElf_Off within = 0;
    GElf_Sym symbol = {0};
    here.function = dwfl_module_addrinfo(file->module, address + file->bias, &within, &symbol, NULL,
                                         NULL, NULL);
    here.begin = address - within;
    here.end = here.begin + symbol.st_size;
    out[count++] = here;
    return count;
}

bool bv_code_file_has_lines(struct bv_code_file *file)
{
    Dwarf_Addr bias;
    return dwfl_module_getdwarf(file->module, &bias) != NULL;
}

void bv_code_file_close(struct bv_code_file *file)
{
    if (file == NULL)
        return;
    if (file->dwfl != NULL)
        dwfl_end(file->dwfl);
    free(file);
}
