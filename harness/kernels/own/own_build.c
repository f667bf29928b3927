/* SPDX-License-Identifier: Apache-2.0 */
/* own_build.c: the steps of the build, one after the other. */
#include "harness/kernels/own/own_build.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/kernels/own/own_source.h"

struct steps {
    const struct bv_own_config *config;
    struct bv_own_compiler compiler;
    struct bv_own_function value, pointer, maker;
    struct bv_own_words objects; /* of the user */
    struct bv_own_words all;     /* that are linked */
};

/* Compile the user's files, with debug information, which changes no code. */
static enum bv_status compile_sources(struct steps *s, struct bv_error *err)
{
    char object[PATH_MAX];
    static const char *const extra[] = {"-g", NULL};
    struct bv_own_config plain = *s->config;
    plain.include_count = 0; /* they include what they need */
    enum bv_status status = BV_OK;
    for (size_t i = 0; i < s->config->source_count && status == BV_OK; i++) {
        snprintf(object, sizeof object, "%s/user-%zu.o", s->config->folder, i);
        char source[PATH_MAX];
        const char *path = realpath(s->config->sources[i], source);
        if (path == NULL)
            return bv_fail(err, BV_E_USAGE, "--from %.300s: there is no such file",
                           s->config->sources[i]);
        status = bv_own_compile(&plain, &s->compiler, NULL, path, object, extra, err);
        if (status == BV_OK)
            status = bv_own_words_add(&s->objects, object, err);
    }
    return status;
}

static enum bv_status find_functions(struct steps *s, const struct bv_own_type *type,
                                     struct bv_error *err)
{
    const struct bv_own_config *c = s->config;
    enum bv_status status = BV_OK;
    if (c->value != NULL)
        status = bv_own_function_find(c, type, "--value", c->value, s->objects.items,
                                      s->objects.count, BV_OWN_HAND_VALUE, &s->value, err);
    if (status == BV_OK && c->pointer != NULL)
        status = bv_own_function_find(c, type, "--pointer", c->pointer, s->objects.items,
                                      s->objects.count, BV_OWN_HAND_POINTER, &s->pointer, err);
    if (status == BV_OK && c->maker != NULL)
        status = bv_own_function_find(c, type, "--make", c->maker, s->objects.items,
                                      s->objects.count, BV_OWN_HAND_NOTHING, &s->maker, err);
    if (status != BV_OK)
        return status;
    if (c->value != NULL && (strcmp(s->value.result, s->pointer.result) != 0 ||
                             strcmp(s->value.more, s->pointer.more) != 0))
        return bv_fail(err, BV_E_USAGE,
                       "--value %s and --pointer %s are not alike: %s (T%s) and %s (const T *%s)",
                       c->value, c->pointer, s->value.result, s->value.more, s->pointer.result,
                       s->pointer.more);
    if (c->value != NULL && strcmp(s->value.symbol, s->pointer.symbol) == 0)
        return bv_fail(err, BV_E_USAGE, "--value and --pointer name the same function");
    if (c->maker != NULL && (strcmp(s->maker.result, "bv_own") != 0 || s->maker.more[0] != '\0'))
        return bv_fail(err, BV_E_USAGE,
                       "--make %s: must be a function that takes nothing and "
                       "returns '%.100s'",
                       c->maker, c->type);
    return BV_OK;
}

/* In the user's objects the functions get the names by which kernels call them; and what would run
 * when the library is loaded waits until an object is asked for. */
static enum bv_status rename_symbols(struct steps *s, struct bv_error *err)
{
    char value[PATH_MAX], pointer[PATH_MAX], maker[PATH_MAX];
    enum bv_status status = BV_OK;
    snprintf(value, sizeof value, "%s=bv_own_value_call",
             s->value.symbol == NULL ? "bv_own_none" : s->value.symbol);
    snprintf(pointer, sizeof pointer, "%s=bv_own_pointer_call",
             s->pointer.symbol == NULL ? "bv_own_none2" : s->pointer.symbol);
    snprintf(maker, sizeof maker, "%s=bv_own_maker",
             s->maker.symbol == NULL ? "bv_own_none3" : s->maker.symbol);
    for (size_t i = 0; i < s->objects.count && status == BV_OK; i++) {
        char *argv[] = {(char *)"objcopy",
                        (char *)"--redefine-sym",
                        value,
                        (char *)"--redefine-sym",
                        pointer,
                        (char *)"--redefine-sym",
                        maker,
                        (char *)"--strip-debug",
                        (char *)"--rename-section",
                        (char *)".init_array=bv_init_array",
                        (char *)"--rename-section",
                        (char *)".fini_array=bv_fini_array",
                        s->objects.items[i],
                        NULL};
        status = bv_own_run(s->config, argv, "objcopy says:", err);
    }
    return status;
}

static enum bv_status compile_kernels(struct steps *s, struct bv_error *err)
{
    static const struct {
        const char *name;
        bool in_c; /* whatever the type's language */
    } files[] = {{"own_callee", false},
                 {"own_callee_even", false},
                 {"own_kernels", false},
                 {"own_catalogue", true}};
    char source[PATH_MAX], object[PATH_MAX], kit[PATH_MAX], folder[PATH_MAX];
    snprintf(kit, sizeof kit, "-I%s", s->config->kit);
    snprintf(folder, sizeof folder, "-I%s", s->config->folder);
    const char *const extra[] = {
        "-w", "-D_GNU_SOURCE", kit, folder, s->config->is_cxx ? "-fno-access-control" : NULL, NULL};
    const char *const extra_c[] = {"-w", "-D_GNU_SOURCE", kit, folder, NULL};
    enum bv_status status = BV_OK;
    for (size_t i = 0; i < sizeof files / sizeof files[0] && status == BV_OK; i++) {
        bool in_c = files[i].in_c || !s->config->is_cxx;
        struct bv_own_config plain = *s->config;
        struct bv_own_words none = {0};
        if (files[i].in_c)
            plain.include_count = 0;
        if (files[i].in_c && s->config->is_cxx)
            plain.flags = &none; /* -std=c++20 is none of C's */
        snprintf(source, sizeof source, "%s/benchmarks/own/%s.c", s->config->kit, files[i].name);
        snprintf(object, sizeof object, "%s/%s.o", s->config->folder, files[i].name);
        status = bv_own_compile(&plain, &s->compiler, in_c ? "c" : "c++", source, object,
                                in_c ? extra_c : extra, err);
        char *argv[] = {(char *)"objcopy",
                        (char *)"--rename-section",
                        (char *)".init_array=bv_init_array",
                        (char *)"--rename-section",
                        (char *)".fini_array=bv_fini_array",
                        object,
                        NULL};
        if (status == BV_OK) /* headers, too, have globals */
            status = bv_own_run(s->config, argv, "objcopy says:", err);
        if (status == BV_OK)
            status = bv_own_words_add(&s->all, object, err);
    }
    return status;
}

static enum bv_status link_kernels(struct steps *s, struct bv_error *err)
{
    struct bv_own_words words = {0};
    char library[PATH_MAX], archive[PATH_MAX];
    snprintf(library, sizeof library, "%s/kernels.so", s->config->folder);
    snprintf(archive, sizeof archive, "%s/libown.a", s->config->kit);
    const char *const head[] = {s->config->compiler, "-shared", "-o", library};
    const struct bv_own_words *const parts[] = {&s->compiler.link, &s->all, &s->objects};
    enum bv_status status = BV_OK;
    for (size_t i = 0; i < 4 && status == BV_OK; i++)
        status = bv_own_words_add(&words, head[i], err);
    for (size_t p = 0; p < 3; p++)
        for (size_t i = 0; i < parts[p]->count && status == BV_OK; i++)
            status = bv_own_words_add(&words, parts[p]->items[i], err);
    if (status == BV_OK)
        status = bv_own_words_add(&words, archive, err);
    for (size_t i = 0; i < s->compiler.libraries.count && status == BV_OK; i++)
        status = bv_own_words_add(&words, s->compiler.libraries.items[i], err);
    if (status == BV_OK && s->config->is_cxx)
        status = bv_own_words_add(&words, "-lstdc++", err);
    if (status == BV_OK)
        status = bv_own_run(s->config, words.items,
                            "the functions cannot be linked; name the other files with --from, or "
                            "libraries with --libs:",
                            err);
    bv_own_words_finish(&words);
    return status;
}

/* Where it is nothing of the user's that is missing, but what byval's own part is built with. */
static enum bv_status name_package(enum bv_status status, struct bv_error *err)
{
    static const struct {
        const char *said, *package;
    } lacks[] = {{"collect2: fatal error: cannot find", "lld"},
                 {"invalid linker name", "lld"},
                 {"gc/gc.h: No such file", "libgc-dev"},
                 {"'gc/gc.h' file not found", "libgc-dev"}};
    for (size_t i = 0; i < sizeof lacks / sizeof lacks[0] && status == BV_E_INPUT; i++)
        if (strstr(err->text, lacks[i].said) != NULL)
            return bv_fail(err, BV_E_CHILD, "kernels cannot be built here: install the package %s",
                           lacks[i].package);
    return status;
}

static void look_at_flags(const struct bv_own_config *config, struct bv_own_build *out)
{
    out->is_unoptimised = true;
    for (size_t i = 0; i < config->flags->count; i++) {
        const char *word = config->flags->items[i];
        if (strncmp(word, "-O", 2) == 0)
            out->is_unoptimised = strcmp(word, "-O0") == 0;
    }
}

enum bv_status bv_own_build(const struct bv_own_config *config, struct bv_own_build *out,
                            struct bv_error *err)
{
    struct steps s = {.config = config};
    memset(out, 0, sizeof *out);
    look_at_flags(config, out);
    enum bv_status status = bv_own_compiler_find(config, &s.compiler, err);
    if (status == BV_OK)
        status = bv_own_type_find(config, &s.compiler, &out->type, err);
    if (status == BV_OK && config->is_cxx && !out->type.is_plain && !out->type.has_default &&
        config->maker == NULL)
        status = bv_fail(err, BV_E_REFUSED,
                         "'%.200s' cannot be made without arguments; --make FUNCTION gives one",
                         config->type);
    if (status == BV_OK)
        status = compile_sources(&s, err);
    if (status == BV_OK)
        status = find_functions(&s, &out->type, err);
    if (status == BV_OK) {
        const struct bv_own_source source = {
            .config = config,
            .compiler = &s.compiler,
            .type = &out->type,
            .value = config->value == NULL ? NULL : &s.value,
            .pointer = config->pointer == NULL ? NULL : &s.pointer,
            .maker = config->maker == NULL ? NULL : &s.maker,
        };
        status = bv_own_source_write(&source, err);
    }
    if (status == BV_OK)
        status = rename_symbols(&s, err);
    if (status == BV_OK)
        status = compile_kernels(&s, err);
    if (status == BV_OK)
        status = link_kernels(&s, err);
    status = name_package(status, err);
    snprintf(out->compiler, sizeof out->compiler, "%s", s.compiler.name);
    out->takes_null = s.value.takes_null;
    bv_own_compiler_finish(&s.compiler);
    bv_own_function_finish(&s.value);
    bv_own_function_finish(&s.pointer);
    bv_own_function_finish(&s.maker);
    bv_own_words_finish(&s.objects);
    bv_own_words_finish(&s.all);
    if (status != BV_OK)
        bv_own_build_finish(out);
    return status;
}

void bv_own_build_finish(struct bv_own_build *build)
{
    bv_own_type_finish(&build->type);
}
