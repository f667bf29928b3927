/* SPDX-License-Identifier: Apache-2.0 */
/* own_read_source.c: see own_read_source.h. */
#include "harness/kernels/own/own_read_source.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "harness/kernels/own/own_readings.h"
#include "harness/kernels/own/own_source.h"
#include "lib/dwarf/leaf.h"

bool bv_own_leaf_is_float(enum bv_leaf_kind kind)
{
    return kind == BV_LEAF_FLOAT || kind == BV_LEAF_X87;
}

const char *bv_own_read_result(const struct bv_own_type *type)
{
    bool any = false, only_short = true;
    for (size_t i = 0; i < type->field_count; i++) {
        const struct bv_own_field *field = &type->fields[i];
        bool floats = bv_own_leaf_is_float(field->kind) || field->kind == BV_LEAF_VECTOR;
        any = any || floats;
        only_short = only_short && floats && field->size_bytes <= 4;
    }
    return !any ? "uint64_t" : only_short ? "float" : "double";
}

const char *bv_own_read_whole(const struct bv_own_type *type)
{
    for (size_t i = 0; i < type->field_count; i++)
        if (!bv_own_leaf_is_float(type->fields[i].kind) && type->fields[i].size_bytes > 4)
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
    bool floats = bv_own_leaf_is_float(field->kind) || field->kind == BV_LEAF_VECTOR;
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
    bool floats = bv_own_leaf_is_float(field->kind);
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

void bv_own_read_put_access(struct bv_text *out, const struct bv_own_field *field)
{
    if (field->is_nameless)
        bv_text_format(out, "(*(%s __attribute__((__may_alias__)) *)((char *)s + %" PRIu64 "))",
                       type_of(field), field->offset_bytes);
    else
        bv_text_format(out, field->path[0] == '\0' ? "(*s)" : "s->%s", field->path);
}

/* What a field adds, all of its elements. */
static void put_field(struct bv_text *out, const struct bv_own_field *field, struct sums *sums)
{
    struct bv_text access = {0};
    if (field->array == NULL) {
        bv_own_read_put_access(&access, field);
        put_addition(out, field, access.data == NULL ? "" : access.data, sums);
    } else {
        bool first = bv_own_leaf_is_float(field->kind) || field->kind == BV_LEAF_VECTOR
                         ? !sums->floats
                         : !sums->wholes;
        bv_own_read_put_access(&access, field);
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

void bv_own_read_put(struct bv_text *out, const struct bv_own_source *source,
                     const struct bv_own_reading *reading)
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
        const struct bv_own_field *field = bv_own_readings_field(type, reading->paths[i]);
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
