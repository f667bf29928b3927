/* SPDX-License-Identifier: Apache-2.0 */
/* page.c: from the files of a bundle to scripts and to a page that is well formed and runs nothing.
 *
 * The input is a run.json and, each behind a zero, an audit.json, a counts.json and a
 * selfcheck.json, or the first of these. */
#include "report/page/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/bundle/auditfile.h"
#include "lib/bundle/runfile.h"
#include "report/figures/gnuplot.h"
#include "report/page/tables.h"
#include "report/site/summary_text.h"
#include "tests/fuzz/target.h"
#include "tests/support/xml.h"

enum { FIGURES_PER_FAMILY = 2 };

/* What may stand beside a run; NULL where it does not, or cannot be read. */
struct companions {
    const struct bv_audit *audit;
    const struct bv_counts *counts;
    const struct bv_selfcheckfile *selfcheck;
};

/* scripts   of our own */
static void demand_harmless(const char *page, size_t scripts)
{
    size_t found;
    char why[200];
    if (bv_xml_check(page, "script", &found, why, sizeof why) != 0)
        bv_fuzz_demand(false, why);
    bv_fuzz_demand(found == scripts, "the page runs nothing that is not ours");
}

/* The scripts, and the tables behind the figures; the drawings are gnuplot's. */
static void draw(const struct bv_summary *summary)
{
    struct bv_report_figures figure_set;
    struct bv_text script = {0}, tables = {0};
    if (bv_report_figures_init(summary, NULL, FIGURES_PER_FAMILY, &figure_set, NULL) != BV_OK)
        return;
    bv_text_put(&tables, "<div>");
    for (size_t i = 0; i < figure_set.count; i++) {
        const struct bv_figure *figures[] = {&figure_set.groups[i].times,
                                             &figure_set.groups[i].ratios};
        for (size_t k = 0; k < 2; k++)
            if (figures[k]->curve_count > 0) {
                bv_gnuplot_curves(figures[k], bv_figure_format_count, &script);
                bv_table_figure(&tables, figures[k]);
            }
    }
    for (size_t i = 0; i < figure_set.map.sheet_count; i++) {
        bv_gnuplot_map(&figure_set.map.sheets[i], bv_figure_format_count, &script);
        bv_table_map(&tables, &figure_set.map.sheets[i]);
    }
    bv_text_put(&tables, "</div>");
    demand_harmless(tables.data, 0);
    bv_text_finish(&tables);
    bv_text_finish(&script);
    bv_report_figures_finish(&figure_set);
}

static void write_page(const struct bv_summary *summary, const struct companions *companions)
{
    struct bv_report_figures figure_set;
    struct bv_text text = {0}, csv = {0};
    struct bv_error err;
    char *lines = NULL;
    struct bv_rules rules;
    struct bv_policies policies;
    struct bv_claims claims;
    struct bv_codegen codegen;
    if (bv_report_figures_init(summary, NULL, 0, &figure_set, NULL) != BV_OK ||
        bv_rules_builtin(&rules, NULL) != BV_OK ||
        bv_policies_judge(summary, &rules, &policies) != BV_OK ||
        bv_codegen_match(summary, companions->audit, companions->counts, &codegen, NULL) != BV_OK)
        abort();
    const struct bv_known known = {.summary = summary, .policies = &policies, .codegen = &codegen};
    if (bv_claims_judge(&known, &claims) != BV_OK)
        abort();
    figure_set.answer.curve_count = 0; /* gnuplot's, too */
    figure_set.map.sheet_count = 0;
    const struct bv_page page = {.summary = summary,
                                 .figure_set = &figure_set,
                                 .policies = &policies,
                                 .claims = &claims,
                                 .codegen = &codegen,
                                 .audit = companions->audit,
                                 .counts = companions->counts,
                                 .selfcheck = companions->selfcheck,
                                 .figures = "/"};
    bv_fuzz_demand(bv_page_write(&page, &text, &err) == BV_OK, "a summary has a page");
    demand_harmless(text.data, 1);
    bv_fuzz_demand(bv_report_summary_text(summary, &claims, &lines, &err) == BV_OK,
                   "and a short answer");
    bv_claims_csv(&csv, &claims);
    bv_fuzz_demand(!csv.failed, "and a table of claims");
    bv_text_finish(&csv);
    bv_claims_finish(&claims);
    free(lines);
    bv_text_finish(&text);
    bv_codegen_finish(&codegen);
    bv_policies_finish(&policies);
    bv_rules_finish(&rules);
    bv_report_figures_finish(&figure_set);
}

/* The next file, behind the last: *at is moved past it. NULL at the end. */
static const char *next_file(const uint8_t *data, size_t size, size_t *at)
{
    if (*at >= size)
        return NULL;
    const uint8_t *first = data + *at, *zero = memchr(first, 0, size - *at);
    size_t length = zero == NULL ? size - *at : (size_t)(zero - first);
    *at += length + 1;
    return bv_fuzz_file(first, length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bv_summary_options options = {.resamples = 20};
    struct bv_result result;
    struct bv_summary *summary;
    struct bv_audit audit;
    struct bv_counts counts;
    struct bv_selfcheckfile selfcheck;
    struct companions companions = {0};
    struct bv_error err;
    size_t at = 0;
    const char *path = next_file(data, size, &at);
    if (path == NULL || bv_runfile_read(path, &result, &err) != BV_OK)
        return 0;
    if ((path = next_file(data, size, &at)) != NULL && bv_audit_read(path, &audit, &err) == BV_OK)
        companions.audit = &audit;
    if ((path = next_file(data, size, &at)) != NULL && bv_counts_read(path, &counts, &err) == BV_OK)
        companions.counts = &counts;
    if ((path = next_file(data, size, &at)) != NULL &&
        bv_selfcheckfile_read(path, &selfcheck, &err) == BV_OK)
        companions.selfcheck = &selfcheck;
    if (bv_summary_create(&result, &options, &summary, &err) == BV_OK) {
        draw(summary);
        write_page(summary, &companions);
        bv_summary_destroy(summary);
    }
    if (companions.audit != NULL)
        bv_audit_finish(&audit);
    if (companions.counts != NULL)
        bv_counts_finish(&counts);
    if (companions.selfcheck != NULL)
        bv_selfcheckfile_finish(&selfcheck);
    bv_result_finish(&result);
    return 0;
}
