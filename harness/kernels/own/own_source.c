/* SPDX-License-Identifier: Apache-2.0 */
/* own_source.c: a type in macros. */
#include "harness/kernels/own/own_source.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/memory.h"
#include "lib/base/slug.h"

enum { READS_MAX = 4, PATHS_MAX = 16, ID_BYTES = 80 };

/* A way to read the type. */
struct reading {
    char id[ID_BYTES];
    char *paths[PATHS_MAX]; /* of the scalars that it reads */
    size_t path_count;
    bool all;
};

struct readings {
    struct reading items[READS_MAX];
    size_t count;
};

static bool is_float(enum bv_leaf_kind kind)
{
    return kind == BV_LEAF_FLOAT || kind == BV_LEAF_X87;
}

/* What reads yield: float where the type has nothing else, double where it has any, else an
 * integer. As in byval's own classes. */
static const char *result_of(const struct bv_own_type *type)
{
    bool any = false, only_short = true;
    for (size_t i = 0; i < type->field_count; i++) {
        const struct bv_own_field *field = &type->fields[i];
        bool floats = is_float(field->kind) || field->kind == BV_LEAF_VECTOR;
        any = any || floats;
        only_short = only_short && floats && field->size_bytes <= 4;
    }
    return !any ? "uint64_t" : only_short ? "float" : "double";
}

/* Whole numbers are added up in words, where all of them fit. */
static const char *whole_of(const struct bv_own_type *type)
{
    for (size_t i = 0; i < type->field_count; i++)
        if (!is_float(type->fields[i].kind) && type->fields[i].size_bytes > 4)
            return "uint64_t";
    return "uint32_t";
}

/* What a read has so far: no zero is added to the first, which is none of the type's work. */
struct sums {
    bool floats, wholes;
    bool no_addresses; /* copies have other ones: of a pointer it counts whether it is null */
};

/* Put the scalar of an expression to what it belongs to.
 * Returns  whether it is the first there */
static bool put_addition(struct bv_text *out, const struct bv_own_field *field, const char *access,
                         struct sums *sums)
{
    bool floats = is_float(field->kind) || field->kind == BV_LEAF_VECTOR;
    bool *begun = floats ? &sums->floats : &sums->wholes, first = !*begun;
    *begun = true;
    bool address = field->kind == BV_LEAF_POINTER;
    bv_text_format(out, "    %s %s (%s)%s(%s)%s;\n", floats ? "sum" : "whole",
                   first ? "=" : "+=", floats ? "bv_own_result" : "bv_own_whole",
                   !address             ? ""
                   : sums->no_addresses ? "!!"
                                        : "(uintptr_t)",
                   access,
                   field->kind == BV_LEAF_VECTOR ? "[0]" : ""); /* a part of it stands for all */
    return first;
}

/* A scalar's type, where its path would not name it. */
static const char *type_of(const struct bv_own_field *field)
{
    bool floats = is_float(field->kind);
    if (field->kind == BV_LEAF_POINTER)
        return "void *";
    switch (field->size_bytes) {
    case 1:
        return "uint8_t";
    case 2:
        return "uint16_t";
    case 4:
        return floats ? "float" : "uint32_t";
    case 8:
        return floats ? "double" : "uint64_t";
    default:
        return floats ? "long double" : "uint8_t";
    }
}

/* The first element of a field, of the object s. */
static void put_access(struct bv_text *out, const struct bv_own_field *field)
{
    if (field->is_inherited)
        bv_text_format(out, "(*(%s *)((char *)s + %" PRIu64 "))", type_of(field),
                       field->offset_bytes);
    else
        bv_text_format(out, field->path[0] == '\0' ? "(*s)" : "s->%s", field->path);
}

/* What a field adds, all of its elements. */
static void put_field(struct bv_text *out, const struct bv_own_field *field, struct sums *sums)
{
    struct bv_text access = {0};
    if (field->array == NULL) {
        put_access(&access, field);
        put_addition(out, field, access.data == NULL ? "" : access.data, sums);
    } else {
        bool first =
            is_float(field->kind) || field->kind == BV_LEAF_VECTOR ? !sums->floats : !sums->wholes;
        put_access(&access, field);
        if (first)
            put_addition(out, field, access.data == NULL ? "" : access.data, sums);
        bv_text_format(out, "    for (unsigned long i = %d; i < %" PRIu64 "; i++)\n    ", first,
                       field->count);
        struct bv_text element = {0};
        bv_text_format(&element, "(&%s)[i]", access.data == NULL ? "" : access.data);
        bv_text_finish(&access);
        access = element;
        put_addition(out, field, access.data == NULL ? "" : access.data, sums);
    }
    out->failed |= access.failed;
    bv_text_finish(&access);
}

/* The field with a path, as --reads names it: also an element of a row, or all of the row. */
static const struct bv_own_field *find_field(const struct bv_own_type *type, const char *path)
{
    for (size_t i = 0; i < type->field_count; i++) {
        const struct bv_own_field *field = &type->fields[i];
        if (strcmp(field->path, path) == 0)
            return field;
        size_t stem = field->array == NULL ? 0 : strlen(field->array);
        if (stem == 0 || strncmp(path, field->array, stem) != 0)
            continue;
        char *end;
        if (path[stem] == '\0')
            return field;
        if (path[stem] == '[' && strtoull(path + stem + 1, &end, 10) < field->count &&
            strcmp(end, "]") == 0)
            return field;
    }
    return NULL;
}

static void put_reading(struct bv_text *out, const struct bv_own_source *source,
                        const struct reading *reading)
{
    const struct bv_own_type *type = source->type;
    bv_text_format(out,
                   "static inline bv_own_result bv_own_read_%s(const bv_own *s)\n{\n"
                   "    bv_own_result sum;\n    bv_own_whole whole;\n    (void)s;\n",
                   reading->id);
    struct sums sums = {.no_addresses = !type->is_plain};
    for (size_t i = 0; i < type->field_count && reading->all; i++)
        if (!type->fields[i].is_overlaid)
            put_field(out, &type->fields[i], &sums);
    for (size_t i = 0; i < reading->path_count; i++) {
        const struct bv_own_field *field = find_field(type, reading->paths[i]);
        struct bv_own_field one = *field;
        bool row = field->array != NULL && strcmp(field->array, reading->paths[i]) == 0;
        if (!row) {
            if (field->array != NULL)
                one.offset_bytes +=
                    field->size_bytes *
                    strtoull(reading->paths[i] + strlen(field->array) + 1, NULL, 10);
            one.path = reading->paths[i];
            one.array = NULL;
        }
        put_field(out, &one, &sums);
    }
    bv_text_format(out, "    return %s;\n}\n",
                   sums.floats && sums.wholes ? "sum + (bv_own_result)whole"
                   : sums.floats              ? "sum"
                   : sums.wholes              ? "(bv_own_result)whole"
                                              : "1");
}

/* As many scalars as may be handed over one by one. */
static bool can_spread(const struct bv_own_source *source)
{
    const struct bv_own_type *type = source->type;
    bool can = type->scalar_count <= BV_OWN_SCALARS_MAX && type->scalar_count > 0 &&
               !type->is_nontrivial && source->value == NULL;
    for (size_t i = 0; i < type->field_count && can; i++)
        can = !type->fields[i].is_bits && !type->fields[i].is_inherited &&
              type->fields[i].kind != BV_LEAF_X87 && type->fields[i].kind != BV_LEAF_VECTOR &&
              type->fields[i].kind != BV_LEAF_OTHER && type->fields[i].path[0] != '\0';
    return can;
}

/* Call a function for each scalar on its own; rows are short here. */
typedef void scalar_fn(struct bv_text *out, const struct bv_own_field *field, const char *path,
                       unsigned number, const struct reading *reading);

static void for_scalars(struct bv_text *out, const struct bv_own_type *type, scalar_fn *fn,
                        const struct reading *reading)
{
    unsigned number = 0;
    for (size_t i = 0; i < type->field_count; i++) {
        const struct bv_own_field *field = &type->fields[i];
        for (uint64_t k = 0; k < field->count && !field->is_overlaid; k++) {
            struct bv_text path = {0};
            if (field->array != NULL)
                bv_text_format(&path, "%s[%" PRIu64 "]", field->array, k);
            else
                bv_text_put(&path, field->path);
            if (!path.failed)
                fn(out, field, path.data, number++, reading);
            out->failed |= path.failed;
            bv_text_finish(&path);
        }
    }
}

static void put_parameter(struct bv_text *out, const struct bv_own_field *field, const char *path,
                          unsigned number, const struct reading *reading)
{
    (void)field, (void)reading;
    bv_text_format(out, "%s__typeof__(((bv_own *)0)->%s) a%u", number > 0 ? ", " : "", path,
                   number);
}

static void put_argument(struct bv_text *out, const struct bv_own_field *field, const char *path,
                         unsigned number, const struct reading *reading)
{
    (void)field, (void)reading;
    bv_text_format(out, "%s(P)->%s", number > 0 ? ", " : "", path);
}

static bool reads(const struct reading *reading, const struct bv_own_field *field, const char *path)
{
    for (size_t i = 0; i < reading->path_count; i++)
        if (strcmp(reading->paths[i], path) == 0 ||
            (field->array != NULL && strcmp(reading->paths[i], field->array) == 0))
            return true;
    return reading->all;
}

static void put_float_term(struct bv_text *out, const struct bv_own_field *field, const char *path,
                           unsigned number, const struct reading *reading)
{
    if (is_float(field->kind) && reads(reading, field, path))
        bv_text_format(out, "%s(bv_own_result)a%u", out->length > 0 ? " + " : "", number);
}

static void put_whole_term(struct bv_text *out, const struct bv_own_field *field, const char *path,
                           unsigned number, const struct reading *reading)
{
    if (!is_float(field->kind) && reads(reading, field, path))
        bv_text_format(out, "%s(bv_own_whole)%sa%u", out->length > 0 ? " + " : "",
                       field->kind == BV_LEAF_POINTER ? "(uintptr_t)" : "", number);
}

/* What bv_own_read_ID() yields, of parameters. */
static void put_spread_reading(struct bv_text *out, const struct bv_own_type *type,
                               const struct reading *reading)
{
    struct bv_text floats = {0}, wholes = {0};
    for_scalars(&floats, type, put_float_term, reading);
    for_scalars(&wholes, type, put_whole_term, reading);
    bv_text_format(out, "#define BV_OWN_SPREAD_%s (", reading->id);
    bv_text_put(out, floats.data == NULL ? "" : floats.data);
    if (wholes.length > 0)
        bv_text_format(out, "%s(bv_own_result)(", floats.length > 0 ? " + " : "");
    bv_text_put(out, wholes.data == NULL ? "" : wholes.data);
    bv_text_put(out, wholes.length > 0 ? "))\n" : floats.length > 0 ? ")\n" : "1)\n");
    out->failed |= floats.failed || wholes.failed;
    bv_text_finish(&floats);
    bv_text_finish(&wholes);
}

static void put_spread(struct bv_text *out, const struct bv_own_type *type,
                       const struct readings *all)
{
    bv_text_put(out, "#define BV_OWN_SPREAD_PARAMETERS ");
    for_scalars(out, type, put_parameter, NULL);
    bv_text_put(out, "\n#define BV_OWN_SPREAD_ARGUMENTS(P) ");
    for_scalars(out, type, put_argument, NULL);
    bv_text_put(out, "\n");
    for (size_t i = 0; i < all->count; i++)
        put_spread_reading(out, type, &all->items[i]);
}

/* What makes an object new: every scalar gets its contents. */
static void put_maker(struct bv_text *out, const struct bv_own_source *source)
{
    const struct bv_own_type *type = source->type;
    bv_text_put(out, "static inline void bv_own_make(bv_own *s, uint32_t seed)\n{\n");
    if (source->maker != NULL) {
        bv_text_put(out, "    (void)seed;\n    *s = bv_own_prototype.s;\n}\n");
        return;
    }
    bool overlaid = false; /* functions may read the other member */
    for (size_t i = 0; i < type->field_count; i++)
        overlaid = overlaid || type->fields[i].is_overlaid;
    if (overlaid)
        bv_text_put(out, "    memset((void *)s, 0, sizeof *s);\n");
    bv_text_put(out, "    (void)seed;\n");
    for (size_t i = 0; i < type->field_count; i++) {
        const struct bv_own_field *field = &type->fields[i];
        if (field->is_overlaid)
            continue;
        const char *element = "i";
        if (field->array != NULL) {
            bv_text_format(out, "    for (uint32_t i = 0; i < %" PRIu64 "; i++)\n        (&",
                           field->count);
            put_access(out, field);
            bv_text_put(out, ")[i] = ");
        } else {
            element = "0";
            bv_text_put(out, "    ");
            put_access(out, field);
            bv_text_put(out, " = ");
        }
        struct bv_text access = {0};
        put_access(&access, field);
        if (field->fill == 'i' || field->fill == 'f')
            bv_text_format(out, "(__typeof__(%s))(seed + %zu + %s);\n",
                           access.data == NULL ? "" : access.data, i + 1, element);
        else if (field->fill == 'b')
            bv_text_put(out, "seed % 2;\n");
        else if (field->is_bits)
            bv_text_put(out, "0;\n");
        else
            bv_text_format(out,
                           field->kind == BV_LEAF_INTEGER ? "(__typeof__(%s))0;\n" /* an enum */
                                                          : "(__typeof__(%s)){0};\n",
                           access.data == NULL ? "" : access.data);
        out->failed |= access.failed;
        bv_text_finish(&access);
    }
    bv_text_put(out, "}\n");
}

static void put_leaves(struct bv_text *out, const struct bv_own_type *type)
{
    bv_text_put(out, "static const struct bv_own_leaf bv_own_leaves[] = {\n");
    for (size_t i = 0; i < type->field_count; i++) {
        const struct bv_own_field *field = &type->fields[i];
        if (!field->is_overlaid)
            bv_text_format(out, "    {%" PRIu64 ", %" PRIu64 ", %" PRIu64 ", '%c'},\n",
                           field->offset_bytes, field->size_bytes, field->count, field->fill);
    }
    bv_text_put(out, "    {0, 0, 0, '0'}};\n");
}

static void put_construct(struct bv_text *out, const struct bv_own_source *source)
{
    const char *fill = "bv_own_fill(bv_own_leaves, sizeof bv_own_leaves / sizeof bv_own_leaves[0], "
                       "AT, sizeof(bv_own), SALT)";
    bool cxx = source->config->is_cxx;
    bv_text_put(out, "#define BV_OWN_CONSTRUCT(AT, SALT) ");
    if (source->maker != NULL)
        bv_text_put(out,
                    cxx ? "::new (AT) bv_own(bv_own_maker())" : "*(bv_own *)(AT) = bv_own_maker()");
    else
        bv_text_put(out, cxx && !source->type->is_plain ? "::new (AT) bv_own()" : fill);
    if (source->maker != NULL && source->type->is_plain)
        bv_text_put(out, "; memcpy((void *)&bv_own_prototype, (AT), sizeof(bv_own))");
    bv_text_put(out, "\n");
}

static void put_calls(struct bv_text *out, const struct bv_own_source *source)
{
    const struct bv_own_function *value = source->value, *pointer = source->pointer;
    bool scalar = strcmp(value->result, "bv_own") != 0,
         nothing = strcmp(value->result, "void") == 0;
    bool floats = strstr(value->result, "float") != NULL || strstr(value->result, "double") != NULL;
    bv_text_format(out,
                   "#define BV_OWN_CALLEES BV_OWN_C %s bv_own_value_call(bv_own%s) OWN_NOEXCEPT; "
                   "BV_OWN_C %s bv_own_pointer_call(const bv_own *%s) OWN_NOEXCEPT;\n"
                   "#define BV_OWN_MORE %s\n",
                   value->result, value->more, pointer->result, pointer->more, value->arguments);
    if (nothing)
        bv_text_put(out, "#define BV_OWN_BITS(CALL) ((void)(CALL), (uint64_t)1)\n");
    else if (!scalar)
        bv_text_put(out, "static inline uint64_t bv_own_bits(bv_own s)\n{\n"
                         "    bv_own_result result = bv_own_read_all(&s);\n    uint64_t bits = 0;\n"
                         "    memcpy(&bits, &result, sizeof result);\n    return bits;\n}\n"
                         "#define BV_OWN_BITS(CALL) bv_own_bits(CALL)\n");
    else if (floats)
        bv_text_format(out,
                       "static inline uint64_t bv_own_bits(%s result)\n{\n    uint64_t bits = 0;\n"
                       "    memcpy(&bits, &result, sizeof result < 8 ? sizeof result : 8);\n"
                       "    return bits;\n}\n#define BV_OWN_BITS(CALL) bv_own_bits(CALL)\n",
                       value->result);
    else
        bv_text_put(out, "#define BV_OWN_BITS(CALL) ((uint64_t)(CALL))\n");
}

static enum bv_status write_type(const struct bv_own_source *source, const struct readings *all,
                                 struct bv_error *err)
{
    struct bv_text out = {0};
    const struct bv_own_type *type = source->type;
    bv_text_put(&out, "#include \"own_rows.h\"\n#include <stdint.h>\n#include <string.h>\n");
    bv_own_type_preamble(source->config, &out);
    bv_text_format(&out, "typedef %s bv_own_result;\ntypedef %s bv_own_whole;\n", result_of(type),
                   whole_of(type));
    for (size_t i = 0; i < all->count; i++)
        put_reading(&out, source, &all->items[i]);
    if (can_spread(source))
        put_spread(&out, type, all);
    if (source->maker != NULL)
        bv_text_put(
            &out, source->config->is_cxx
                      ? "extern \"C\" bv_own bv_own_maker();\n"
                        "union bv_own_proto { bv_own s; char c; bv_own_proto() {} ~bv_own_proto() "
                        "{} };\nextern bv_own_proto bv_own_prototype;\n"
                      : "bv_own bv_own_maker(void);\nunion bv_own_proto { bv_own s; char c; };\n"
                        "extern union bv_own_proto bv_own_prototype;\n");
    if (type->is_plain)
        put_maker(&out, source);
    put_leaves(&out, type);
    put_construct(&out, source);
    if (source->value != NULL)
        put_calls(&out, source);
    return bv_own_write(source->config, "own_type.h", &out, err);
}

static void put_define(struct bv_text *out, const char *name, const char *value)
{
    bv_text_format(out, "#define BV_OWN_%s %s\n", name, value);
}

static void put_flags(struct bv_text *out, const struct bv_own_source *source)
{
    const struct bv_own_words *parts[] = {source->config->flags, &source->compiler->compile};
    bool first = true;
    bv_text_put(out, "#define BV_OWN_FLAGS \"");
    for (size_t p = 0; p < 2; p++)
        for (size_t i = 0; i < parts[p]->count; i++) {
            const char *word = parts[p]->items[i];
            if (word[0] != '-' || word[1] == 'I' || word[1] == 'D' || strchr(word, '/') != NULL)
                continue; /* what decides code, and no path of this machine */
            bv_text_put(out, first ? "" : " ");
            first = false;
            for (; *word != '\0'; word++)
                bv_text_format(out, *word == '"' || *word == '\\' ? "\\%c" : "%c", *word);
        }
    bv_text_put(out, "\"\n");
}

static enum bv_status write_rows(const struct bv_own_source *source, const struct reading *wanted,
                                 size_t wanted_count, struct bv_error *err)
{
    struct bv_text out = {0};
    char slug[48] = "";
    const struct bv_own_type *type = source->type;
    const char *main_id = wanted_count == 1 ? wanted[0].id : "one";
    bool call = source->value != NULL;
    bv_slug_add(slug, sizeof slug, type->name);
    bv_text_format(&out, "#define BV_OWN_SIZE %" PRIu64 "\n#define BV_OWN_KEYS \"type:%s%s\"\n",
                   type->size_bytes, slug[0] == '\0' ? "own" : slug, call ? "/of:functions" : "");
    bv_text_put(&out, "#define BV_OWN_READS(X)");
    for (size_t i = 0; i < wanted_count && !call; i++)
        bv_text_format(&out, " X(%s)", wanted[i].id);
    bv_text_put(&out, call ? " X(call)\n" : "\n");
    put_define(&out, "MAIN", main_id);
    put_define(&out, "USE", call ? "call" : main_id);
    put_define(&out, "CALL", call ? "1" : "0");
    put_define(&out, "TRAVEL", type->is_nontrivial ? "BV_TRAVEL_FREE" : "BV_TRAVEL_VALUE");
    put_define(&out, "PLACE",
               type->passing == BV_PASSING_REGISTERS || type->passing == BV_PASSING_NOTHING
                   ? "BV_PLACE_REGISTERS"
                   : "BV_PLACE_MEMORY");
    put_define(&out, "MORE_CALLS", type->is_nontrivial ? "\" ?\"" : "\"\"");
    put_define(&out, "FREE_CALLS", "\"bv_own_value_{reads} ?\"");
    put_define(&out, "SPREADS", can_spread(source) ? "1" : "0");
    put_define(&out, "PLAIN", type->is_plain ? "1" : "0");
    put_define(&out, "BLANK", type->is_blank ? "1" : "0");
    put_define(&out, "COPIES", type->copies ? "1" : "0");
    put_define(&out, "MOVES", type->moves && type->is_nontrivial && !call ? "1" : "0");
    put_define(&out, "MADE", source->maker != NULL ? "1" : "0");
    put_define(&out, "CXX", source->config->is_cxx && !call ? "1" : "0");
    put_define(&out, "HEAP", type->align_bytes <= 16 ? "1" : "0"); /* what allocators align to */
    bv_text_format(&out, "#define BV_OWN_ALIGN %u\n#define BV_OWN_COMPILER \"%s\"\n",
                   type->align_bytes, source->compiler->name);
    put_flags(&out, source);
    return bv_own_write(source->config, "own_rows.h", &out, err);
}

/* A name that C takes, from a list of paths. */
static void make_id(const char *words, char *id, size_t bytes)
{
    size_t n = 0;
    for (; *words != '\0' && n + 5 < bytes; words++) {
        if (*words == ',')
            n += (size_t)snprintf(id + n, bytes - n, "_and_");
        else if (isalnum((unsigned char)*words))
            id[n++] = *words;
        else if (n > 0 && id[n - 1] != '_' && words[1] != '\0')
            id[n++] = '_';
    }
    id[n] = '\0';
}

static enum bv_status read_paths(const struct bv_own_source *source, const char *words,
                                 struct reading *out, struct bv_error *err)
{
    char path[256];
    snprintf(out->id, sizeof out->id, "field_");
    make_id(words, out->id + (isdigit((unsigned char)words[0]) ? 6 : 0), sizeof out->id - 6);
    for (const char *at = words; *at != '\0';) {
        size_t length = strcspn(at, ",");
        snprintf(path, sizeof path, "%.*s", (int)length, at);
        at += length + (at[length] == ',');
        const struct bv_own_field *field = find_field(source->type, path);
        if (field == NULL || path[0] == '\0') {
            char known[400] = "";
            for (size_t i = 0; i < source->type->field_count && strlen(known) < 300; i++) {
                const struct bv_own_field *its = &source->type->fields[i];
                snprintf(known + strlen(known), sizeof known - strlen(known), " %.60s",
                         its->array == NULL ? its->path : its->array);
            }
            return bv_fail(err, BV_E_USAGE,
                           "--reads %.100s: '%.100s' is no scalar of '%.60s'; it has:%s", words,
                           path, source->config->type, known);
        }
        if (out->path_count == PATHS_MAX)
            return bv_fail(err, BV_E_USAGE, "--reads: names more than %d scalars; all reads all",
                           PATHS_MAX);
        out->paths[out->path_count] = strdup(path);
        if (out->paths[out->path_count] == NULL)
            return bv_no_memory(err);
        out->path_count++;
    }
    return BV_OK;
}

/* The scalar in the middle, as byval's own classes read one; where unions leave fewer fields than
 * scalars, the last of them. "": there is none. */
static void middle_of(const struct bv_own_type *type, char *path, size_t bytes)
{
    uint64_t middle = type->scalar_count / 2, seen = 0;
    path[0] = '\0';
    for (size_t i = 0; i < type->field_count; i++) {
        const struct bv_own_field *field = &type->fields[i];
        if (field->is_overlaid)
            continue;
        uint64_t at = middle - seen < field->count ? middle - seen : field->count - 1;
        if (field->array == NULL)
            snprintf(path, bytes, "%s", field->path);
        else
            snprintf(path, bytes, "%s[%" PRIu64 "]", field->array, at);
        if (middle < seen + field->count)
            return;
        seen += field->count;
    }
}

static enum bv_status add_reading(struct readings *to, const char *id, const char *path, bool all,
                                  struct bv_error *err)
{
    struct reading *reading = &to->items[to->count++];
    snprintf(reading->id, sizeof reading->id, "%s", id);
    reading->all = all;
    if (path == NULL)
        return BV_OK;
    reading->paths[0] = strdup(path);
    reading->path_count = reading->paths[0] != NULL;
    return reading->path_count == 0 ? bv_no_memory(err) : BV_OK;
}

static void finish_readings(struct readings *all)
{
    for (size_t i = 0; i < all->count; i++) {
        for (size_t k = 0; k < all->items[i].path_count; k++)
            free(all->items[i].paths[k]);
    }
}

enum bv_status bv_own_source_write(const struct bv_own_source *source, struct bv_error *err)
{
    struct readings all = {.count = 0};
    char middle[256];
    const char *asked = source->config->reads;
    size_t first = 0, count = 3; /* of those that are wanted */
    middle_of(source->type, middle, sizeof middle);
    bool empty = find_field(source->type, middle) == NULL;
    enum bv_status status = add_reading(&all, "none", NULL, false, err);
    if (status == BV_OK)
        status = add_reading(&all, "one", empty ? NULL : middle, false, err);
    if (status == BV_OK)
        status = add_reading(&all, "all", NULL, true, err);
    for (size_t i = 0; i < 3 && asked != NULL; i++)
        if (strcmp(asked, all.items[i].id) == 0) {
            first = i;
            count = 1;
            asked = NULL;
        }
    if (asked != NULL && status == BV_OK) {
        first = all.count++;
        count = 1;
        status = read_paths(source, asked, &all.items[first], err);
    }
    if (status == BV_OK)
        status = write_rows(source, &all.items[first], count, err);
    if (status == BV_OK)
        status = write_type(source, &all, err);
    finish_readings(&all);
    return status;
}
