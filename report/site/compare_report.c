/* SPDX-License-Identifier: Apache-2.0 */
/* compare_report.c: see compare_report.h. */
#include "report/site/compare_report.h"

#include "report/export/compare_text.h"
#include "report/figures/compare_figures.h"
#include "report/figures/figure_files.h"
#include "report/page/compare_page.h"

enum { PER_FAMILY = 4, FORMATS = 1 };

static enum bv_status draw(const struct bv_folder *folder,
                           const struct bv_compare_figures *figure_set, const char *gnuplot,
                           struct bv_error *err)
{
    struct bv_figure_files figure_files = {0};
    size_t most = 2 * figure_set->plot_count + 2;
    for (size_t i = 0; i < figure_set->map_count; i++)
        most += figure_set->maps[i].sheet_count;
    enum bv_status status = bv_figure_files_begin(folder, "", FORMATS, most, &figure_files, err);
    for (size_t i = 0; status == BV_OK && i < figure_set->plot_count; i++) {
        status = bv_figure_files_figure(&figure_files, &figure_set->plots[i].ratios, err);
        if (status == BV_OK)
            status = bv_figure_files_figure(&figure_files, &figure_set->plots[i].times, err);
    }
    if (status == BV_OK)
        status = bv_figure_files_figure(&figure_files, &figure_set->kinds, err);
    if (status == BV_OK)
        status = bv_figure_files_figure(&figure_files, &figure_set->story, err);
    for (size_t i = 0; i < figure_set->map_count; i++)
        for (size_t k = 0; status == BV_OK && k < figure_set->maps[i].sheet_count; k++)
            status = bv_figure_files_map(&figure_files, &figure_set->maps[i].sheets[k], err);
    if (status == BV_OK)
        status = bv_figure_files_render(&figure_files, gnuplot, err);
    bv_figure_files_finish(&figure_files);
    return status;
}

static enum bv_status write_data(const struct bv_folder *folder,
                                 const struct bv_comparison *comparison, struct bv_error *err)
{
    struct bv_text text = {0};
    bv_compare_csv(&text, comparison);
    enum bv_status status = bv_folder_text(folder, "comparison.csv", &text, err);
    if (status != BV_OK)
        return status;
    bv_compare_json(&text, comparison);
    status = bv_folder_text(folder, "comparison.json", &text, err);
    if (status != BV_OK)
        return status;
    bv_compare_text(&text, comparison, true);
    return bv_folder_text(folder, "comparison.txt", &text, err);
}

enum bv_status bv_compare_report(const struct bv_comparison *comparison, const char *out_dir,
                                 const char *gnuplot, struct bv_error *err)
{
    struct bv_folder folder = {0};
    struct bv_compare_figures figure_set = {0};
    struct bv_text html = {0}, figures = {0};
    enum bv_status status = bv_compare_figures_init(comparison, PER_FAMILY, &figure_set, err);
    if (status == BV_OK)
        status = bv_folder_begin(out_dir, &folder, err);
    if (status == BV_OK)
        status = draw(&folder, &figure_set, gnuplot, err);
    if (status == BV_OK) {
        bv_text_format(&figures, "%s/figures", folder.path);
        status = figures.failed
                     ? bv_fail(err, BV_E_NOMEM, "out of memory while writing the page")
                     : bv_compare_page(comparison, &figure_set, figures.data, FORMATS, &html, err);
    }
    if (status == BV_OK)
        status = bv_folder_text(&folder, "index.html", &html, err);
    if (status == BV_OK)
        status = write_data(&folder, comparison, err);
    if (status == BV_OK)
        status = bv_folder_commit(&folder, err);
    bv_folder_drop(&folder);
    bv_text_finish(&html);
    bv_text_finish(&figures);
    bv_compare_figures_finish(&figure_set);
    return status;
}
