/* SPDX-License-Identifier: Apache-2.0 */
/* scrub.c: what is known to be everybody's stays, other paths go. */
#include "lib/bundle/exchange/scrub.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/bundle/exchange/result_strings.h"

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '-';
}

/* Where every system has the same files. */
static bool is_system_path(const char *path)
{
    static const char *const roots[] = {"/usr/lib", "/usr/include", "/usr/share", "/usr/bin",
                                        "/lib",     "/bin",         "/proc",      "/sys",
                                        "/dev",     "/etc"};
    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++) {
        size_t length = strlen(roots[i]);
        if (strncmp(path, roots[i], length) == 0 && !is_word(path[length]))
            return strncmp(path, "/proc/", 6) != 0 || !isdigit((unsigned char)path[6]);
    }
    return strncmp(path, "/lib64/", 7) == 0 || strncmp(path, "/usr/lib64/", 11) == 0;
}

/* Does an absolute path begin at text[i]? Not within words, as in "and/or"; but behind -I. */
static bool is_path(const char *text, size_t i)
{
    if (text[i] != '/' || (!isalnum((unsigned char)text[i + 1]) && text[i + 1] != '.' &&
                           text[i + 1] != '_' && text[i + 1] != '-'))
        return false;
    if (i == 0)
        return true;
    if (isalnum((unsigned char)text[i - 1]))
        return i > 1 && text[i - 2] == '-' && (i == 2 || isspace((unsigned char)text[i - 3]));
    return text[i - 1] != '.' && text[i - 1] != '_' && text[i - 1] != '/' && text[i - 1] != ')';
}

static size_t path_length(const char *path)
{
    /* One that holds a blank is not known from words that follow; byval quotes none. */
    return strcspn(path, " \t\n\"'`,;:()<>|");
}

static bool is_host(const char *text, size_t i, const char *host, size_t length)
{
    return length > 0 && strncmp(text + i, host, length) == 0 &&
           (i == 0 || !is_word(text[i - 1])) && !is_word(text[i + length]);
}

enum bv_status bv_scrub_string(const char *text, const char *host, char **out)
{
    size_t host_length = host == NULL ? 0 : strlen(host), length = strlen(text), at = 0;
    bool changed = false;
    /* A path is two letters at least, a host one. */
    char *clean = malloc(6 * length + 1);
    if (clean == NULL)
        return BV_E_NOMEM;
    for (size_t i = 0; i < length;) {
        const char *word = NULL;
        size_t skip = 1;
        if (is_host(text, i, host, host_length)) {
            word = "(host)";
            skip = host_length;
        } else if (is_path(text, i) && !is_system_path(text + i)) {
            word = "(path)";
            skip = path_length(text + i);
        }
        changed |= word != NULL;
        if (word == NULL)
            clean[at++] = text[i];
        else
            at = (size_t)(stpcpy(clean + at, word) - clean);
        i += skip;
    }
    clean[at] = '\0';
    *out = changed ? clean : NULL;
    if (!changed)
        free(clean);
    return BV_OK;
}

struct scrubber {
    struct bv_result *result;
    const char *host;
    size_t changes;
    bool failed;
};

/* Whether the string is prose, in which a host may be named. "vm" within a CPU's flags names none.
 */
static bool is_prose(const char *what)
{
    return strcmp(what, "a warning") == 0 || strcmp(what, "an advice") == 0 ||
           strcmp(what, "a reason") == 0 || strcmp(what, "an event") == 0;
}

static void scrub(const char **text, const char *what, void *user)
{
    struct scrubber *s = user;
    char *clean;
    if (bv_scrub_string(*text, is_prose(what) ? s->host : NULL, &clean) != BV_OK) {
        s->failed = true;
        return;
    }
    if (clean == NULL)
        return;
    s->changes++;
    const char *kept = bv_result_keep(s->result, clean);
    s->failed |= kept == NULL;
    *text = kept == NULL ? "" : kept;
    free(clean);
}

static size_t drop_numbers(struct bv_facts *facts)
{
    static const char *const personal[] = {"serial", "uuid", "asset", "hostname"};
    size_t kept = 0, count = facts->count;
    for (size_t i = 0; i < count; i++) {
        bool goes = false;
        for (size_t k = 0; k < sizeof personal / sizeof personal[0]; k++)
            goes |= strcasestr(facts->items[i].name, personal[k]) != NULL;
        if (!goes)
            facts->items[kept++] = facts->items[i];
    }
    facts->count = kept;
    return count - kept;
}

enum bv_status bv_scrub_result(struct bv_result *result, size_t *changes, struct bv_error *err)
{
    struct scrubber s = {.result = result, .host = result->host_name};
    if (s.host != NULL)
        s.changes++;
    result->host_name = NULL;
    s.changes += drop_numbers(&result->capture);
    bv_result_strings_visit(result, scrub, &s);
    *changes = s.changes;
    return s.failed ? bv_fail(err, BV_E_NOMEM, "out of memory while scrubbing") : BV_OK;
}
