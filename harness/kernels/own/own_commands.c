/* SPDX-License-Identifier: Apache-2.0 */
/* own_commands.c: see own_commands.h. */
#include "harness/kernels/own/own_commands.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

/* Whether a path is the file, or ends with it from a slash on. */
static bool is_like(const char *path, const char *like)
{
    size_t length = strlen(path), own = strlen(like);
    return strcmp(path, like) == 0 || (length > own && path[length - own - 1] == '/' &&
                                       strcmp(path + length - own, like) == 0);
}

/* Flags with a file behind them, in the next word; those that stand in one word with it fall out by
 * their beginning. */
static bool takes_file(const char *flag)
{
    static const char *const flags[] = {"-o", "-MF", "-MT", "-MQ", "-MJ"};
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
        if (strcmp(flag, flags[i]) == 0)
            return true;
    return false;
}

/* Databases may spell one file in two ways, as a path and as what it ends in. */
static bool is_source(const char *flag, const char *file)
{
    return flag[0] != '-' && (is_like(file, flag) || is_like(flag, file));
}

static bool is_left_out(const char *flag, const char *file)
{
    return strcmp(flag, "-c") == 0 || strncmp(flag, "-M", 2) == 0 || strncmp(flag, "-o", 2) == 0 ||
           strncmp(flag, "-Werror", 7) == 0 || is_source(flag, file) || strcmp(flag, "--") == 0 ||
           strncmp(flag, "-save-temps", 11) == 0;
}

static enum bv_status read_words(json_t *entry, struct bv_own_words *words, struct bv_error *err)
{
    json_t *list = json_object_get(entry, "arguments"), *word;
    const char *line = json_string_value(json_object_get(entry, "command"));
    size_t i;
    enum bv_status status = BV_OK;
    if (line != NULL)
        return bv_own_words_split(words, line, "compile_commands.json", err);
    json_array_foreach(list, i, word) if (status == BV_OK && json_string_value(word) != NULL)
        status = bv_own_words_add(words, json_string_value(word), err);
    return status;
}

/* Whether a command begins with a program that runs the compiler for it. */
static bool is_launcher(const char *word)
{
    static const char *const launchers[] = {"ccache", "sccache", "distcc", "icecc"};
    const char *slash = strrchr(word, '/');
    for (size_t i = 0; i < sizeof launchers / sizeof launchers[0]; i++)
        if (strcmp(slash == NULL ? word : slash + 1, launchers[i]) == 0)
            return true;
    return false;
}

static enum bv_status read_entry(json_t *entry, const char *path, struct bv_own_command *out,
                                 struct bv_error *err)
{
    struct bv_own_words words = {0};
    const char *file = json_string_value(json_object_get(entry, "file"));
    enum bv_status status = read_words(entry, &words, err);
    size_t compiler = status == BV_OK && words.count > 1 && is_launcher(words.items[0]);
    if (status == BV_OK && words.count == 0)
        status = bv_fail(err, BV_E_INPUT, "%s: says of %.200s no command", path, file);
    if (status == BV_OK) {
        snprintf(out->compiler, sizeof out->compiler, "%s", words.items[compiler]);
        snprintf(out->directory, sizeof out->directory, "%s",
                 json_string_value(json_object_get(entry, "directory")) == NULL
                     ? "."
                     : json_string_value(json_object_get(entry, "directory")));
    }
    for (size_t i = compiler + 1; i < words.count && status == BV_OK; i++) {
        if (takes_file(words.items[i]))
            i++;
        else if (!is_left_out(words.items[i], file))
            status = bv_own_words_add(&out->flags, words.items[i], err);
    }
    bv_own_words_finish(&words);
    return status;
}

enum bv_status bv_own_command_find(const char *build, const char *like, struct bv_own_command *out,
                                   struct bv_error *err)
{
    char path[PATH_MAX], known[300] = "";
    json_error_t why;
    json_t *entry, *found = NULL;
    size_t i;
    memset(out, 0, sizeof *out);
    snprintf(path, sizeof path, "%s/compile_commands.json", build);
    if (access(path, R_OK) != 0)
        return bv_fail(err, BV_E_IO,
                       "%s: %s; cmake writes it with -DCMAKE_EXPORT_COMPILE_COMMANDS=ON, others by "
                       "`bear -- make`",
                       path, strerror(errno));
    json_t *all = json_load_file(path, 0, &why);
    if (!json_is_array(all)) {
        json_decref(all);
        return bv_fail(err, BV_E_INPUT, "%s: line %d: %s", path, why.line,
                       why.text[0] == '\0' ? "expected a list of commands" : why.text);
    }
    json_array_foreach(all, i, entry)
    {
        const char *file = json_string_value(json_object_get(entry, "file"));
        if (file == NULL)
            continue;
        if (found == NULL && is_like(file, like))
            found = entry;
        if (strlen(known) < 200)
            snprintf(known + strlen(known), sizeof known - strlen(known), " %.90s", file);
    }
    enum bv_status status = found == NULL
                                ? bv_fail(err, BV_E_USAGE, "%s: has no file %.200s; it has:%s",
                                          path, like, known[0] == '\0' ? " none" : known)
                                : read_entry(found, path, out, err);
    json_decref(all);
    if (status != BV_OK)
        bv_own_command_finish(out);
    return status;
}

void bv_own_command_finish(struct bv_own_command *command)
{
    bv_own_words_finish(&command->flags);
}
