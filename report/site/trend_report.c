/* SPDX-License-Identifier: Apache-2.0 */
/* trend_report.c: see trend_report.h. */
#include "report/site/trend_report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/export/compare_text.h"
#include "report/figures/figure_files.h"
#include "report/figures/trend_figure.h"
#include "report/page/trend_page.h"
#include "report/words/number_words.h"
#include "report/words/side_words.h"
#include "report/words/trend_words.h"

enum { PLOTS_MAX = 24, PLOTS_LEAST = 6, ROWS_MAX = 40, FORMATS = 1 };

static void put_changes(struct bv_text *out, const struct bv_trend *trend,
                        const struct bv_trend_line *line)
{
    struct bv_text words = {0};
    for (size_t i = 0; i < line->change_count; i++) {
        bv_words_trend_change(&words, trend, line, &line->changes[i]);
        bv_text_put(out, "  ");
        bv_text_line(out, &words);
    }
}

static void put_levels(struct bv_text *out, const struct bv_trend *trend,
                       const struct bv_trend_line *line)
{
    struct bv_text words = {0};
    bv_text_format(&words, "  %s: ", trend->comparison->match.cases[line->case_index].name);
    bv_words_trend_quantity(&words, line);
    bv_text_put(&words, ":");
    for (size_t i = 0; i < trend->comparison->side_count; i++) {
        bv_text_put(&words, " ");
        bv_words_letter(&words, i);
        bv_text_put(&words, " ");
        bv_words_ns(&words, line->levels[i].estimate);
    }
    bv_text_line(out, &words);
}

/* Of each run from which something changed: how much, and what else changed with it. */
static void put_begins(struct bv_text *out, const struct bv_trend *trend)
{
    for (size_t run = 1; run < trend->comparison->side_count; run++) {
        struct bv_text words = {0};
        size_t count = 0;
        for (size_t i = 0; i < trend->changed; i++)
            for (size_t k = 0; k < trend->lines[i].change_count; k++)
                count += trend->lines[i].changes[k].at == run;
        if (count == 0)
            continue;
        bv_words_letter(&words, run);
        bv_text_format(&words, ": %zu change%s here; with them: ", count,
                       count == 1 ? " begins" : "s begin");
        bv_words_trend_cause(&words, trend, run);
        bv_text_line(out, &words);
    }
}

void bv_trend_text(struct bv_text *out, const struct bv_trend *trend, bool all)
{
    struct bv_text words = {0};
    size_t shown = 0;
    bv_words_trend(&words, trend);
    bv_text_line(out, &words);
    bv_compare_sides_text(out, trend->comparison);
    put_begins(out, trend);
    bv_text_put(out, "\n");
    for (size_t i = 0; i < trend->changed && (all || shown < ROWS_MAX); i++, shown++)
        put_changes(out, trend, &trend->lines[i]);
    if (shown < trend->changed)
        bv_text_format(out, "  and %zu more that changed: --all shows them\n",
                       trend->changed - shown);
    for (size_t i = trend->changed; all && i < trend->line_count; i++)
        put_levels(out, trend, &trend->lines[i]);
    if (!all && trend->changed < trend->line_count)
        bv_text_format(out, "  not shown: %zu without a change; --all shows all\n",
                       trend->line_count - trend->changed);
}

static void put_number(struct bv_text *out, double number)
{
    bv_text_put(out, ",");
    if (isfinite(number))
        bv_text_format(out, "%.17g", number);
}

static void put_row(struct bv_text *out, const struct bv_trend *trend,
                    const struct bv_trend_line *line, const char *kind, size_t run,
                    struct bv_interval y, double p)
{
    const struct bv_comparison *comparison = trend->comparison;
    bool ratio = line->quantity == BV_QUANTITY_RATIO;
    bv_text_format(out, "%s,%s,", kind, ratio ? "ratio" : "time");
    bv_text_csv(out, comparison->match.cases[line->case_index].name);
    bv_text_put(out, ",");
    bv_text_csv(out, line->info->arms[ratio ? 0 : line->arm]);
    bv_text_put(out, ",");
    bv_text_csv(out, ratio ? line->info->arms[line->arm] : NULL);
    bv_text_put(out, ",");
    bv_text_csv(out, comparison->sides[run].name);
    bv_text_put(out, ",");
    bv_text_csv(out, comparison->sides[run].summary->result->started_utc);
    put_number(out, y.estimate);
    put_number(out, y.low);
    put_number(out, y.high);
    put_number(out, p);
    bv_text_put(out, "\r\n");
}

void bv_trend_csv(struct bv_text *out, const struct bv_trend *trend)
{
    bv_text_put(out, "kind,quantity,name,a,b,run,started_utc,estimate,low,high,p\r\n");
    for (size_t i = 0; i < trend->line_count; i++) {
        const struct bv_trend_line *line = &trend->lines[i];
        for (size_t run = 0; run < trend->comparison->side_count; run++)
            if (!isnan(line->levels[run].estimate))
                put_row(out, trend, line, "level", run, line->levels[run], NAN);
        for (size_t k = 0; k < line->change_count; k++) {
            struct bv_interval c = line->changes[k].change;
            put_row(out, trend, line, "change", line->changes[k].at,
                    (struct bv_interval){exp(c.estimate), isfinite(c.low) ? exp(c.low) : c.low,
                                         exp(c.high)},
                    line->changes[k].p);
        }
    }
}

/* What changed, and the first of the others where that is little. */
static enum bv_status fill_plots(const struct bv_trend *trend, struct bv_figure *plots,
                                 size_t *count)
{
    size_t most = trend->changed > PLOTS_LEAST ? trend->changed : (size_t)PLOTS_LEAST;
    most = most < PLOTS_MAX ? most : (size_t)PLOTS_MAX;
    most = most < trend->line_count ? most : trend->line_count;
    for (*count = 0; *count < most; ++*count) {
        char id[BV_FIGURE_ID_SIZE];
        snprintf(id, sizeof id, "t%02zu", *count + 1);
        if (bv_figure_trend(trend, &trend->lines[*count], id, &plots[*count]) != BV_OK)
            return BV_E_NOMEM;
    }
    return BV_OK;
}

static enum bv_status write_page(const struct bv_trend *trend, const struct bv_folder *folder,
                                 const struct bv_figure *plots, size_t count, const char *gnuplot,
                                 struct bv_error *err)
{
    struct bv_figure_files figure_files = {0};
    struct bv_text html = {0}, figures = {0}, data = {0};
    enum bv_status status = bv_figure_files_begin(folder, "", FORMATS, count, &figure_files, err);
    for (size_t i = 0; status == BV_OK && i < count; i++)
        status = bv_figure_files_figure(&figure_files, &plots[i], err);
    if (status == BV_OK)
        status = bv_figure_files_render(&figure_files, gnuplot, err);
    bv_text_format(&figures, "%s/figures", folder->path);
    if (status == BV_OK && figures.failed)
        status = bv_fail(err, BV_E_NOMEM, "out of memory while writing the page");
    if (status == BV_OK)
        status = bv_trend_page(trend, plots, count, figures.data, FORMATS, &html, err);
    if (status == BV_OK)
        status = bv_folder_text(folder, "index.html", &html, err);
    if (status == BV_OK) {
        bv_trend_csv(&data, trend);
        status = bv_folder_text(folder, "trend.csv", &data, err);
    }
    bv_text_finish(&html);
    bv_text_finish(&figures);
    bv_figure_files_finish(&figure_files);
    return status;
}

enum bv_status bv_trend_report(const struct bv_trend *trend, const char *out_dir,
                               const char *gnuplot, struct bv_error *err)
{
    struct bv_folder folder = {0};
    struct bv_figure *plots = calloc(PLOTS_MAX, sizeof plots[0]);
    size_t count = 0;
    enum bv_status status = plots ? fill_plots(trend, plots, &count) : BV_E_NOMEM;
    if (status != BV_OK)
        bv_fail(err, status, "out of memory while drawing the trend");
    if (status == BV_OK)
        status = bv_folder_begin(out_dir, &folder, err);
    if (status == BV_OK)
        status = write_page(trend, &folder, plots, count, gnuplot, err);
    if (status == BV_OK)
        status = bv_folder_commit(&folder, err);
    bv_folder_drop(&folder);
    for (size_t i = 0; plots && i < PLOTS_MAX; i++)
        bv_figure_finish(&plots[i]);
    free(plots);
    return status;
}
