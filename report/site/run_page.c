/* SPDX-License-Identifier: Apache-2.0 */
/* run_page.c: see run_page.h. */
#include "report/site/run_page.h"

#include <string.h>

#include "lib/base/folder.h"
#include "lib/base/packed.h"
#include "report/export/numbers.h"
#include "report/figures/figure_files.h"
#include "report/figures/gnuplot.h"
#include "report/figures/report_figures.h"
#include "report/page/page.h"
#include "report/site/report.h"
#include "report/site/summary_text.h"
#include "report/words/codewords.h"

enum bv_status bv_run_page_text(const struct bv_folder *folder, const char *prefix,
                                const char *name, const struct bv_text *text, struct bv_error *err)
{
    struct bv_text path = {0};
    bv_text_format(&path, "%s%s", prefix, name);
    enum bv_status status = path.failed || text->failed
                                ? bv_fail(err, BV_E_NOMEM, "out of memory while writing %s", name)
                                : bv_folder_write(folder, path.data, text->data, text->length, err);
    bv_text_finish(&path);
    return status;
}

static enum bv_status add_figures(struct bv_figure_files *figure_files,
                                  const struct bv_report_figures *figure_set, struct bv_error *err)
{
    enum bv_status status = bv_figure_files_figure(figure_files, &figure_set->answer, err);
    for (size_t i = 0; status == BV_OK && i < figure_set->map.sheet_count; i++)
        status = bv_figure_files_map(figure_files, &figure_set->map.sheets[i], err);
    for (size_t i = 0; status == BV_OK && i < figure_set->count; i++) {
        status = bv_figure_files_figure(figure_files, &figure_set->groups[i].times, err);
        if (status == BV_OK)
            status = bv_figure_files_figure(figure_files, &figure_set->groups[i].ratios, err);
    }
    return status;
}

static enum bv_status write_figures(const struct bv_folder *folder, const char *prefix,
                                    const struct bv_report_figures *figure_set,
                                    const struct bv_report_options *options, size_t formats,
                                    struct bv_error *err)
{
    struct bv_figure_files figure_files = {0};
    enum bv_status status = bv_figure_files_begin(
        folder, prefix, formats, 2 * figure_set->count + figure_set->map.sheet_count + 1,
        &figure_files, err);
    if (status == BV_OK)
        status = add_figures(&figure_files, figure_set, err);
    figure_files.drawn = options->drawn;
    figure_files.user = options->user;
    if (status == BV_OK)
        status = bv_figure_files_render(&figure_files, options->gnuplot, err);
    bv_figure_files_finish(&figure_files);
    return status;
}

static enum bv_status write_data(const struct bv_folder *folder, const char *prefix,
                                 const char *data_path, struct bv_error *err)
{
    struct bv_text data = {0}, name = {0};
    size_t ending = strlen(BV_PACKED_ENDING), length = strlen(data_path);
    bool is_packed = length > ending && strcmp(data_path + length - ending, BV_PACKED_ENDING) == 0;
    bv_text_format(&name, "%srun.json", prefix);
    bool is_copied = !is_packed && !name.failed && bv_folder_copy(folder, name.data, data_path);
    bv_text_finish(&name);
    if (is_copied)
        return BV_OK;
    enum bv_status status = bv_packed_read(data_path, &data.data, &data.length, err);
    if (status == BV_OK)
        status = bv_run_page_text(folder, prefix, "run.json", &data, err);
    bv_text_finish(&data);
    return status;
}

enum bv_status bv_run_page_write(const struct bv_folder *folder, const char *prefix,
                                 const struct bv_report_options *options,
                                 const struct bv_rules *rules,
                                 const struct bv_report_source *source,
                                 const struct bv_summary *summary, struct bv_index_run *kept,
                                 char **answer, struct bv_error *err)
{
    struct bv_policies policies = {0};
    struct bv_claims claims = {0};
    struct bv_codegen codegen = {0};
    const struct bv_known known = {summary, &policies, &codegen, source->escapes};
    struct bv_report_figures figure_set = {0};
    struct bv_text html = {0}, figures = {0}, text = {0}, csv = {0};
    unsigned per_family = options->figures_per_family ? options->figures_per_family : 5;
    enum bv_status status =
        bv_report_figures_init(summary, source->audit, per_family, &figure_set, err);
    if (status != BV_OK)
        return status;
    bv_text_format(&figures, "%s/%sfigures", folder->path, prefix);
    struct bv_page page = {
        .summary = summary,
        .figure_set = &figure_set,
        .policies = &policies,
        .claims = &claims,
        .codegen = &codegen,
        .figures = figures.data,
        /* Of several, PNG for slides would be most of the time; a report of one has it. */
        .formats = prefix[0] ? 1 : bv_figure_format_count,
        .has_data = source->data_path != NULL,
        .topology = source->topology_path,
        .audit = source->audit,
        .selfcheck = source->selfcheck,
        .counts = source->counts,
        .escapes = source->escapes,
        .profiles = source->profiles,
    };
    if (figures.failed || bv_policies_judge(summary, rules, &policies) != BV_OK)
        status = bv_fail(err, BV_E_NOMEM, "out of memory while writing the page");
    if (status == BV_OK)
        status = bv_codegen_match(summary, source->audit, source->counts, &codegen, err);
    if (status == BV_OK && bv_claims_judge(&known, &claims) != BV_OK)
        status = bv_fail(err, BV_E_NOMEM, "out of memory while writing the page");
    if (status == BV_OK && kept &&
        bv_index_run_take(summary, &claims, source->escapes, kept) != BV_OK)
        status = bv_fail(err, BV_E_NOMEM, "out of memory while writing the page");
    if (status == BV_OK)
        status = write_figures(folder, prefix, &figure_set, options, page.formats, err);
    if (status == BV_OK)
        status = bv_page_write(&page, &html, err);
    if (status == BV_OK)
        status = bv_run_page_text(folder, prefix, "index.html", &html, err);
    if (status == BV_OK)
        status = bv_report_summary_text(summary, &claims, &text.data, err);
    if (status == BV_OK) {
        text.length = strlen(text.data);
        status = bv_run_page_text(folder, prefix, "summary.txt", &text, err);
    }
    if (status == BV_OK) {
        bv_numbers_csv(&csv, summary);
        status = bv_run_page_text(folder, prefix, "numbers.csv", &csv, err);
        bv_text_finish(&csv);
    }
    if (status == BV_OK) {
        bv_claims_csv(&csv, &claims);
        status = bv_run_page_text(folder, prefix, "claims.csv", &csv, err);
        bv_text_finish(&csv);
    }
    if (status == BV_OK && (source->audit || source->counts)) {
        bv_codegen_csv(&csv, &codegen);
        status = bv_run_page_text(folder, prefix, "codegen.csv", &csv, err);
    }
    if (status == BV_OK && source->data_path)
        status = write_data(folder, prefix, source->data_path, err);
    if (status == BV_OK && answer) {
        *answer = text.data;
        text = (struct bv_text){0};
    }
    bv_text_finish(&csv);
    bv_text_finish(&text);
    bv_text_finish(&figures);
    bv_text_finish(&html);
    bv_claims_finish(&claims);
    bv_policies_finish(&policies);
    bv_codegen_finish(&codegen);
    bv_report_figures_finish(&figure_set);
    return status;
}
