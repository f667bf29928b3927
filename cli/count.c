/* SPDX-License-Identifier: Apache-2.0 */
/* count.c: byval count. */
#include <errno.h>
#include <inttypes.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/option.h"
#include "cli/output.h"
#include "cli/same_kernels.h"
#include "cli/stop.h"
#include "cli/terminal.h"
#include "harness/count/count_session.h"
#include "harness/kernels/preset.h"
#include "lib/bundle/bundle.h"
#include "lib/bundle/runfile.h"

enum { LINE_EVERY = 50 };

/* A number that is drawn over on a terminal, a line now and then elsewhere. */
static void show(size_t done, size_t total, void *user)
{
    const bool *terminal = user;
    if (*terminal)
        fprintf(stderr, "\r%zu of %zu steps\033[K%s", done, total, done == total ? "\r\033[K" : "");
    else if (done % LINE_EVERY == 0)
        fprintf(stderr, "%zu of %zu steps\n", done, total);
    fflush(stderr);
}

/* A call's share as exactly as it can be said: without decimals where there are none. */
static void print_share(uint64_t total, uint64_t calls)
{
    if (total % calls == 0)
        printf("  %12" PRIu64, total / calls);
    else
        printf("  %12.3f", (double)total / (double)calls);
}

static void print_case(const struct bv_case_counts *of, int width)
{
    char name[600];
    for (size_t a = 0; a < of->arm_count; a++) {
        const struct bv_arm_counts *arm = &of->arms[a];
        snprintf(name, sizeof name, "%s/pass:%s", of->name, arm->name);
        printf("%-*s", width, name);
        for (int i = 0; i < BV_COUNT_COUNT; i++)
            print_share(arm->totals[i], arm->calls);
        putchar('\n');
    }
}

static void print_table(const struct bv_counts *counts)
{
    int width = 4;
    for (size_t i = 0; i < counts->case_count; i++)
        for (size_t a = 0; a < counts->cases[i].arm_count; a++) {
            size_t length =
                strlen(counts->cases[i].name) + strlen(counts->cases[i].arms[a].name) + 6;
            width = (int)length > width ? (int)length : width;
        }
    printf("%-*s", width, "arm");
    for (int i = 0; i < BV_COUNT_COUNT; i++)
        printf("  %12s", bv_count_name((enum bv_count)i));
    putchar('\n');
    for (size_t i = 0; i < counts->case_count; i++)
        print_case(&counts->cases[i], width);
}

/* What could not be counted, on standard error.
 * Returns  the exit code: failed if a case did, or if nothing at all was counted */
static enum bv_exit print_reasons(const struct bv_counts *counts)
{
    size_t counted = 0, failed = 0;
    for (size_t i = 0; i < counts->case_count; i++) {
        const struct bv_case_counts *of = &counts->cases[i];
        counted += of->reason == NULL;
        failed += of->failed;
        if (of->reason != NULL)
            fprintf(stderr, "byval count: %s: %s: %s\n", of->name,
                    of->failed ? "failed" : "not counted", of->reason);
    }
    return counted == 0 || failed > 0 ? BV_EXIT_FAILED : BV_EXIT_DONE;
}

/* Where the counts go, decided before anything is counted. */
struct target {
    bool is_bundle;
    char path[PATH_MAX]; /* of the file */
};

/* Counts stand beside times of the same kernels, or nowhere. */
static enum bv_status check_bundle(const char *folder, struct bv_error *err)
{
    struct bv_result run;
    char kernels[BV_DIGEST_TEXT_BYTES];
    enum bv_status status = bv_runfile_read(folder, &run, err);
    if (status != BV_OK)
        return status;
    status = bv_same_kernels(&run, folder, "counted", "count", kernels, err);
    bv_result_finish(&run);
    return status;
}

static enum bv_status find_target(const char *out, struct target *target, struct bv_error *err)
{
    struct stat st;
    target->is_bundle = stat(out, &st) == 0 && S_ISDIR(st.st_mode);
    if (target->is_bundle) {
        enum bv_status status =
            bv_bundle_path(out, BV_BUNDLE_COUNTS, target->path, sizeof target->path, err);
        return status == BV_OK ? check_bundle(out, err) : status;
    }
    if (snprintf(target->path, sizeof target->path, "%s", out) >= (int)sizeof target->path)
        return bv_fail(err, BV_E_IO, "%.200s...: the path is too long", out);
    enum bv_status status = bv_output_file(out, NULL, 0, err);
    if (status != BV_OK)
        return status;
    char folder[PATH_MAX];
    memcpy(folder, target->path, sizeof folder);
    const char *parent = dirname(folder);
    if (access(parent, W_OK) != 0) /* before the time is spent */
        return bv_fail(err, BV_E_IO, "%s: cannot write into the folder: %s", parent,
                       strerror(errno));
    return BV_OK;
}

static enum bv_status store(const struct bv_counts *counts, const char *out,
                            const struct target *target, struct bv_error *err)
{
    enum bv_status status = bv_counts_write(counts, target->path, err);
    return status == BV_OK && target->is_bundle ? bv_bundle_seal(out, err) : status;
}

static const char details[] =
    "Instructions are those that the processor retires; a repeated one (rep movs) counts once. "
    "Loads\n"
    "and stores include those of call, ret, push and pop. Bytes and allocations are those "
    "requested\n"
    "from malloc. The same build gives the same counts, whatever else the machine does. Code that\n"
    "adapts to the processor, such as memcpy, sees the processor that valgrind emulates.\n\n"
    "examples:\n"
    "  byval count --filter '^ret/size:(16|64|256)$'     returning by value against the heap\n"
    "  byval count --preset quick --out results/latest  counts beside the times of a run\n"
    "  byval count --filter '^arg/' --out arg.json       all of a family, into a file\n";

enum bv_exit bv_command_count(int argc, char **argv)
{
    const char *preset_name = "quick", *filter = NULL, *out = NULL;
    bool quiet = false, terminal = bv_terminal_redraws(stderr);
    const struct bv_option options[] = {
        {"preset", "NAME", "only the cases of quick, standard or full (quick)", bv_option_text,
         &preset_name},
        {"profile", "NAME", NULL, bv_option_text, &preset_name},
        {"filter", "RE", "only the preset's cases whose names match", bv_option_text, &filter},
        {"out", "PATH", "also write counts.json into this bundle, or into a file", bv_option_text,
         &out},
        {"quiet", NULL, "print no table and no progress", NULL, &quiet},
    };
    const struct bv_usage usage = {
        .name = "count",
        .arguments = "",
        .summary = "Count exactly what a call of every arm does: instructions, loads, stores,\n"
                   "allocations; under valgrind, which must be installed.",
        .details = details,
        .options = options,
        .option_count = sizeof options / sizeof options[0],
    };
    int first;
    enum bv_parsed parsed = bv_options_parse(&usage, argc, argv, &first);
    if (parsed != BV_PARSED_OK)
        return parsed == BV_PARSED_HELP ? BV_EXIT_DONE : BV_EXIT_USAGE;
    const struct bv_preset *preset = bv_preset_find(preset_name);
    if (preset == NULL) {
        fprintf(stderr, "byval count: there is no preset '%s'; see byval count --help\n",
                preset_name);
        return BV_EXIT_USAGE;
    }
    const struct bv_count_session_config config = {
        .preset = preset,
        .filter = filter,
        .seed = 1,
        .stop = bv_stop_watch(),
        .progress = quiet ? NULL : show,
        .user = &terminal,
    };
    struct target target = {0};
    struct bv_counts counts = {0};
    struct bv_error err;
    enum bv_status status = out == NULL ? BV_OK : find_target(out, &target, &err);
    if (status == BV_OK)
        status = bv_count_session_run(&config, &counts, &err);
    if (status == BV_OK && out != NULL)
        status = store(&counts, out, &target, &err);
    if (status != BV_OK) {
        bv_counts_finish(&counts);
        return bv_command_failed("count", &err);
    }
    if (!quiet)
        print_table(&counts);
    enum bv_exit code = print_reasons(&counts);
    bv_counts_finish(&counts);
    return code;
}
