/* SPDX-License-Identifier: Apache-2.0 */
/* dwarf_file.c: libdwfl, which applies relocations to what is not linked yet. */
#include "lib/dwarf/dwarf_file.h"

#include <assert.h>
#include <dwarf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <elfutils/libdwfl.h>

#include "lib/base/memory.h"

struct bv_dwarf_file {
    Dwfl *dwfl;
};

/* No debug information but the file's own is looked for: nothing leaves this machine. */
static int find_nothing(Dwfl_Module *module, void **user, const char *name, Dwarf_Addr base,
                        const char *file, const char *link, GElf_Word crc, char **out)
{
    (void)module, (void)user, (void)name, (void)base, (void)file, (void)link, (void)crc, (void)out;
    return -1;
}

static const Dwfl_Callbacks callbacks = {
    .find_debuginfo = find_nothing,
    .section_address = dwfl_offline_section_address,
};

enum bv_status bv_dwarf_file_open(const char *path, struct bv_dwarf_file **out,
                                  struct bv_error *err)
{
    struct bv_dwarf_file *file = calloc(1, sizeof *file);
    if (file == NULL)
        return bv_no_memory(err);
    enum bv_status status = BV_OK;
    Dwarf_Addr bias;
    file->dwfl = dwfl_begin(&callbacks);
    if (file->dwfl == NULL)
        status = bv_no_memory(err);
    else if (access(path, R_OK) != 0)
        status = bv_fail(err, BV_E_IO, "%s: %s", path, strerror(errno));
    else if (dwfl_report_offline(file->dwfl, "", path, -1) == NULL)
        status = bv_fail(err, BV_E_INPUT, "%s: %s", path, dwfl_errmsg(-1));
    if (status == BV_OK) {
        dwfl_report_end(file->dwfl, NULL, NULL);
        if (dwfl_nextcu(file->dwfl, NULL, &bias) == NULL)
            status =
                bv_fail(err, BV_E_INPUT, "%s: has no debug information; compile it with -g", path);
    }
    if (status == BV_OK)
        *out = file;
    else
        bv_dwarf_file_close(file);
    return status;
}

/* The linker's name, or the declared one behind what it is qualified with. */
static bool is_named(Dwarf_Die *die, const char *rest, const char *name)
{
    Dwarf_Attribute attr;
    const char *own = dwarf_diename(die);
    const char *linked = dwarf_attr_integrate(die, DW_AT_linkage_name, &attr) == NULL
                             ? NULL
                             : dwarf_formstring(&attr);
    return (own != NULL && rest != NULL && strcmp(own, rest) == 0) ||
           (linked != NULL && strcmp(linked, name) == 0);
}

/* What is left of a qualified name inside a scope: "y" of "x::y" in x; NULL: another scope. */
static const char *enter(Dwarf_Die *scope, const char *rest)
{
    const char *own = dwarf_diename(scope);
    size_t length = own == NULL ? 0 : strlen(own);
    if (rest == NULL || own == NULL) /* a namespace without a name is its parent's part */
        return own == NULL ? rest : NULL;
    return strncmp(rest, own, length) == 0 && strncmp(rest + length, "::", 2) == 0
               ? rest + length + 2
               : NULL;
}

/* Whether there is nothing better to be found: code, of a function. */
static bool is_definition(Dwarf_Die *die)
{
    if (dwarf_tag(die) == DW_TAG_subprogram)
        return dwarf_hasattr(die, DW_AT_low_pc) || dwarf_hasattr(die, DW_AT_ranges);
    return !dwarf_hasattr(die, DW_AT_declaration);
}

static bool find_within(Dwarf_Die *scope, int tag, const char *rest, const char *name,
                        Dwarf_Die *out, unsigned depth)
{
    assert(name != NULL);
    Dwarf_Die die;
    bool found = false;
    for (int more = dwarf_child(scope, &die); more == 0; more = dwarf_siblingof(&die, &die)) {
        int its = dwarf_tag(&die);
        bool is_scope =
            its == DW_TAG_namespace || its == DW_TAG_structure_type || its == DW_TAG_class_type;
        if (its == tag && is_named(&die, rest, name)) {
            *out = die;
            found = true;
            if (is_definition(&die))
                return true;
        }
        if (is_scope && depth < 16 &&
            find_within(&die, tag, enter(&die, rest), name, out, depth + 1)) {
            found = true;
            if (is_definition(out))
                return true;
        }
    }
    return found;
}

bool bv_dwarf_file_find(struct bv_dwarf_file *file, int tag, const char *name, Dwarf_Die *out)
{
    Dwarf_Addr bias;
    bool found = false;
    for (Dwarf_Die *unit = NULL; (unit = dwfl_nextcu(file->dwfl, unit, &bias)) != NULL;) {
        Dwarf_Die here;
        if (!find_within(unit, tag, name, name, &here, 0))
            continue;
        *out = here;
        found = true;
        if (is_definition(&here))
            return true;
    }
    return found;
}

void bv_dwarf_file_close(struct bv_dwarf_file *file)
{
    if (file == NULL)
        return;
    if (file->dwfl != NULL)
        dwfl_end(file->dwfl);
    free(file);
}
