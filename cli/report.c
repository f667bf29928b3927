/* SPDX-License-Identifier: Apache-2.0 */
/* report.c: byval report. */
#include "report/site/report.h"

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/drawing.h"
#include "cli/option.h"
#include "cli/output.h"
#include "lib/base/folder.h"
#include "lib/base/memory.h"
#include "lib/base/parallel.h"
#include "lib/bundle/bundle.h"
#include "lib/bundle/bundle_open.h"

/* What the threads share: each takes the next bundle. */
struct session {
    char **paths;
    size_t count;
    bool with_data;
    struct bv_open_bundle first; /* open already when they begin */
    struct bv_report *report;
    char **answers; /* for the terminal, one a bundle */
};

/* The folder of a bundle as it was named, but not by a link beside it that moves on: results/latest
 * is the folder that it leads to.
 * Returns  false where that is not known: a pipe */
static bool folder_of(const char *path, const struct bv_open_bundle *bundle, char out[PATH_MAX])
{
    char copy[PATH_MAX], target[NAME_MAX + 1];
    struct stat st;
    if (!bundle->data_path[0] || snprintf(copy, sizeof copy, "%s", path) >= (int)sizeof copy)
        return false;
    bool is_folder = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
    const char *folder = is_folder ? copy : dirname(copy);
    for (size_t end = strlen(folder); end > 1 && folder[end - 1] == '/'; end--)
        copy[end - 1] = '\0';
    ssize_t length = readlink(folder, target, sizeof target - 1);
    if (length > 0 && !memchr(target, '/', (size_t)length)) {
        const char *name = strrchr(folder, '/');
        return snprintf(out, PATH_MAX, "%.*s%.*s", name ? (int)(name + 1 - folder) : 0, folder,
                        (int)length, target) < PATH_MAX;
    }
    return snprintf(out, PATH_MAX, "%s", folder) < PATH_MAX;
}

/* Add the page of a bundle. */
static enum bv_status add(const struct session *session, size_t at,
                          const struct bv_open_bundle *bundle, struct bv_error *err)
{
    char folder[PATH_MAX];
    const struct bv_summary_options options = {
        .audit = bundle->audit.kernel_hash ? &bundle->audit : NULL,
        .bundle = folder_of(session->paths[at], bundle, folder) ? folder : NULL,
    };
    struct bv_summary *summary;
    const struct bv_report_source source = {
        .result = &bundle->result,
        .data_path = session->with_data && bundle->data_path[0] ? bundle->data_path : NULL,
        .topology_path = bundle->topology_path[0] ? bundle->topology_path : NULL,
        .audit = options.audit,
        .counts = bundle->counts.kernel_hash ? &bundle->counts : NULL,
        .escapes = bundle->escapes.kernel_hash ? &bundle->escapes : NULL,
        .profiles = bundle->profiles.kernel_hash ? &bundle->profiles : NULL,
        .selfcheck = bundle->selfcheck.kernel_hash ? &bundle->selfcheck : NULL,
    };
    enum bv_status status = bv_summary_create(source.result, &options, &summary, err);
    if (status != BV_OK)
        return status;
    status = bv_report_add(session->report, at, &source, summary, &session->answers[at], err);
    bv_summary_destroy(summary);
    return status;
}

static enum bv_status open_and_add(void *context, size_t at, struct bv_error *err)
{
    struct session *session = context;
    struct bv_open_bundle own = {0}, *bundle = at == 0 ? &session->first : &own;
    enum bv_status status = at == 0 ? BV_OK : bv_bundle_open(session->paths[at], bundle, err);
    if (status == BV_OK)
        status = add(session, at, bundle, err);
    bv_bundle_close(bundle);
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

/* Begin a report with a place for each bundle. */
static enum bv_status begin(struct session *session, const char *out,
                            const struct bv_report_options *options, struct bv_error *err)
{
    char name[NAME_MAX + 1];
    enum bv_status status =
        bv_report_begin(out, session->count > 1, options, &session->report, err);
    for (size_t i = 0; status == BV_OK && i < session->count; i++) {
        bv_open_bundle_name(session->paths[i], name);
        status = bv_report_place(session->report, name, err);
    }
    return status;
}

static void print_answers(const struct session *session, const char *out)
{
    char name[NAME_MAX + 1];
    for (size_t i = 0; i < session->count; i++) {
        bv_open_bundle_name(session->paths[i], name);
        if (session->count > 1) {
            bv_command_put(stdout, name);
            putchar('\n');
        }
        fputs(session->answers[i], stdout);
    }
    printf("%s/index.html\n", out);
}

/* Several bundles at a time. Nothing is printed before the pages are in their place. */
static enum bv_status report(char **paths, size_t count, const char *out, const char *rules_path,
                             bool quiet, struct bv_error *err)
{
    struct bv_rules rules = {0};
    struct bv_drawing_view view;
    const struct bv_report_options options = {
        .rules = rules_path ? &rules : NULL,
        .drawn = quiet ? NULL : bv_drawing_show,
        .user = &view,
    };
    char beside[PATH_MAX];
    /* The only bundle's report stands inside it: its run.json is there. */
    struct session session = {.paths = paths,
                              .count = count,
                              .with_data = out != NULL,
                              .answers = calloc(count, sizeof session.answers[0])};
    enum bv_status status = BV_OK;
    bv_drawing_view_begin(&view, stderr, count);
    if (session.answers == NULL)
        status = bv_no_memory(err);
    if (status == BV_OK && rules_path != NULL)
        status = read_rules(rules_path, &rules, err);
    if (status == BV_OK && out == NULL) {
        status = path_inside(paths[0], beside, err);
        out = beside;
    }
    if (status == BV_OK)
        status = bv_output_folder(out, (const char *const *)paths, count, err);
    if (status == BV_OK)
        status = bv_output_folder(out, &rules_path, 1, err);
    /* A bundle is read before anything is made: a name that is wrong must leave no folder behind.
     */
    if (status == BV_OK)
        status = bv_bundle_open(paths[0], &session.first, err);
    if (status == BV_OK)
        status = begin(&session, out, &options, err);
    if (status == BV_OK)
        status = bv_parallel_do(count, open_and_add, &session, err);
    bv_drawing_view_end(&view);
    if (status == BV_OK)
        status = bv_report_commit(session.report, err);
    else
        bv_report_drop(session.report);
    if (status == BV_OK && !quiet)
        print_answers(&session, out);
    bv_rules_finish(&rules);
    for (size_t i = 0; session.answers != NULL && i < count; i++)
        free(session.answers[i]);
    free(session.answers);
    bv_bundle_close(&session.first);
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
        {"quiet", NULL, "print neither the answer nor progress", NULL, &quiet},
    };
    const struct bv_usage usage = {
        .name = "report",
        .arguments = "BUNDLE...",
        .summary = "Write what bundles say as a page, with its figures as SVG and PNG, and print "
                   "the answer.",
        .details = "A bundle is a folder that byval run wrote, or the run.json in it. An earlier "
                   "report in\nDIR is replaced. A DIR with anything else in it is refused, and "
                   "left as it is. The "
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
