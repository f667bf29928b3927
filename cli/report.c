/* SPDX-License-Identifier: Apache-2.0 */
/* report.c: byval report. */
#include "report/report.h"

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/command.h"
#include "cli/option.h"
#include "harness/bundle.h"
#include "harness/runfile.h"

/* One bundle as it was named on the command line. */
struct bundle {
    struct bv_result result;
    char data_path[PATH_MAX];
    char name[NAME_MAX + 1]; /* of its folder, links resolved */
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
    snprintf(bundle->name, sizeof bundle->name, "%s", basename(dirname(folder)));
    return status;
}

/* The short answer of each bundle, then where its page is. */
static enum bv_status tell(const struct bundle *bundles, size_t count, const char *out,
                           struct bv_error *err)
{
    const struct bv_summary_options defaults = {0};
    for (size_t i = 0; i < count; i++) {
        struct bv_summary *summary;
        char *text;
        enum bv_status status = bv_summary_create(&bundles[i].result, &defaults, &summary, err);
        if (status != BV_OK)
            return status;
        status = bv_report_summary_text(summary, &text, err);
        bv_summary_destroy(summary);
        if (status != BV_OK)
            return status;
        if (count > 1)
            printf("%s\n", bundles[i].name);
        fputs(text, stdout);
        free(text);
    }
    printf("%s/index.html\n", out);
    return BV_OK;
}

static enum bv_status report(char **paths, size_t count, const char *out, bool quiet,
                             struct bv_error *err)
{
    const struct bv_report_options options = {0};
    enum bv_status status = BV_OK;
    char beside[PATH_MAX];
    struct bundle *bundles = calloc(count, sizeof *bundles);
    struct bv_report_source *sources = calloc(count, sizeof *sources);
    if (bundles == NULL || sources == NULL)
        status = bv_fail(err, BV_E_NOMEM, "out of memory");
    for (size_t i = 0; i < count && status == BV_OK; i++) {
        status = open_bundle(paths[i], &bundles[i], err);
        sources[i] = (struct bv_report_source){
            .result = &bundles[i].result,
            .name = bundles[i].name,
            .data_path = out == NULL ? NULL : bundles[i].data_path,
        };
    }
    if (status == BV_OK && out == NULL) { /* inside the only bundle: its run.json is there */
        char folder[PATH_MAX];
        memcpy(folder, bundles[0].data_path, sizeof folder);
        status = bv_bundle_path(dirname(folder), "report", beside, sizeof beside, err);
        out = beside;
    }
    if (status == BV_OK)
        status = bv_report_write(sources, count, &options, out, err);
    if (status == BV_OK && !quiet)
        status = tell(bundles, count, out, err);
    for (size_t i = 0; bundles != NULL && i < count; i++)
        bv_result_finish(&bundles[i].result);
    free(bundles);
    free(sources);
    return status;
}

enum bv_exit bv_command_report(int argc, char **argv)
{
    const char *out = NULL;
    bool quiet = false;
    const struct bv_option options[] = {
        {"out", "DIR", "folder of the page (BUNDLE/report)", bv_option_text, &out},
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
    if (report(argv + first, (size_t)(argc - first), out, quiet, &err) != BV_OK)
        return bv_command_failed("report", &err);
    return BV_EXIT_DONE;
}
