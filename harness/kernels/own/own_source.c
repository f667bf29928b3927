/* SPDX-License-Identifier: Apache-2.0 */
/* own_source.c: a type in macros. */
#include "harness/kernels/own/own_source.h"

#include <inttypes.h>
#include <string.h>

#include "harness/kernels/own/own_object_source.h"
#include "harness/kernels/own/own_read_source.h"
#include "harness/kernels/own/own_readings.h"
#include "harness/kernels/own/own_spread_source.h"
#include "lib/base/slug.h"

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

static enum bv_status write_type(const struct bv_own_source *source,
                                 const struct bv_own_readings *all, struct bv_error *err)
{
    struct bv_text out = {0};
    const struct bv_own_type *type = source->type;
    bv_text_put(&out, "#include \"own_rows.h\"\n#include <stdint.h>\n#include <string.h>\n");
    bv_own_type_preamble(source->config, &out);
    bv_text_format(&out, "typedef %s bv_own_result;\ntypedef %s bv_own_whole;\n",
                   bv_own_read_result(type), bv_own_read_whole(type));
    for (size_t i = 0; i < all->count; i++)
        bv_own_read_put(&out, source, &all->items[i]);
    if (bv_own_spread_can(source))
        bv_own_spread_put(&out, type, all);
    if (source->maker != NULL)
        bv_text_put(
            &out, source->config->is_cxx
                      ? "extern \"C\" bv_own bv_own_maker();\n"
                        "union bv_own_proto { bv_own s; char c; bv_own_proto() {} ~bv_own_proto() "
                        "{} };\nextern bv_own_proto bv_own_prototype;\n"
                      : "bv_own bv_own_maker(void);\nunion bv_own_proto { bv_own s; char c; };\n"
                        "extern union bv_own_proto bv_own_prototype;\n");
    if (type->is_plain)
        bv_own_object_put_maker(&out, source);
    bv_own_object_put_leaves(&out, type);
    bv_own_object_put_construct(&out, source);
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

static enum bv_status write_rows(const struct bv_own_source *source,
                                 const struct bv_own_reading *wanted, size_t wanted_count,
                                 struct bv_error *err)
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
    put_define(&out, "SPREADS", bv_own_spread_can(source) ? "1" : "0");
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

enum bv_status bv_own_source_write(const struct bv_own_source *source, struct bv_error *err)
{
    struct bv_own_readings all = {.count = 0};
    char middle[256];
    const char *asked = source->config->reads;
    size_t first = 0, count = 3; /* of those that are wanted */
    bv_own_readings_middle(source->type, middle, sizeof middle);
    bool empty = bv_own_readings_field(source->type, middle) == NULL;
    enum bv_status status = bv_own_readings_add(&all, "none", NULL, false, err);
    if (status == BV_OK)
        status = bv_own_readings_add(&all, "one", empty ? NULL : middle, false, err);
    if (status == BV_OK)
        status = bv_own_readings_add(&all, "all", NULL, true, err);
    for (size_t i = 0; i < 3 && asked != NULL; i++)
        if (strcmp(asked, all.items[i].id) == 0) {
            first = i;
            count = 1;
            asked = NULL;
        }
    if (asked != NULL && status == BV_OK) {
        first = all.count++;
        count = 1;
        status = bv_own_readings_parse(source, asked, &all.items[first], err);
    }
    if (status == BV_OK)
        status = write_rows(source, &all.items[first], count, err);
    if (status == BV_OK)
        status = write_type(source, &all, err);
    bv_own_readings_finish(&all);
    return status;
}
