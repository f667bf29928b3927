/* SPDX-License-Identifier: Apache-2.0 */
/* symbol_name.c: see symbol_name.h. */
#include "scan/symbol_name.h"

#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

/* Of the C++ runtime; it has no header for C. */
char *__cxa_demangle(const char *mangled, char *buffer, size_t *length, int *status);

enum { MANGLED_MOST = 4096, HASH = 19 };

/* Rust's older names end with "::h" and 16 letters of a hash. */
static void cut_hash(char *name)
{
    size_t length = strlen(name);
    if (length > HASH && strncmp(name + length - HASH, "::h", 3) == 0 &&
        strspn(name + length - HASH + 3, "0123456789abcdef") == HASH - 3)
        name[length - HASH] = '\0';
}

char *bv_symbol_name(const struct bv_scan_function *function)
{
    Dwarf_Die die = function->die;
    Dwarf_Attribute attribute;
    const char *linkage =
        dwarf_formstring(dwarf_attr_integrate(&die, DW_AT_linkage_name, &attribute));
    if (linkage == NULL)
        linkage = dwarf_formstring(dwarf_attr_integrate(&die, DW_AT_MIPS_linkage_name, &attribute));
    if (linkage == NULL || strncmp(linkage, "_Z", 2) != 0 || strlen(linkage) > MANGLED_MOST)
        return strdup(function->name);
    int status;
    char *name = __cxa_demangle(linkage, NULL, NULL, &status);
    if (name == NULL || status != 0)
        return strdup(function->name);
    if (function->language == BV_LANGUAGE_RUST)
        cut_hash(name);
    return name;
}
