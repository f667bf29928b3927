/* SPDX-License-Identifier: Apache-2.0 */
/* row.c: see row.h. */
#include "scan/row.h"

#include <dwarf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/memory.h"
#include "lib/dwarf/type.h"
#include "scan/symbol_name.h"

/* Take over a string.
 * Returns  it; NULL when out of memory, or it was NULL */
static const char *keep(struct bv_scan *scan, char *text)
{
    if (text == NULL)
        return NULL;
    if (BV_APPEND(scan->kept, scan->kept_count, text))
        return text;
    free(text);
    return NULL;
}

const char *bv_row_type(struct bv_scan *scan, const Dwarf_Die *type, enum bv_language language)
{
    Dwarf_Die own = *type, plain;
    const char *name = bv_type_name(type);
    if (name == NULL)
        return "(no name)";
    while (dwarf_tag(&own) == DW_TAG_const_type || dwarf_tag(&own) == DW_TAG_volatile_type)
        if (!bv_type_of(&own, &own))
            return name;
    bool is_tag = dwarf_tag(&own) != DW_TAG_typedef && bv_type_strip(&own, &plain);
    if (language != BV_LANGUAGE_C || !is_tag)
        return name;
    char *whole = NULL;
    if (asprintf(&whole, "%s %s", dwarf_tag(&plain) == DW_TAG_union_type ? "union" : "struct",
                 name) < 0)
        return name;
    const char *kept = keep(scan, whole);
    return kept != NULL ? kept : name;
}

const char *bv_row_function(struct bv_scan *scan, const struct bv_scan_function *function)
{
    const char *kept = keep(scan, bv_symbol_name(function));
    return kept != NULL ? kept : function->name;
}

int bv_row_compare_text(const char *a, const char *b)
{
    return a == b ? 0 : a == NULL ? -1 : b == NULL ? 1 : strcmp(a, b);
}

void bv_row_progress(const struct bv_scan *scan, const char *things, size_t done, size_t all)
{
    if (scan->progress != NULL)
        scan->progress(things, (double)done / (double)all, scan->user);
}
