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
#include "harness/bundle.h"
#include "harness/runfile.h"
#include "report/folder.h"

/* One bundle as it was named on the command line. */
struct bundle {
    struct bv_result result;
    char data_path[PATH_MAX];
    char topology_path[PATH_MAX]; /* empty: the bundle has none */
    char name[NAME_MAX + 1];      /* of its folder, links resolved */
};

static enum bv_status open_bundle(const char *path, struct bundle *bundle, struct bv_error *err)
{
    struct stat st;
    char folder[PATH_MAX];
    enum bv_status status = bv_runfile_read(path, &bundle->result, err);
    if (status != BV_OK)
        return status;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        status =
            bv_bundle_path(path, BV_BUNDLE_RUN, bundle->data_path, sizeof bundle->data_path, err);
    else
        snprintf(bundle->data_path, sizeof bundle->data_path, "%s", path);
    if (realpath(bundle->data_path, folder) == NULL)
        snprintf(folder, sizeof folder, "%s", bundle->data_path);
    char *beside = dirname(folder);
    if (bv_bundle_path(beside, BV_BUNDLE_TOPOLOGY, bundle->topology_path,
                       sizeof bundle->topology_path, err) != BV_OK ||
        access(bundle->topology_path, R_OK) != 0)
        bundle->topology_path[0] = '\0';
    snprintf(bundle->name, sizeof bundle->name, "%s", basename(beside));
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
    };
    enum bv_status status = bv_summary_create(source.result, &defaults, &summary, err);
    if (status != BV_OK)
        return status;
    status = bv_report_add(report, &source, summary, err);
    if (status == BV_OK)
        status = bv_report_summary_text(summary, &answer, err);
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
        if (status != BV_OK)
            break;
        /* Not before a bundle was read: a name that is wrong must leave no folder behind. */
        if (i == 0)
            status = bv_report_begin(out, count > 1, &options, &report, err);
        if (status == BV_OK)
            status = add(report, bundle, count > 1, !inside, answers, err);
        bv_result_finish(&bundle->result);
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
                   "report in\nDIR is replaced; anything else there is left alone and refused.\n\n"
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
