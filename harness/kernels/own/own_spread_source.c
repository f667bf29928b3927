/* SPDX-License-Identifier: Apache-2.0 */
/* own_spread_source.c: see own_spread_source.h. */
#include "harness/kernels/own/own_spread_source.h"

#include <inttypes.h>
#include <string.h>

#include "harness/kernels/own/own_read_source.h"
#include "harness/kernels/own/own_readings.h"
#include "harness/kernels/own/own_source.h"
#include "lib/dwarf/leaf.h"

bool bv_own_spread_can(const struct bv_own_source *source)
{
    const struct bv_own_type *type = source->type;
    bool can = type->scalar_count <= BV_OWN_SCALARS_MAX && type->scalar_count > 0 &&
               !type->is_nontrivial && source->value == NULL;
    for (size_t i = 0; i < type->field_count && can; i++)
        can = !type->fields[i].is_bits && !type->fields[i].is_nameless &&
              type->fields[i].kind != BV_LEAF_X87 && type->fields[i].kind != BV_LEAF_VECTOR &&
              type->fields[i].kind != BV_LEAF_OTHER && type->fields[i].path[0] != '\0';
    return can;
}

/* Call a function for each scalar on its own; rows are short here. */
typedef void scalar_fn(struct bv_text *out, const struct bv_own_field *field, const char *path,
                       unsigned number, const struct bv_own_reading *reading);

static void for_scalars(struct bv_text *out, const struct bv_own_type *type, scalar_fn *fn,
                        const struct bv_own_reading *reading)
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
                          unsigned number, const struct bv_own_reading *reading)
{
    (void)field, (void)reading;
    bv_text_format(out, "%s__typeof__(((bv_own *)0)->%s) a%u", number > 0 ? ", " : "", path,
                   number);
}

static void put_argument(struct bv_text *out, const struct bv_own_field *field, const char *path,
                         unsigned number, const struct bv_own_reading *reading)
{
    (void)field, (void)reading;
    bv_text_format(out, "%s(P)->%s", number > 0 ? ", " : "", path);
}

static bool reads(const struct bv_own_reading *reading, const struct bv_own_field *field,
                  const char *path)
{
    for (size_t i = 0; i < reading->path_count; i++)
        if (strcmp(reading->paths[i], path) == 0 ||
            (field->array != NULL && strcmp(reading->paths[i], field->array) == 0))
            return true;
    return reading->all;
}

static void put_float_term(struct bv_text *out, const struct bv_own_field *field, const char *path,
                           unsigned number, const struct bv_own_reading *reading)
{
    if (bv_own_leaf_is_float(field->kind) && reads(reading, field, path))
        bv_text_format(out, "%s(bv_own_result)a%u", out->length > 0 ? " + " : "", number);
}

static void put_whole_term(struct bv_text *out, const struct bv_own_field *field, const char *path,
                           unsigned number, const struct bv_own_reading *reading)
{
    if (!bv_own_leaf_is_float(field->kind) && reads(reading, field, path))
        bv_text_format(out, "%s(bv_own_whole)%sa%u", out->length > 0 ? " + " : "",
                       field->kind == BV_LEAF_POINTER ? "(uintptr_t)" : "", number);
}

/* What bv_own_read_ID() yields, of parameters. */
static void put_spread_reading(struct bv_text *out, const struct bv_own_type *type,
                               const struct bv_own_reading *reading)
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

void bv_own_spread_put(struct bv_text *out, const struct bv_own_type *type,
                       const struct bv_own_readings *all)
{
    bv_text_put(out, "#define BV_OWN_SPREAD_PARAMETERS ");
    for_scalars(out, type, put_parameter, NULL);
    bv_text_put(out, "\n#define BV_OWN_SPREAD_ARGUMENTS(P) ");
    for_scalars(out, type, put_argument, NULL);
    bv_text_put(out, "\n");
    for (size_t i = 0; i < all->count; i++)
        put_spread_reading(out, type, &all->items[i]);
}
