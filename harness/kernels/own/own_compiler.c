/* SPDX-License-Identifier: Apache-2.0 */
/* own_compiler.c: see own_compiler.h. */
#include "harness/kernels/own/own_compiler.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wordexp.h>

#include "lib/base/child.h"
#include "lib/base/memory.h"
#include "lib/base/text.h"

enum { SILENCE_S = 120, WORDS_KEPT = 700 };

enum bv_status bv_own_words_add(struct bv_own_words *words, const char *word, struct bv_error *err)
{
    char **grown = realloc(words->items, (words->count + 2) * sizeof *grown);
    if (grown == NULL)
        return bv_no_memory(err);
    words->items = grown;
    words->items[words->count] = strdup(word);
    if (words->items[words->count] == NULL)
        return bv_no_memory(err);
    words->items[++words->count] = NULL;
    return BV_OK;
}

static enum bv_status add_all(struct bv_own_words *to, const struct bv_own_words *from,
                              struct bv_error *err)
{
    enum bv_status status = BV_OK;
    for (size_t i = 0; i < from->count && status == BV_OK; i++)
        status = bv_own_words_add(to, from->items[i], err);
    return status;
}

enum bv_status bv_own_words_split(struct bv_own_words *words, const char *line, const char *what,
                                  struct bv_error *err)
{
    wordexp_t found;
    int how = wordexp(line, &found, WRDE_NOCMD);
    if (how == WRDE_NOSPACE)
        return bv_no_memory(err);
    if (how != 0)
        return bv_fail(err, BV_E_USAGE,
                       "%s: '%.300s' is no list of words: put quotes around what has blanks or "
                       "| & ; < > ( ) { }",
                       what, line);
    enum bv_status status = BV_OK;
    for (size_t i = 0; i < found.we_wordc && status == BV_OK; i++)
        status = bv_own_words_add(words, found.we_wordv[i], err);
    wordfree(&found);
    return status;
}

void bv_own_words_drop(struct bv_own_words *words, size_t at)
{
    free(words->items[at]);
    for (size_t i = at; i < words->count; i++)
        words->items[i] = words->items[i + 1];
    words->count--;
}

void bv_own_words_finish(struct bv_own_words *words)
{
    for (size_t i = 0; i < words->count; i++)
        free(words->items[i]);
    free(words->items);
    *words = (struct bv_own_words){0};
}

/* Run a program, its words on both streams together.
 * out      gets the first of what it says
 * Returns  BV_OK if it ended well, BV_E_INPUT if it complained, or an error of the system */
static enum bv_status listen_to(const struct bv_own_config *config, char *const *argv,
                                struct bv_text *out, struct bv_error *err)
{
    struct bv_own_words words = {0};
    struct bv_child child;
    char how[64];
    const char *line = NULL;
    size_t length;
    static const char *const shell[] = {"sh", "-c", "exec \"$@\" 2>&1", "sh"};
    enum bv_status status = BV_OK;
    for (size_t i = 0; i < 4 && status == BV_OK; i++)
        status = bv_own_words_add(&words, shell[i], err);
    for (size_t i = 0; argv[i] != NULL && status == BV_OK; i++)
        status = bv_own_words_add(&words, argv[i], err);
    if (status == BV_OK)
        status = bv_child_launch(words.items, environ, config->directory, "", &child, err);
    bv_own_words_finish(&words);
    if (status != BV_OK)
        return status;
    while ((status = bv_child_line(&child, SILENCE_S, config->stop, &line, &length, err)) ==
               BV_OK &&
           line != NULL)
        if (out->length < (1U << 20)) {
            bv_text_put_span(out, line, length);
            bv_text_put(out, "\n");
        }
    int failed = bv_child_end(&child, status == BV_OK ? SILENCE_S : 0, how, sizeof how);
    if (status != BV_OK)
        return status;
    if (out->failed)
        return bv_no_memory(err);
    if (failed && strcmp(how, "exit code 127") == 0)
        return bv_fail(err, BV_E_UNSUPPORTED,
                       "there is no program '%.200s'; install it, or name another with --cc",
                       argv[0]);
    return failed ? bv_fail(err, BV_E_INPUT, "%.200s: %s", argv[0], how) : BV_OK;
}

enum bv_status bv_own_run(const struct bv_own_config *config, char *const *argv, const char *what,
                          struct bv_error *err)
{
    struct bv_text words = {0};
    enum bv_status status = listen_to(config, argv, &words, err);
    if (status == BV_E_INPUT && words.length > 0) {
        size_t keep = words.length - 1;
        if (keep > WORDS_KEPT) {
            keep = WORDS_KEPT;
            while (keep > 1 && words.data[keep] != '\n')
                keep--;
        }
        status = bv_fail(err, BV_E_INPUT, "%s\n%.*s", what, (int)keep, words.data);
    }
    bv_text_finish(&words);
    return status;
}

/* The value of a macro in what -dM prints; empty where it is not defined. */
static void read_macro(const char *macros, const char *name, char *out, size_t bytes)
{
    size_t length = strlen(name);
    out[0] = '\0';
    for (const char *at = macros; at != NULL; at = strchr(at, '\n')) {
        at += *at == '\n';
        if (strncmp(at, "#define ", 8) == 0 && strncmp(at + 8, name, length) == 0 &&
            at[8 + length] == ' ') {
            const char *value = at + 9 + length;
            value += *value == '"';
            snprintf(out, bytes, "%.*s", (int)strcspn(value, "\"\n"), value);
            return;
        }
    }
}

static enum bv_status identify(const struct bv_own_config *config, struct bv_own_compiler *out,
                               struct bv_error *err)
{
    struct bv_text macros = {0};
    char *argv[] = {(char *)config->compiler, "-dM", "-E", "-x", "c", "/dev/null", NULL};
    char version[40], minor[12], patch[12];
    enum bv_status status = listen_to(config, argv, &macros, err);
    if (status == BV_OK || status == BV_E_INPUT) {
        const char *text = macros.data == NULL ? "" : macros.data;
        read_macro(text, "__clang_major__", version, sizeof version);
        out->is_clang = version[0] != '\0';
        if (out->is_clang) {
            read_macro(text, "__clang_minor__", minor, sizeof minor);
            read_macro(text, "__clang_patchlevel__", patch, sizeof patch);
            snprintf(out->name, sizeof out->name, "clang %.12s.%s.%s", version, minor, patch);
        } else {
            read_macro(text, "__VERSION__", version, sizeof version);
            snprintf(out->name, sizeof out->name, "gcc %s", version);
        }
        status = version[0] != '\0'
                     ? BV_OK
                     : bv_fail(err, BV_E_UNSUPPORTED,
                               "'%.200s' is no gcc and no clang: it does not say which it is",
                               config->compiler);
    }
    bv_text_finish(&macros);
    return status;
}

/* Whether the compiler knows a flag. */
static bool knows(const struct bv_own_config *config, const char *flag)
{
    struct bv_text words = {0};
    struct bv_error err;
    char *argv[] = {(char *)config->compiler,
                    "-Werror",
                    (char *)flag,
                    "-fsyntax-only",
                    "-x",
                    "c",
                    "/dev/null",
                    NULL};
    enum bv_status status = listen_to(config, argv, &words, &err);
    bv_text_finish(&words);
    return status == BV_OK;
}

static enum bv_status read_rules(const struct bv_own_config *config, struct bv_own_compiler *out,
                                 struct bv_error *err)
{
    char path[PATH_MAX], line[256], when[16], who[16], flag[160];
    snprintf(path, sizeof path, "%s/kernel.rules", config->kit);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return bv_fail(err, BV_E_IO,
                       "%s: cannot be read; byval try needs the folder `kit` beside byval", path);
    enum bv_status status = BV_OK;
    const char *kind = out->is_clang ? "clang" : "gcc";
    while (status == BV_OK && fgets(line, sizeof line, file) != NULL) {
        if (line[0] == '#' || sscanf(line, "%15s %15s %159s", when, who, flag) != 3 ||
            (strcmp(who, "all") != 0 && strcmp(who, kind) != 0))
            continue;
        if (strcmp(when, "known") == 0 && !knows(config, flag))
            continue;
        status = bv_own_words_add(strcmp(when, "link") == 0      ? &out->link
                                  : strcmp(when, "library") == 0 ? &out->libraries
                                                                 : &out->compile,
                                  flag, err);
    }
    fclose(file);
    return status;
}

enum bv_status bv_own_compiler_find(const struct bv_own_config *config, struct bv_own_compiler *out,
                                    struct bv_error *err)
{
    memset(out, 0, sizeof *out);
    enum bv_status status = identify(config, out, err);
    if (status == BV_OK)
        status = read_rules(config, out, err);
    if (status == BV_OK && config->libraries != NULL)
        status = bv_own_words_split(&out->libraries, config->libraries, "--libs", err);
    if (status != BV_OK)
        bv_own_compiler_finish(out);
    return status;
}

void bv_own_compiler_finish(struct bv_own_compiler *compiler)
{
    bv_own_words_finish(&compiler->compile);
    bv_own_words_finish(&compiler->link);
    bv_own_words_finish(&compiler->libraries);
}

/* A header as an option names it: no path has quotes there, so a folder whose name has some gets
 * another one. */
static const char *header_name(const struct bv_own_config *config, size_t number, char *out,
                               size_t bytes)
{
    char path[PATH_MAX], folder[PATH_MAX];
    const char *name = config->includes[number];
    if (name[0] == '<') {
        snprintf(out, bytes, "%.*s", (int)strcspn(name + 1, ">"), name + 1);
        return out;
    }
    if (realpath(name, path) == NULL)
        return name; /* it may stand where -I leads */
    char *slash = strrchr(path, '/');
    bool quoted = strpbrk(path, "\"\\") != NULL;
    if (quoted) {
        *slash = '\0';
        snprintf(folder, sizeof folder, "%.3000s/include-%zu", config->folder, number);
        quoted = symlink(path, folder) == 0 || errno == EEXIST;
        *slash = '/';
    }
    if (quoted)
        snprintf(out, bytes, "%.3500s/%.500s", folder, slash + 1);
    else
        snprintf(out, bytes, "%s", path);
    return out;
}

enum bv_status bv_own_compile(const struct bv_own_config *config,
                              const struct bv_own_compiler *compiler, const char *language,
                              const char *source, const char *object, const char *const *extra,
                              struct bv_error *err)
{
    struct bv_own_words words = {0};
    char what[PATH_MAX];
    char header[PATH_MAX];
    const char *const tail[] = {"-c", source, "-o", object};
    enum bv_status status = bv_own_words_add(&words, config->compiler, err);
    if (status == BV_OK)
        status = add_all(&words, config->flags, err);
    if (status == BV_OK)
        status = add_all(&words, &compiler->compile, err);
    for (size_t i = 0; extra != NULL && extra[i] != NULL && status == BV_OK; i++)
        status = bv_own_words_add(&words, extra[i], err);
    for (size_t i = 0; i < config->include_count && status == BV_OK; i++) {
        status = bv_own_words_add(&words, "-include", err);
        if (status == BV_OK)
            status = bv_own_words_add(&words, header_name(config, i, header, sizeof header), err);
    }
    if (status == BV_OK && language != NULL) {
        status = bv_own_words_add(&words, "-x", err);
        if (status == BV_OK)
            status = bv_own_words_add(&words, language, err);
    }
    for (size_t i = 0; i < 4 && status == BV_OK; i++)
        status = bv_own_words_add(&words, tail[i], err);
    snprintf(what, sizeof what, "%.300s does not compile; %s says:", source, config->compiler);
    if (status == BV_OK)
        status = bv_own_run(config, words.items, what, err);
    bv_own_words_finish(&words);
    return status;
}
