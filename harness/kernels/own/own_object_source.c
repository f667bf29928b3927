/* SPDX-License-Identifier: Apache-2.0 */
/* own_object_source.c: see own_object_source.h. */
#include "harness/kernels/own/own_object_source.h"

#include <inttypes.h>
#include <string.h>

#include "harness/kernels/own/own_read_source.h"
#include "harness/kernels/own/own_source.h"

void bv_own_object_put_maker(struct bv_text *out, const struct bv_own_source *source)
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
            bv_own_read_put_access(out, field);
            bv_text_put(out, ")[i] = ");
        } else {
            element = "0";
            bv_text_put(out, "    ");
            bv_own_read_put_access(out, field);
            bv_text_put(out, " = ");
        }
        struct bv_text access = {0};
        bv_own_read_put_access(&access, field);
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

void bv_own_object_put_leaves(struct bv_text *out, const struct bv_own_type *type)
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

void bv_own_object_put_construct(struct bv_text *out, const struct bv_own_source *source)
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
