/* SPDX-License-Identifier: Apache-2.0 */
/* own_type.c: a probe that names the type, compiled with debug information, and read. */
#include "harness/kernels/own/own_type.h"

#include <assert.h>
#include <dwarf.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/memory.h"
#include "lib/dwarf/alignment.h"
#include "lib/dwarf/dwarf_file.h"
#include "lib/dwarf/leaf.h"
#include "lib/dwarf/type.h"

/* What C++ alone can say of a type; each answer is the size of an array, less one. */
static const char traits[] =
    "#include <type_traits>\n"
    "template <class T, unsigned long = sizeof(T)> constexpr unsigned bv_copies(int)\n"
    "{ return std::is_copy_constructible<T>::value; }\n"
    "template <class T> constexpr unsigned bv_copies(...) { return 0; }\n"
    "template <class T, unsigned long = sizeof(T)> constexpr unsigned bv_moves(int)\n"
    "{ return std::is_move_constructible<T>::value; }\n"
    "template <class T> constexpr unsigned bv_moves(...) { return 0; }\n"
    "template <class T, unsigned long = sizeof(T)> constexpr unsigned bv_plain(int)\n"
    "{ return std::is_trivially_destructible<T>::value &&\n"
    "  std::is_trivially_copy_constructible<T>::value; }\n"
    "template <class T> constexpr unsigned bv_plain(...) { return 0; }\n"
    "template <class T, unsigned long = sizeof(T)> constexpr unsigned bv_default(int)\n"
    "{ return std::is_default_constructible<T>::value; }\n"
    "template <class T> constexpr unsigned bv_default(...) { return 0; }\n"
    "template <class T, unsigned long = sizeof(T)> constexpr unsigned bv_blank(int)\n"
    "{ return std::is_trivially_default_constructible<T>::value; }\n"
    "template <class T> constexpr unsigned bv_blank(...) { return 0; }\n"
    "char bv_own_blank[1 + bv_blank<bv_own>(0)];\n"
    "char bv_own_copies[1 + bv_copies<bv_own>(0)];\n"
    "char bv_own_moves[1 + bv_moves<bv_own>(0)];\n"
    "char bv_own_plain[1 + bv_plain<bv_own>(0)];\n"
    "char bv_own_default[1 + bv_default<bv_own>(0)];\n";

enum bv_status bv_own_write(const struct bv_own_config *config, const char *name,
                            struct bv_text *text, struct bv_error *err)
{
    char path[PATH_MAX];
    enum bv_status status = BV_OK;
    snprintf(path, sizeof path, "%s/%s", config->folder, name);
    FILE *file = text->failed ? NULL : fopen(path, "w");
    if (text->failed)
        status = bv_no_memory(err);
    else if (file == NULL || fwrite(text->data, 1, text->length, file) != text->length)
        status = bv_fail(err, BV_E_IO, "%s: %s", path, strerror(errno));
    if (file != NULL && fclose(file) != 0 && status == BV_OK)
        status = bv_fail(err, BV_E_IO, "%s: %s", path, strerror(errno));
    bv_text_finish(text);
    return status;
}

void bv_own_type_preamble(const struct bv_own_config *config, struct bv_text *out)
{
    bv_text_put(out, "#line 1 \"the type that was given\"\ntypedef ");
    bv_text_put(out, config->type);
    bv_text_put(out, " bv_own;\n#line 1 \"what byval made of it\"\n");
}

static enum bv_status compile_probe(const struct bv_own_config *config,
                                    const struct bv_own_compiler *compiler, const char *object,
                                    struct bv_error *err)
{
    char source[PATH_MAX];
    struct bv_text text = {0};
    const char *const gcc[] = {"-g", "-w", "-fno-eliminate-unused-debug-types", NULL};
    const char *const clang[] = {"-g", "-w", "-fstandalone-debug", NULL};
    bv_own_type_preamble(config, &text);
    bv_text_put(&text, "bv_own *bv_own_probe;\n");
    if (config->is_cxx)
        bv_text_put(&text, traits);
    enum bv_status status = bv_own_write(config, "probe", &text, err);
    snprintf(source, sizeof source, "%s/probe", config->folder);
    if (status == BV_OK)
        status = bv_own_compile(config, compiler, config->is_cxx ? "c++" : "c", source, object,
                                compiler->is_clang ? clang : gcc, err);
    if (status == BV_E_INPUT) { /* whose words it is about, and not where it stood */
        struct bv_error words = *err;
        const char *first = strchr(words.text, '\n');
        status = bv_fail(err, BV_E_INPUT, "'%.100s' does not compile; %.100s says:%s", config->type,
                         config->compiler, first == NULL ? "" : first);
    }
    return status;
}

/* One more than a trait says. */
static bool trait(struct bv_dwarf_file *file, const char *name)
{
    Dwarf_Die variable, type;
    uint64_t bytes;
    return bv_dwarf_file_find(file, DW_TAG_variable, name, &variable) &&
           bv_type_of(&variable, &type) && bv_type_size(&type, &bytes) && bytes == 2;
}

struct gathering {
    struct bv_own_type *type;
    uint64_t end_bytes; /* of what was seen */
    bool failed;
};

/* "v" of "v[2]", where the index is this one; 0: it is none. */
static size_t array_length(const char *path, uint64_t index)
{
    char words[24];
    size_t length = strlen(path);
    int n = snprintf(words, sizeof words, "[%llu]", (unsigned long long)index);
    return length > (size_t)n && strcmp(path + length - (size_t)n, words) == 0 ? length - (size_t)n
                                                                               : 0;
}

/* Whether a leaf goes on with the row of the last field. */
static bool continues(const struct bv_own_field *last, const struct bv_leaf *leaf)
{
    size_t stem = array_length(last->path, 0);
    return stem > 0 && !leaf->is_bits && last->kind == leaf->kind &&
           last->size_bytes == leaf->size_bytes &&
           leaf->offset_bytes == last->offset_bytes + last->count * last->size_bytes &&
           array_length(leaf->path, last->count) == stem &&
           strncmp(last->path, leaf->path, stem) == 0;
}

static char fill_of(const struct bv_leaf *leaf)
{
    Dwarf_Die type = leaf->type;
    Dwarf_Attribute attribute;
    Dwarf_Word encoding = 0;
    if (leaf->is_bits)
        return '0';
    if (leaf->kind == BV_LEAF_FLOAT || leaf->kind == BV_LEAF_X87)
        return 'f';
    if (leaf->kind != BV_LEAF_INTEGER || dwarf_tag(&type) != DW_TAG_base_type)
        return '0';
    if (dwarf_attr(&type, DW_AT_encoding, &attribute) != NULL)
        dwarf_formudata(&attribute, &encoding);
    return encoding == DW_ATE_boolean ? 'b' : 'i';
}

static bool gather(const struct bv_leaf *leaf, void *user)
{
    struct gathering *of = user;
    struct bv_own_type *type = of->type;
    struct bv_own_field *last = type->field_count > 0 ? &type->fields[type->field_count - 1] : NULL;
    type->has_pointers = type->has_pointers || leaf->kind == BV_LEAF_POINTER;
    bool overlaid = (leaf->offset_bytes < of->end_bytes && !leaf->is_bits) ||
                    (leaf->is_in_union && !type->is_plain); /* whose bytes a copy may leave out */
    if (!overlaid)
        type->scalar_count++;
    if (last != NULL && continues(last, leaf)) {
        if (last->array == NULL)
            last->array = strndup(last->path, array_length(last->path, 0));
        of->failed = last->array == NULL;
        last->count++;
    } else if (last == NULL || strcmp(last->path, leaf->path) != 0) { /* complex: read once */
        if ((type->field_count & (type->field_count - 1)) == 0) {
            size_t room = type->field_count == 0 ? 1 : 2 * type->field_count;
            struct bv_own_field *grown = realloc(type->fields, room * sizeof *grown);
            if (grown == NULL)
                return !(of->failed = true);
            type->fields = grown;
        }
        assert(type->fields != NULL);
        type->fields[type->field_count] = (struct bv_own_field){
            .path = strdup(leaf->path),
            .offset_bytes = leaf->offset_bytes,
            .size_bytes = leaf->size_bytes,
            .count = 1,
            .kind = leaf->kind,
            .fill = fill_of(leaf),
            .is_overlaid = overlaid,
            .is_nameless = leaf->is_inherited || (leaf->is_const && !leaf->is_bits),
            .is_bits = leaf->is_bits,
        };
        of->failed = type->fields[type->field_count++].path == NULL;
    }
    uint64_t end = leaf->offset_bytes + leaf->size_bytes;
    of->end_bytes = end > of->end_bytes ? end : of->end_bytes;
    return !of->failed;
}

static enum bv_status refuse(const struct bv_own_config *config, Dwarf_Die *die, uint64_t bytes,
                             bool sized, struct bv_error *err)
{
    int tag = dwarf_tag(die);
    Dwarf_Attribute attribute;
    const char *type = config->type;
    if (dwarf_attr(die, DW_AT_declaration, &attribute) != NULL)
        return bv_fail(err, BV_E_REFUSED,
                       "'%.200s' is incomplete: nothing says what is in it; --include the header "
                       "that defines it",
                       type);
    if (tag == DW_TAG_array_type || tag == DW_TAG_subroutine_type)
        return bv_fail(err, BV_E_REFUSED,
                       "'%.200s' is %s, which C passes by its address alone; put it into a struct",
                       type, tag == DW_TAG_array_type ? "an array" : "a function");
    if (bv_type_is_flexible(die))
        return bv_fail(err, BV_E_REFUSED,
                       "'%.200s' ends in a flexible array, which no copy takes along: it can only "
                       "be passed by pointer",
                       type);
    if (!sized)
        return bv_fail(err, BV_E_REFUSED, "'%.200s': its size is not known", type);
    if (bytes == 0)
        return bv_fail(err, BV_E_REFUSED, "'%.200s' has size 0: there is nothing to pass", type);
    if (bytes > BV_OWN_BYTES_MAX)
        return bv_fail(err, BV_E_REFUSED,
                       "'%.200s' has %llu bytes: more than a stack holds several copies of (%d at "
                       "most); pass its address",
                       type, (unsigned long long)bytes, BV_OWN_BYTES_MAX);
    return BV_OK;
}

static enum bv_status read_type(const struct bv_own_config *config, Dwarf_Die *die,
                                struct bv_own_type *out, struct bv_error *err)
{
    bool sized = bv_type_size(die, &out->size_bytes);
    enum bv_status status = refuse(config, die, out->size_bytes, sized, err);
    if (status != BV_OK)
        return status;
    struct gathering of = {.type = out};
    out->align_bytes = bv_type_align(die);
    if (!bv_type_leaves(die, gather, &of))
        return of.failed ? bv_no_memory(err)
                         : bv_fail(err, BV_E_REFUSED,
                                   "'%.200s' has more than 100,000 scalars, or some of unknown "
                                   "place; pass its address",
                                   config->type);
    const char *name = bv_type_name(die);
    bool named = name != NULL && strcmp(name, "bv_own") != 0;
    snprintf(out->name, sizeof out->name, "%.159s", named ? name : config->type);
#ifdef __x86_64__
    enum bv_abi abi = BV_ABI_X86_64;
#else
    enum bv_abi abi = BV_ABI_AARCH64;
#endif
    struct bv_passing_call call = bv_passing_begin(abi, NULL, NULL);
    out->passing = bv_passing_argument(&call, die);
    bv_passing_begin(abi, die, &out->returned);
    out->is_nontrivial = !out->is_plain;
    return BV_OK;
}

enum bv_status bv_own_type_find(const struct bv_own_config *config,
                                const struct bv_own_compiler *compiler, struct bv_own_type *out,
                                struct bv_error *err)
{
    char object[PATH_MAX];
    struct bv_dwarf_file *file = NULL;
    Dwarf_Die probe, pointer, type;
    memset(out, 0, sizeof *out);
    snprintf(object, sizeof object, "%s/probe.o", config->folder);
    enum bv_status status = compile_probe(config, compiler, object, err);
    if (status == BV_OK)
        status = bv_dwarf_file_open(object, &file, err);
    if (status != BV_OK)
        return status;
    if (!bv_dwarf_file_find(file, DW_TAG_variable, "bv_own_probe", &probe) ||
        !bv_type_of(&probe, &pointer) || !bv_type_strip(&pointer, &pointer) ||
        !bv_type_of(&pointer, &type) || !bv_type_strip(&type, &type))
        status =
            bv_fail(err, BV_E_REFUSED, "'%.200s' is void: there is nothing to pass", config->type);
    out->copies = !config->is_cxx || trait(file, "bv_own_copies");
    out->moves = config->is_cxx && trait(file, "bv_own_moves");
    out->is_plain = !config->is_cxx || trait(file, "bv_own_plain");
    out->has_default = !config->is_cxx || trait(file, "bv_own_default");
    out->is_blank = !config->is_cxx || trait(file, "bv_own_blank");
    if (status == BV_OK)
        status = read_type(config, &type, out, err);
    bv_dwarf_file_close(file);
    if (status != BV_OK)
        bv_own_type_finish(out);
    return status;
}

void bv_own_type_finish(struct bv_own_type *type)
{
    for (size_t i = 0; i < type->field_count; i++) {
        free(type->fields[i].path);
        free(type->fields[i].array);
    }
    free(type->fields);
    memset(type, 0, sizeof *type);
}
