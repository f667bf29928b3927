/* SPDX-License-Identifier: Apache-2.0 */
/* own_tryout.c: code of the user may do anything; here it is seen before it costs a run. */
#include "harness/kernels/own/own_tryout.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "benchmarks/check.h"
#include "harness/kernels/layout.h"
#include "harness/kernels/select.h"
#include "lib/base/child.h"
#include "lib/base/environment.h"
#include "lib/base/memory.h"

enum { SILENCE_S = 5 };

struct worker {
    const struct bv_family *family;
    const struct bv_case *row;
    FILE *out;
    int printed; /* what standard output and error lead to */
    struct bv_error err;
};

static void say(const struct worker *w, const char *what, const char *arm, const char *more)
{
    fprintf(w->out, "%s\t%s\t%s\t%s\n", what, w->row->name, arm, more);
    fflush(w->out);
}

/* What the arm printed, if it did. */
static void look_for_words(const struct worker *w, const char *arm)
{
    char words[41] = "";
    fflush(stdout);
    fflush(stderr);
    ssize_t n = pread(w->printed, words, sizeof words - 1, 0);
    if (n <= 0)
        return;
    words[strcspn(words, "\n\t")] = '\0';
    say(w, "prints", arm, words);
    if (ftruncate(w->printed, 0) == 0)
        lseek(w->printed, 0, SEEK_SET);
}

static void look_for_writes(const struct worker *w, const char *arm, const unsigned char *before,
                            const unsigned char *after)
{
    char place[40];
    for (uint32_t i = 0; i < w->row->size_bytes; i++)
        if (before[i] != after[i]) {
            snprintf(place, sizeof place, "%u", (unsigned)i);
            say(w, "writes", arm, place);
            return;
        }
}

static enum bv_status run_arms(struct bv_ctx ctx[BV_ARM_MAX], void *arg)
{
    struct worker *w = arg;
    const struct bv_case *row = w->row;
    bool moves = strstr(row->name, "/hand:move/") != NULL; /* that is what moving does */
    unsigned char *before = malloc(row->size_bytes);
    if (before == NULL)
        return bv_no_memory(&w->err);
    for (uint32_t a = 0; a < row->arm_count; a++) {
        w->family->reset(row, ctx);
        const void *object = strncmp(row->name, "churn/", 6) == 0 ? NULL : ctx[a].object;
        if (object != NULL)
            memcpy(before, object, row->size_bytes);
        say(w, "begin", row->arms[a].name, "");
        row->arms[a].run(&ctx[a], 1);
        look_for_words(w, row->arms[a].name);
        if (object != NULL && !moves)
            look_for_writes(w, row->arms[a].name, before, object);
    }
    free(before);
    say(w, "begin", "check", "");
    return bv_case_check(w->family, row, ctx, &w->err);
}

static void try_case(struct worker *w)
{
    static const struct bv_env env = {.seed = 1};
    say(w, "begin", "make", "");
    enum bv_status status = w->family->hold(w->row, &env, run_arms, w, &w->err);
    if (status != BV_OK)
        say(w, status == BV_E_MISMATCH ? "differs" : "fails", "", w->err.text);
}

enum bv_status bv_own_tryout_work(const char *kernels, FILE *out, struct bv_error *err)
{
    struct bv_layout layout;
    struct rlimit stack;
    struct worker w = {.out = out, .printed = memfd_create("printed", 0)};
    if (w.printed < 0 || getrlimit(RLIMIT_STACK, &stack) != 0)
        return bv_fail(err, BV_E_NOMEM, "no file in memory");
    dup2(w.printed, STDOUT_FILENO);
    dup2(w.printed, STDERR_FILENO);
    enum bv_status status = bv_layout_open(kernels, 0, &layout, err);
    if (status != BV_OK) {
        fprintf(out, "fails\t\t\t%s\n", err->text);
        fflush(out);
        return status;
    }
    for (size_t f = 0; f < layout.catalogue->family_count; f++) {
        w.family = layout.catalogue->families[f];
        for (size_t c = 0; c < w.family->case_count; c++) {
            w.row = &w.family->cases[c];
            if (!w.row->regime.collector && bv_select_case_stack(w.row) < stack.rlim_cur)
                try_case(&w);
        }
    }
    fputs("end\t\t\t\n", out);
    fflush(out);
    bv_layout_close(&layout);
    return BV_OK;
}

/* A line of the worker, taken apart. */
struct said {
    char what[16], row[200], arm[40], more[700];
};

static void take(const char *line, size_t length, struct said *out)
{
    char *fields[] = {out->what, out->row, out->arm, out->more};
    const size_t room[] = {sizeof out->what, sizeof out->row, sizeof out->arm, sizeof out->more};
    const char *end = line + length;
    for (size_t i = 0; i < 4; i++) {
        const char *tab = i == 3 ? NULL : memchr(line, '\t', (size_t)(end - line));
        const char *stop = tab == NULL ? end : tab;
        snprintf(fields[i], room[i], "%.*s", (int)(stop - line), line);
        line = tab == NULL ? end : tab + 1;
    }
}

/* Whose code ran, for people. */
static const char *who(const struct bv_own_config *config, const struct said *at)
{
    bool own = strstr(at->row, "/of:functions/") != NULL && strncmp(at->row, "null/", 5) != 0;
    if (own && strcmp(at->arm, "value") == 0)
        return config->value;
    if (own && strcmp(at->arm, "pointer") == 0)
        return config->pointer;
    if (strcmp(at->arm, "make") == 0 && config->maker != NULL)
        return config->maker;
    return own              ? "one of the functions"
           : config->is_cxx ? "a constructor or destructor of it"
                            : "its code";
}

static enum bv_status judge(const struct bv_own_config *config, const struct said *said,
                            struct bv_error *err)
{
    if (strcmp(said->what, "prints") == 0)
        return bv_fail(err, BV_E_REFUSED,
                       "%s prints ('%.40s'): its time would be that of printing; measure what it "
                       "does besides",
                       who(config, said), said->more);
    if (strcmp(said->what, "writes") == 0)
        return bv_fail(err, BV_E_REFUSED,
                       "%s writes through its pointer (byte %s of the object): what gets a copy "
                       "cannot, so the arms do different work; compare functions that only read",
                       who(config, said), said->more);
    if (strcmp(said->what, "differs") == 0)
        return bv_fail(err, BV_E_MISMATCH,
                       "%s and %s give different results for the same object: they do different "
                       "work, and no time of theirs can be compared (%s)",
                       config->value == NULL ? "the arms" : config->value,
                       config->pointer == NULL ? "others" : config->pointer, said->more);
    if (strcmp(said->what, "fails") == 0)
        return bv_fail(err, BV_E_REFUSED, "%s", said->more);
    return BV_OK;
}

enum bv_status bv_own_tryout(const char *program, const char *kernels,
                             const struct bv_own_config *config, struct bv_error *err)
{
    char *argv[] = {(char *)program, (char *)"tryout", (char *)kernels, NULL};
    struct bv_child child;
    struct said said, begun = {.what = ""};
    const char *line = NULL;
    char how[64];
    size_t length;
    bool ended = false;
    char **env = bv_environment_of_block(0, NULL, environ);
    if (env == NULL)
        return bv_no_memory(err);
    enum bv_status status = bv_child_launch(argv, env, NULL, "", &child, err);
    bv_environment_free(env);
    if (status != BV_OK)
        return status;
    while (status == BV_OK && !ended) {
        status = bv_child_line(&child, SILENCE_S, config->stop, &line, &length, err);
        if (status != BV_OK || line == NULL)
            break;
        take(line, length, &said);
        ended = strcmp(said.what, "end") == 0;
        if (strcmp(said.what, "begin") == 0)
            begun = said;
        else
            status = judge(config, &said, err);
    }
    bool hangs = status == BV_E_CHILD;
    bv_child_end(&child, status == BV_OK ? SILENCE_S : 0, how, sizeof how);
    if (hangs)
        return bv_fail(err, BV_E_REFUSED, "%s hangs: it did not return in %d s",
                       who(config, &begun), SILENCE_S);
    if (status == BV_OK && !ended)
        return bv_fail(err, BV_E_REFUSED, "%s crashes (%s)%s", who(config, &begun), how,
                       config->maker == NULL
                           ? ": its object has bytes from the seed, and pointers are null; --make "
                             "FUNCTION gives it an object that is fit"
                           : "");
    return status;
}
