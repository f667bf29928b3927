/* SPDX-License-Identifier: Apache-2.0 */
/* kinds_report.c: see kinds_report.h. */
#include "report/site/kinds_report.h"

#include <stdlib.h>

#include "lib/base/folder.h"
#include "lib/base/memory.h"
#include "report/export/kinds_text.h"
#include "report/figures/figure_files.h"
#include "report/figures/kind_figure.h"
#include "report/page/frame.h"
#include "report/page/html_phrase.h"
#include "report/page/kind_section.h"
#include "report/words/kind_words.h"

enum { FORMATS = 1 };

static enum bv_status draw(const struct bv_folder *folder, const struct bv_figure *figure,
                           const char *gnuplot, struct bv_error *err)
{
    struct bv_figure_files files = {0};
    enum bv_status status = bv_figure_files_begin(folder, "", FORMATS, 1, &files, err);
    if (status == BV_OK)
        status = bv_figure_files_figure(&files, figure, err);
    if (status == BV_OK)
        status = bv_figure_files_render(&files, gnuplot, err);
    bv_figure_files_finish(&files);
    return status;
}

static enum bv_status write_page(const struct bv_folder *folder, const struct bv_kinds *kinds,
                                 const struct bv_figure *figure, struct bv_error *err)
{
    struct bv_text html = {0}, figures = {0}, words = {0};
    bv_text_format(&figures, "%s/figures", folder->path);
    const struct bv_page page = {.figures = figures.data, .formats = FORMATS};
    bv_frame_open(&html, "By value or by pointer: runs of one kind");
    bv_text_put(&html, "<main>\n<h1>");
    bv_words_outliers(&words, kinds);
    bv_html_phrase_put(&html, &words, true);
    bv_text_put(&html, "</h1>\n");
    enum bv_status status =
        figures.failed ? bv_no_memory(err) : bv_kind_section(&html, &page, kinds, figure, err);
    bv_text_put(&html, "</main>\n<footer>\n<p>");
    bv_html_phrase_file(&html, "kinds.json", "kinds.json");
    bv_text_put(&html, "</p>\n");
    bv_html_phrase_beside(&html, "figures and data");
    bv_text_put(&html, "</footer>\n");
    bv_frame_close(&html);
    if (status == BV_OK)
        status = bv_folder_text(folder, "index.html", &html, err);
    bv_text_finish(&html);
    bv_text_finish(&figures);
    return status;
}

static enum bv_status write_data(const struct bv_folder *folder, const struct bv_kinds *kinds,
                                 struct bv_error *err)
{
    struct bv_text text = {0};
    json_t *root = bv_kinds_json(kinds);
    char *json = root ? json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) : NULL;
    if (json)
        bv_text_json(&text, json);
    bv_text_put(&text, "\n");
    enum bv_status status =
        json ? bv_folder_text(folder, "kinds.json", &text, err) : bv_no_memory(err);
    bv_text_finish(&text);
    free(json);
    json_decref(root);
    return status;
}

enum bv_status bv_kinds_report(const struct bv_kinds *kinds, const char *out_dir,
                               const char *gnuplot, struct bv_error *err)
{
    struct bv_folder folder = {0};
    struct bv_figure figure = {.curve_count = 0};
    enum bv_status status = bv_figure_kinds(kinds, &figure);
    if (status != BV_OK)
        return bv_no_memory(err);
    status = bv_folder_begin(out_dir, &folder, err);
    if (status == BV_OK)
        status = draw(&folder, &figure, gnuplot, err);
    if (status == BV_OK)
        status = write_page(&folder, kinds, &figure, err);
    if (status == BV_OK)
        status = write_data(&folder, kinds, err);
    if (status == BV_OK)
        status = bv_folder_commit(&folder, err);
    bv_folder_drop(&folder);
    bv_figure_finish(&figure);
    return status;
}
