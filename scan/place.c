/* SPDX-License-Identifier: Apache-2.0 */
/* place.c: see place.h. */
#include "scan/place.h"

#include <dwarf.h>
#include <string.h>

#include "lib/dwarf/type.h"

enum { SCOPES = 32, ENTRIES = 100000 };

bool bv_file_is_system(const char *file)
{
    static const char *const places[] = {"/usr/include/",  "/usr/lib/",     "/usr/local/include/",
                                         "/usr/local/go/", "/usr/share/go", "/rustc/"};
    for (size_t i = 0; file != NULL && i < sizeof places / sizeof places[0]; i++)
        if (strncmp(file, places[i], strlen(places[i])) == 0)
            return true;
    return false;
}

/* The entries around an address, from the function inwards. */
struct scopes {
    Dwarf_Die items[SCOPES];
    int count, steps;
};

static void find_scopes(struct scopes *scopes, Dwarf_Addr address)
{
    for (bool deeper = true; deeper && scopes->count < SCOPES;) {
        Dwarf_Die child;
        deeper = false;
        if (dwarf_child(&scopes->items[scopes->count - 1], &child) != 0)
            return;
        do {
            int tag = dwarf_tag(&child);
            if ((tag == DW_TAG_inlined_subroutine || tag == DW_TAG_lexical_block) &&
                dwarf_haspc(&child, address) == 1) {
                scopes->items[scopes->count++] = child;
                deeper = true;
            }
        } while (!deeper && ++scopes->steps < ENTRIES && dwarf_siblingof(&child, &child) == 0);
    }
}

/* Types of the wanted size that were seen. */
struct sought {
    uint64_t bytes;
    Dwarf_Die type;
    const char *name;
    const void *plain; /* that type without its typedefs */
    int found;         /* 2: several, and none is it */
};

static void look_at(struct sought *sought, const Dwarf_Die *type)
{
    Dwarf_Die plain;
    uint64_t bytes;
    if (!bv_type_is_aggregate(type) || !bv_type_size(type, &bytes) || bytes != sought->bytes ||
        !bv_type_strip(type, &plain) || sought->found == 2)
        return;
    const char *name = bv_type_name(type);
    bool is_same = sought->found == 1 &&
                   (plain.addr == sought->plain ||
                    (name != NULL && sought->name != NULL && strcmp(name, sought->name) == 0));
    if (sought->found == 0) {
        sought->type = *type;
        sought->plain = plain.addr;
        sought->name = name;
    }
    sought->found = is_same || sought->found == 0 ? 1 : 2;
}

/* A type itself, what it points to, or what it is an array of.
 * members  look also one level below */
static void look_through(struct sought *sought, const Dwarf_Die *type, bool members)
{
    Dwarf_Die plain, of, child;
    if (!bv_type_strip(type, &plain))
        return;
    int tag = dwarf_tag(&plain);
    bool leads = tag == DW_TAG_pointer_type || tag == DW_TAG_reference_type ||
                 tag == DW_TAG_rvalue_reference_type || tag == DW_TAG_array_type;
    if (leads && !bv_type_of(&plain, &of))
        return;
    const Dwarf_Die *whole = leads ? &of : type;
    if (!members) {
        look_at(sought, whole);
        return;
    }
    if (!bv_type_strip(whole, &plain) || dwarf_child(&plain, &child) != 0 ||
        !bv_type_is_aggregate(&plain))
        return;
    for (int seen = 0; seen < 1000; seen++) {
        if (dwarf_tag(&child) == DW_TAG_member && bv_type_of(&child, &of))
            look_through(sought, &of, false);
        if (dwarf_siblingof(&child, &child) != 0)
            return;
    }
}

static void look_in_scope(struct sought *sought, Dwarf_Die *scope, bool members)
{
    Dwarf_Die child, type;
    if (bv_type_of(scope, &type))
        look_through(sought, &type, members);
    Dwarf_Attribute origin;
    Dwarf_Die abstract;
    if (dwarf_attr(scope, DW_AT_abstract_origin, &origin) != NULL &&
        dwarf_formref_die(&origin, &abstract) != NULL && bv_type_of(&abstract, &type))
        look_through(sought, &type, members);
    if (dwarf_child(scope, &child) != 0)
        return;
    for (int seen = 0; seen < ENTRIES; seen++) {
        int tag = dwarf_tag(&child);
        if ((tag == DW_TAG_formal_parameter || tag == DW_TAG_variable) && bv_type_of(&child, &type))
            look_through(sought, &type, members);
        if (dwarf_siblingof(&child, &child) != 0)
            return;
    }
}

/* The parameter that the copy is made for says its type. */
static bool type_of_argument(const struct bv_functions *functions, const struct bv_block_copy *copy,
                             Dwarf_Die *out)
{
    const struct bv_scan_function *callee =
        copy->callee != 0 ? bv_functions_at(functions, copy->callee) : NULL;
    for (size_t i = 0; callee != NULL && i < callee->passed_count; i++) {
        const struct bv_passed *passed = &functions->passed[callee->first_passed + i];
        bool is_there =
            passed->passing == BV_PASSING_STACK
                ? copy->callee_offset >= 0 && (uint64_t)copy->callee_offset == passed->stack_offset
                : passed->passing == BV_PASSING_HIDDEN && copy->by_address;
        if (passed->bytes == copy->bytes && !passed->is_result && is_there) {
            *out = passed->type;
            return true;
        }
    }
    return false;
}

static void find_type(const struct bv_functions *functions, const struct bv_block_copy *copy,
                      struct scopes *scopes, struct bv_copy_place *out)
{
    out->has_type = type_of_argument(functions, copy, &out->type);
    for (int members = 0; members < 2 && !out->has_type; members++) {
        struct sought sought = {.bytes = copy->bytes};
        for (int i = 0; i < scopes->count; i++)
            look_in_scope(&sought, &scopes->items[i], members != 0);
        out->has_type = out->is_guess = sought.found == 1;
        out->type = sought.type;
        if (sought.found > 0)
            return;
    }
}

/* The file that an attribute numbers. libdw's own functions know no file 0. */
static const char *numbered_file(Dwarf_Attribute *attribute)
{
    Dwarf_Word number;
    Dwarf_Die unit;
    Dwarf_Files *files;
    size_t count;
    if (dwarf_formudata(attribute, &number) != 0 ||
        dwarf_cu_die(attribute->cu, &unit, NULL, NULL, NULL, NULL, NULL, NULL) == NULL ||
        dwarf_getsrcfiles(&unit, &files, &count) != 0 || number >= count)
        return NULL;
    return dwarf_filesrc(files, number, NULL, NULL);
}

const char *bv_declared_file(Dwarf_Die *entry)
{
    Dwarf_Attribute attribute;
    return dwarf_attr_integrate(entry, DW_AT_decl_file, &attribute) != NULL
               ? numbered_file(&attribute)
               : NULL;
}

int bv_declared_line(Dwarf_Die *entry)
{
    int line = 0;
    Dwarf_Addr address;
    Dwarf_Die unit;
    if (dwarf_decl_line(entry, &line) == 0 && line > 0)
        return line;
    Dwarf_Line *first =
        dwarf_entrypc(entry, &address) == 0 && dwarf_diecu(entry, &unit, NULL, NULL) != NULL
            ? dwarf_getsrc_die(&unit, address)
            : NULL;
    return first != NULL && dwarf_lineno(first, &line) == 0 ? line : 0;
}

/* The file of a call that was inlined. */
static const char *call_file(Dwarf_Die *inlined, int *line)
{
    Dwarf_Attribute attribute;
    Dwarf_Word number;
    if (dwarf_attr(inlined, DW_AT_call_line, &attribute) != NULL &&
        dwarf_formudata(&attribute, &number) == 0)
        *line = number <= INT32_MAX ? (int)number : 0;
    return dwarf_attr(inlined, DW_AT_call_file, &attribute) != NULL ? numbered_file(&attribute)
                                                                    : NULL;
}

void bv_copy_place_find(const struct bv_binary *binary, const struct bv_functions *functions,
                        const struct bv_block_copy *copy, struct bv_copy_place *out)
{
    const struct bv_scan_function *function = &functions->items[copy->owner];
    struct scopes scopes = {.items = {function->die}, .count = 1};
    Dwarf_Addr address = copy->address - binary->bias;
    Dwarf_Die unit;
    *out = (struct bv_copy_place){0};
    find_scopes(&scopes, address);
    if (dwarf_diecu(&scopes.items[0], &unit, NULL, NULL) != NULL) {
        Dwarf_Line *line = dwarf_getsrc_die(&unit, address);
        if (line != NULL) {
            out->file = dwarf_linesrc(line, NULL, NULL);
            dwarf_lineno(line, &out->line);
        }
    }
    for (int i = scopes.count - 1; i > 0; i--) {
        if (dwarf_tag(&scopes.items[i]) != DW_TAG_inlined_subroutine)
            continue;
        if (out->inlined == NULL)
            out->inlined = dwarf_diename(&scopes.items[i]);
        if (bv_file_is_system(out->file))
            out->file = call_file(&scopes.items[i], &out->line);
    }
    out->is_system = bv_file_is_system(out->file);
    find_type(functions, copy, &scopes, out);
}
