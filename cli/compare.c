/* SPDX-License-Identifier: Apache-2.0 */
/* compare.c: byval compare. */
#include "report/compare/compare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/option.h"
#include "cli/output.h"
#include "cli/runs.h"
#include "lib/base/date.h"
#include "lib/base/memory.h"
#include "report/export/compare_text.h"
#include "report/export/kinds_text.h"
#include "report/site/compare_report.h"
#include "report/site/kinds_report.h"
#include "report/site/trend_report.h"

struct options {
    bool all, json, csv, trend;
    double fail_over;
    const char *by, *out;
};

static const char details[] =
    "A RUN is a folder that byval run wrote, or the run.json in it. All runs are compared with "
    "the\n"
    "first. The output says what differs between the machines; then which crossovers, ratios and\n"
    "verdicts changed; then which times changed. Undecided does not mean equal: equal means shown\n"
    "to differ by less than the margin.\n"
    "Exit code 1 with --fail-over: something is slower, or the times cannot be compared.\n"
    "docs/COMPARE.md explains the method, and how often it is right.\n"
    "\nexamples:\n"
    "  byval compare results/gcc results/clang              what the other compiler changes\n"
    "  byval compare --by compiler results/*                runs pooled by their compiler\n"
    "  byval compare --by cpu.model --out fleet bundles/*   a fleet: kinds, and nodes that are "
    "none\n"
    "  byval compare --fail-over 5 before after             for CI: 5 % slower is a failure\n"
    "  byval compare --trend --out trend results/host-*     a machine over time\n";

static void write_comparison(struct bv_text *text, const struct bv_comparison *comparison,
                             const struct options *chosen)
{
    if (chosen->json)
        bv_compare_json(text, comparison);
    else if (chosen->csv)
        bv_compare_csv(text, comparison);
    else
        bv_compare_text(text, comparison, chosen->all);
}

/* Print what was written, once the page is in its place. */
static enum bv_status print(struct bv_text *text, const struct options *chosen,
                            struct bv_error *err)
{
    if (text->failed)
        return bv_fail(err, BV_E_NOMEM, "out of memory while writing");
    fwrite(text->data, 1, text->length, stdout);
    if (chosen->out && !chosen->json && !chosen->csv)
        printf("\n%s/index.html\n", chosen->out);
    return BV_OK;
}

/* What --fail-over decides. */
static enum bv_status judge(const struct bv_comparison *comparison, double fail_over,
                            struct bv_error *err)
{
    if (!(fail_over > 0))
        return BV_OK;
    if (!bv_fact_differences_comparable(&comparison->differences))
        return bv_fail(err, BV_E_MISMATCH,
                       "--fail-over cannot judge times of different machines: compare runs of one");
    if (comparison->common == 0)
        return bv_fail(err, BV_E_INPUT,
                       "--fail-over has nothing to judge: no case was measured on "
                       "both sides");
    if (comparison->slower > 0)
        return bv_fail(err, BV_E_MISMATCH, "%zu time%s credibly slower by more than %g %%",
                       comparison->slower, comparison->slower == 1 ? " is" : "s are",
                       100 * fail_over);
    return BV_OK;
}

static enum bv_status show(const struct bv_comparison *comparison, const struct options *chosen,
                           struct bv_error *err)
{
    struct bv_text text = {0};
    enum bv_status status =
        chosen->out ? bv_compare_report(comparison, chosen->out, NULL, err) : BV_OK;
    if (status == BV_OK) {
        write_comparison(&text, comparison, chosen);
        status = print(&text, chosen, err);
    }
    if (status == BV_OK)
        status = judge(comparison, chosen->fail_over, err);
    bv_text_finish(&text);
    return status;
}

static enum bv_status show_trend(const struct bv_comparison *comparison,
                                 const struct options *chosen, struct bv_error *err)
{
    struct bv_trend trend = {0};
    struct bv_text text = {0};
    if (!bv_fact_differences_comparable(&comparison->differences))
        return bv_fail(err, BV_E_MISMATCH,
                       "--trend is about the runs of one machine, and these are of several: byval "
                       "compare without it says how they differ");
    enum bv_status status = bv_trend_init(comparison, &trend, err);
    if (status == BV_OK && chosen->out)
        status = bv_trend_report(&trend, chosen->out, NULL, err);
    if (status == BV_OK) {
        if (chosen->csv)
            bv_trend_csv(&text, &trend);
        else
            bv_trend_text(&text, &trend, chosen->all);
        status = print(&text, chosen, err);
    }
    bv_text_finish(&text);
    bv_trend_finish(&trend);
    return status;
}

/* All runs are of one kind: there is nothing to hold them against but each other. */
static enum bv_status show_kinds(const struct bv_kinds *kinds, const struct options *chosen,
                                 struct bv_error *err)
{
    struct bv_text text = {0};
    enum bv_status status = chosen->out ? bv_kinds_report(kinds, chosen->out, NULL, err) : BV_OK;
    json_t *root = chosen->json ? bv_kinds_json(kinds) : NULL;
    char *json = root ? json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) : NULL;
    if (status == BV_OK && chosen->json && !json)
        status = bv_no_memory(err);
    if (json) {
        bv_text_json(&text, json);
        bv_text_put(&text, "\n");
    } else {
        bv_kinds_text(&text, kinds);
    }
    if (status == BV_OK)
        status = print(&text, chosen, err);
    free(json);
    json_decref(root);
    bv_text_finish(&text);
    return status;
}

static int by_date(const void *a, const void *b)
{
    return strcmp(((const struct bv_side *)a)->summary->result->started_utc,
                  ((const struct bv_side *)b)->summary->result->started_utc);
}

/* Put sides in the order of time. */
static enum bv_status order(struct bv_side *sides, size_t count, struct bv_error *err)
{
    for (size_t i = 0; i < count; i++)
        if (sides[i].summary->result->started_utc == NULL)
            return bv_fail(err, BV_E_INPUT, "%s: does not say when it began: --trend needs that",
                           sides[i].name);
    for (size_t i = 0; i < count; i++)
        if (!bv_date_is_likely(sides[i].summary->result->started_utc))
            fprintf(
                stderr,
                "byval compare: warning: %s began at %s, which is unlikely: --trend puts runs in "
                "the order of their dates\n",
                sides[i].name, sides[i].summary->result->started_utc);
    qsort(sides, count, sizeof sides[0], by_date);
    return BV_OK;
}

static enum bv_status compare(char **paths, size_t count, const struct options *chosen,
                              struct bv_error *err)
{
    struct bv_runs runs = {0};
    struct bv_side sides[BV_SIDES_MAX];
    struct bv_comparison *comparison = NULL;
    struct bv_compare_options options = {.fail_over = chosen->fail_over};
    enum bv_status status = BV_OK;
    if (chosen->out)
        status = bv_output_folder(chosen->out, (const char *const *)paths, count, err);
    if (status == BV_OK)
        status = bv_runs_load(paths, count, chosen->by, chosen->trend || chosen->by, &runs, err);
    if (status == BV_OK)
        bv_runs_forget_code(&runs);
    if (status == BV_OK && runs.count < 2 && !chosen->by)
        status = bv_fail(err, BV_E_INPUT, "one run has no trend: name runs of different times");
    bool is_one_kind = status == BV_OK && runs.count == 1 && runs.kinds.judged > 0 &&
                       !chosen->csv && !(chosen->fail_over > 0);
    if (is_one_kind)
        status = show_kinds(&runs.kinds, chosen, err);
    else if (status == BV_OK && runs.count < 2)
        status = bv_fail(err, BV_E_INPUT, "all runs have the same %s: there is nothing to compare",
                         chosen->by);
    if (is_one_kind) {
        bv_runs_finish(&runs);
        return status;
    }
    if (status == BV_OK && runs.count > BV_SIDES_MAX)
        status = bv_fail(err, BV_E_INPUT, "the runs have %zu values of %s: at most %d are compared",
                         runs.count, chosen->by, BV_SIDES_MAX);
    for (size_t i = 0; status == BV_OK && i < runs.count; i++)
        sides[i] =
            (struct bv_side){runs.items[i].name,
                             runs.items[i].summary,
                             runs.items[i].audit.kernel_hash ? &runs.items[i].audit : NULL,
                             chosen->by != NULL,
                             runs.each_counts_once,
                             runs.items[i].escapes.kernel_hash ? &runs.items[i].escapes : NULL};
    if (chosen->by)
        options.kinds = &runs.kinds;
    if (status == BV_OK && chosen->trend)
        status = order(sides, runs.count, err);
    if (status == BV_OK)
        status = bv_comparison_create(sides, runs.count, &options, &comparison, err);
    if (status == BV_OK)
        status =
            chosen->trend ? show_trend(comparison, chosen, err) : show(comparison, chosen, err);
    bv_comparison_destroy(comparison);
    bv_runs_finish(&runs);
    return status;
}

enum bv_exit bv_command_compare(int argc, char **argv)
{
    struct options chosen = {0};
    const struct bv_option options[] = {
        {"all", NULL, "show what did not change, too", NULL, &chosen.all},
        {"trend", NULL, "the runs of one machine in time: what changed from which run on", NULL,
         &chosen.trend},
        {"out", "DIR", "also write a page that compares them, with its figures", bv_option_text,
         &chosen.out},
        {"json", NULL, "print every number as JSON", NULL, &chosen.json},
        {"csv", NULL, "print every number as CSV", NULL, &chosen.csv},
        {"fail-over", "PCT",
         "exit with 1 if the time of some case is credibly higher\nby more than so many percent",
         bv_option_percent, &chosen.fail_over},
        {"by", "FACT",
         "pool the runs by a fact of their machine keys, such as\ncompiler or cpu.model, and name "
         "outliers",
         bv_option_text, &chosen.by},
    };
    const struct bv_usage usage = {
        .name = "compare",
        .arguments = "RUN RUN...",
        .summary = "Compare runs: machines, compilers, versions, or one machine before and after.",
        .details = details,
        .options = options,
        .option_count = sizeof options / sizeof options[0],
    };
    int first;
    enum bv_parsed parsed = bv_options_parse(&usage, argc, argv, &first);
    if (parsed != BV_PARSED_OK)
        return parsed == BV_PARSED_HELP ? BV_EXIT_DONE : BV_EXIT_USAGE;
    if (argc - first < 2 || (chosen.by == NULL && argc - first > BV_SIDES_MAX)) {
        fprintf(stderr,
                "byval compare: name 2 to %d runs, or pool more of them with --by; see byval "
                "compare --help\n",
                BV_SIDES_MAX);
        return BV_EXIT_USAGE;
    }
    if (chosen.json && chosen.csv) {
        fprintf(stderr, "byval compare: --json and --csv exclude each other\n");
        return BV_EXIT_USAGE;
    }
    if (chosen.trend && (chosen.json || chosen.by || chosen.fail_over > 0)) {
        fprintf(stderr, "byval compare: --trend goes with --all, --csv and --out only\n");
        return BV_EXIT_USAGE;
    }
    struct bv_error err;
    if (compare(argv + first, (size_t)(argc - first), &chosen, &err) != BV_OK)
        return bv_command_failed("compare", &err);
    return BV_EXIT_DONE;
}
