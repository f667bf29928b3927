/* SPDX-License-Identifier: Apache-2.0 */
/* report.c: byval report. */
#include "report/report.h"

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/option.h"
#include "harness/auditfile.h"
#include "harness/bundle.h"
#include "harness/checkfile.h"
#include "harness/counts.h"
#include "harness/packed.h"
#include "harness/runfile.h"
#include "report/folder.h"

/* One bundle as it was named on the command line. */
struct bundle {
    struct bv_result result;
    struct bv_audit audit;   /* zeroed: the bundle has none */
    struct bv_counts counts; /* zeroed: the bundle has none */
    struct bv_checkfile selfcheck;
    char data_path[PATH_MAX];
    char topology_path[PATH_MAX]; /* empty: the bundle has none */
    char name[NAME_MAX + 1];      /* of its folder, links resolved */
};

static void close_bundle(struct bundle *bundle)
{
    bv_result_finish(&bundle->result);
    bv_audit_finish(&bundle->audit);
    bv_counts_finish(&bundle->counts);
    bv_checkfile_finish(&bundle->selfcheck);
    memset(bundle, 0, sizeof *bundle);
}

/* What stands beside times speaks of them only if it is about the same kernels. */
static enum bv_status check_kernels(const struct bundle *bundle, const char *path, const char *hash,
                                    struct bv_error *err)
{
    const char *measured = bv_facts_get(&bundle->result.key, "kernel_hash");
    if (measured != NULL && strcmp(measured, hash) == 0)
        return BV_OK;
    return bv_fail(err, BV_E_MISMATCH,
                   "%s: is about other kernels (%.16s) than were measured (%.16s); move it out of "
                   "the bundle, or replace it by the one that belongs to the run",
                   path, hash, measured == NULL ? "unknown" : measured);
}

/* Does the bundle have a file of that name, compressed or not? */
static bool find_beside(const char *folder, const char *name, char *path, size_t bytes)
{
    struct bv_error ignored;
    return bv_packed_find(folder, name, path, bytes, &ignored) == BV_OK && access(path, F_OK) == 0;
}

/* The audit, the counts and the selfcheck, where there are any. One that is damaged, or about other
 * kernels, is refused: a page must not lose silently what its bundle holds. */
static enum bv_status read_beside(struct bundle *bundle, const char *folder, struct bv_error *err)
{
    char path[PATH_MAX];
    enum bv_status status = BV_OK;
    if (find_beside(folder, BV_BUNDLE_AUDIT, path, sizeof path)) {
        status = bv_audit_read(path, &bundle->audit, err);
        if (status == BV_OK)
            status = check_kernels(bundle, path, bundle->audit.kernel_hash, err);
    }
    if (status == BV_OK && find_beside(folder, BV_BUNDLE_COUNTS, path, sizeof path)) {
        status = bv_counts_read(path, &bundle->counts, err);
        if (status == BV_OK)
            status = check_kernels(bundle, path, bundle->counts.kernel_hash, err);
    }
    if (status == BV_OK && find_beside(folder, BV_BUNDLE_SELFCHECK, path, sizeof path)) {
        status = bv_checkfile_read(path, &bundle->selfcheck, err);
        if (status == BV_OK)
            status = check_kernels(bundle, path, bundle->selfcheck.kernel_hash, err);
    }
    return status;
}

/* bundle   zeroed; close_bundle it, whatever comes back */
static enum bv_status open_bundle(const char *path, struct bundle *bundle, struct bv_error *err)
{
    struct stat st;
    char folder[PATH_MAX];
    enum bv_status status = bv_runfile_read(path, &bundle->result, err);
    if (status != BV_OK)
        return status;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        status =
            bv_packed_find(path, BV_BUNDLE_RUN, bundle->data_path, sizeof bundle->data_path, err);
    else
        snprintf(bundle->data_path, sizeof bundle->data_path, "%s", path);
    if (realpath(bundle->data_path, folder) == NULL)
        snprintf(folder, sizeof folder, "%s", bundle->data_path);
    const char *beside = dirname(folder);
    if (!find_beside(beside, BV_BUNDLE_TOPOLOGY, bundle->topology_path,
                     sizeof bundle->topology_path))
        bundle->topology_path[0] = '\0';
    if (status == BV_OK)
        status = read_beside(bundle, beside, err);
    const char *slash = strrchr(beside, '/');
    snprintf(bundle->name, sizeof bundle->name, "%s", slash == NULL ? beside : slash + 1);
    return status;
}

/* Add the page of a bundle, and its short answer to a stream. */
static enum bv_status add(struct bv_report *report, const struct bundle *bundle, bool several,
                          bool with_data, FILE *answers, struct bv_error *err)
{
    const struct bv_summary_options defaults = {0};
    struct bv_summary *summary;
    char *answer;
    const struct bv_report_source source = {
        .result = &bundle->result,
        .name = bundle->name,
        .data_path = with_data ? bundle->data_path : NULL,
        .topology_path = bundle->topology_path[0] ? bundle->topology_path : NULL,
        .audit = bundle->audit.kernel_hash ? &bundle->audit : NULL,
        .counts = bundle->counts.kernel_hash ? &bundle->counts : NULL,
        .selfcheck = bundle->selfcheck.kernel_hash ? &bundle->selfcheck : NULL,
    };
    enum bv_status status = bv_summary_create(source.result, &defaults, &summary, err);
    if (status != BV_OK)
        return status;
    status = bv_report_add(report, &source, summary, &answer, err);
    if (status == BV_OK) {
        fprintf(answers, "%s%s%s", several ? bundle->name : "", several ? "\n" : "", answer);
        free(answer);
    }
    bv_summary_destroy(summary);
    return status;
}

/* The folder `report` inside a bundle that is named by its folder or by its run.json. */
static enum bv_status path_inside(const char *path, char *out, struct bv_error *err)
{
    struct stat st;
    char folder[PATH_MAX];
    if (snprintf(folder, sizeof folder, "%s", path) >= (int)sizeof folder)
        return bv_fail(err, BV_E_IO, "%.200s...: the path is too long", path);
    bool is_folder = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
    return bv_bundle_path(is_folder ? folder : dirname(folder), "report", out, PATH_MAX, err);
}

static enum bv_status read_rules(const char *path, struct bv_rules *out, struct bv_error *err)
{
    char *text;
    size_t length;
    enum bv_status status = bv_file_read(path, &text, &length, err);
    if (status != BV_OK)
        return status;
    status = bv_rules_parse(text, length, path, out, err);
    free(text);
    return status;
}

/* One bundle after the other. Nothing is printed before the pages are in their place. */
static enum bv_status report(char **paths, size_t count, const char *out, const char *rules_path,
                             bool quiet, struct bv_error *err)
{
    struct bv_rules rules = {0};
    const struct bv_report_options options = {.rules = rules_path ? &rules : NULL};
    const bool inside = out == NULL; /* the only bundle: its run.json is there */
    char beside[PATH_MAX], *text = NULL;
    size_t length;
    struct bv_report *report = NULL;
    FILE *answers = open_memstream(&text, &length);
    struct bundle *bundle = calloc(1, sizeof *bundle);
    enum bv_status status = BV_OK;
    if (answers == NULL || bundle == NULL)
        status = bv_fail(err, BV_E_NOMEM, "out of memory");
    if (status == BV_OK && rules_path != NULL)
        status = read_rules(rules_path, &rules, err);
    if (status == BV_OK && inside) {
        status = path_inside(paths[0], beside, err);
        out = beside;
    }
    for (size_t i = 0; status == BV_OK && i < count; i++) {
        status = open_bundle(paths[i], bundle, err);
        /* Not before a bundle was read: a name that is wrong must leave no folder behind. */
        if (status == BV_OK && i == 0)
            status = bv_report_begin(out, count > 1, &options, &report, err);
        if (status == BV_OK)
            status = add(report, bundle, count > 1, !inside, answers, err);
        close_bundle(bundle);
    }
    if (status == BV_OK)
        status = bv_report_commit(report, err);
    else
        bv_report_drop(report);
    if (answers != NULL && fclose(answers) != 0 && status == BV_OK)
        status = bv_fail(err, BV_E_NOMEM, "out of memory");
    if (status == BV_OK && !quiet)
        printf("%s%s/index.html\n", text, out);
    bv_rules_finish(&rules);
    free(text);
    free(bundle);
    return status;
}

enum bv_exit bv_command_report(int argc, char **argv)
{
    const char *out = NULL, *rules = NULL;
    bool quiet = false;
    const struct bv_option options[] = {
        {"out", "DIR", "folder of the page (BUNDLE/report)", bv_option_text, &out},
        {"rules", "FILE", "rules of thumb to judge (those of data/rules.json)", bv_option_text,
         &rules},
        {"quiet", NULL, "do not print the answer", NULL, &quiet},
    };
    const struct bv_usage usage = {
        .name = "report",
        .arguments = "BUNDLE...",
        .summary = "Write what bundles say as a page, with its figures as SVG and PNG, and print "
                   "the answer.",
        .details = "A bundle is a folder that byval run wrote, or the run.json in it. An earlier "
                   "report in\nDIR is replaced; anything else there is left alone and refused. The "
                   "audit, the counts\nand the selfcheck in a bundle must be whole, and about the "
                   "kernels that were measured.\n\n"
                   "examples:\n"
                   "  byval report results/latest\n"
                   "  byval report results/a results/b --out /tmp/both\n",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
    };
    int first;
    enum bv_parsed parsed = bv_options_parse(&usage, argc, argv, &first);
    if (parsed != BV_PARSED_OK)
        return parsed == BV_PARSED_HELP ? BV_EXIT_DONE : BV_EXIT_USAGE;
    if (first == argc) {
        fprintf(stderr, "byval report: no bundle is named; see byval report --help\n");
        return BV_EXIT_USAGE;
    }
    if (argc - first > 1 && out == NULL) {
        fprintf(stderr, "byval report: several bundles need --out DIR\n");
        return BV_EXIT_USAGE;
    }
    struct bv_error err;
    if (report(argv + first, (size_t)(argc - first), out, rules, quiet, &err) != BV_OK)
        return bv_command_failed("report", &err);
    return BV_EXIT_DONE;
}
