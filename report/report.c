/* SPDX-License-Identifier: Apache-2.0 */
/* report.c: see report.h. */
#include "report/report.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/folder.h"
#include "report/gallery.h"
#include "report/gnuplot.h"
#include "report/page.h"
#include "report/render.h"
#include "report/words.h"

enum { ANSWERS_MAX = 4, NAME_SIZE = 72 };

static void put_line(struct bv_text *out, struct bv_text *words)
{
    if (words->data)
        bv_text_plain(out, words->data);
    bv_text_put(out, "\n");
    out->failed |= words->failed;
    bv_text_finish(words);
}

static void put_answers(struct bv_text *out, const struct bv_summary *summary)
{
    struct bv_answer answers[ANSWERS_MAX];
    struct bv_text words = {0};
    size_t count = bv_summary_answers(summary, answers, ANSWERS_MAX);
    for (size_t i = 0; i < count && i < ANSWERS_MAX; i++) {
        const struct bv_series *series = answers[i].series;
        bv_words_series(&words, &series->parts, NULL);
        bv_text_put(&words, ": ");
        bv_words_finding(&words, &series->findings[answers[i].arm - 1], series->arms[0],
                         series->arms[answers[i].arm], true);
        put_line(out, &words);
    }
    if (count > ANSWERS_MAX)
        bv_text_format(out, "and %zu more families or arms: see the report\n", count - ANSWERS_MAX);
    if (count == 0)
        bv_text_put(out, summary->noise.judged ? "only nulls were measured\n"
                                               : "no case was measured\n");
}

enum bv_status bv_report_summary_text(const struct bv_summary *summary, char **out,
                                      struct bv_error *err)
{
    const struct bv_result *result = summary->result;
    struct bv_text text = {0}, words = {0};
    bv_text_format(&words,
                   "byval on %s: %zu of %zu cases precise, %zu missed, %zu failed, %zu "
                   "unavailable; %u blocks, %.0f s, stopped by %s",
                   result->host_name ? result->host_name : "unknown host",
                   summary->states[BV_CASE_PRECISE], summary->case_count,
                   summary->states[BV_CASE_OPEN], summary->states[BV_CASE_FAILED],
                   summary->states[BV_CASE_UNAVAILABLE], summary->blocks, result->elapsed_s,
                   result->stopped ? result->stopped : "unknown");
    put_line(&text, &words);
    put_answers(&text, summary);
    bv_text_format(&text,
                   "all contests: %zu to the first arm, %zu to the other, %zu equal, %zu "
                   "undecided\n",
                   summary->verdicts[BV_VERDICT_VALUE], summary->verdicts[BV_VERDICT_POINTER],
                   summary->verdicts[BV_VERDICT_EQUAL], summary->verdicts[BV_VERDICT_UNDECIDED]);
    bv_words_basis(&words, summary);
    put_line(&text, &words);
    bv_words_noise(&words, summary);
    put_line(&text, &words);
    if (result->warning_count + summary->doubtful + result->event_count > 0)
        bv_text_format(&text,
                       "doubts: warnings %zu, block events %zu, doubtful cases %zu: see the "
                       "report\n",
                       result->warning_count, result->event_count, summary->doubtful);
    if (text.failed) {
        bv_text_finish(&text);
        return bv_fail(err, BV_E_NOMEM, "out of memory while summing up");
    }
    *out = text.data;
    return BV_OK;
}

static enum bv_status write_text(const struct bv_folder *folder, const char *prefix,
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

static enum bv_status write_script(const struct bv_folder *folder, const char *prefix,
                                   const struct bv_figure *figure, struct bv_error *err)
{
    struct bv_text script = {0}, name = {0};
    bv_gnuplot_script(figure, &script);
    bv_text_format(&name, "figures/%s.gp", figure->id);
    enum bv_status status = name.failed ? bv_fail(err, BV_E_NOMEM, "out of memory while drawing")
                                        : write_text(folder, prefix, name.data, &script, err);
    bv_text_finish(&name);
    bv_text_finish(&script);
    return status;
}

static enum bv_status write_figures(const struct bv_folder *folder, const char *prefix,
                                    const struct bv_gallery *gallery, const char *gnuplot,
                                    struct bv_error *err)
{
    struct bv_text path = {0};
    size_t count = 0;
    const char **ids = calloc(2 * gallery->count + 1, sizeof ids[0]);
    enum bv_status status = BV_OK;
    bv_text_format(&path, "%s/%sfigures", folder->path, prefix);
    if (!ids || path.failed)
        status = bv_fail(err, BV_E_NOMEM, "out of memory while drawing");
    else
        status = bv_folder_make(folder, path.data + strlen(folder->path) + 1, err);
    for (size_t i = 0; status == BV_OK && i < 2 * gallery->count; i++) {
        const struct bv_exhibit *exhibit = &gallery->exhibits[i / 2];
        const struct bv_figure *figure = i % 2 ? &exhibit->ratios : &exhibit->times;
        if (figure->curve_count == 0)
            continue;
        ids[count++] = figure->id;
        status = write_script(folder, prefix, figure, err);
    }
    if (status == BV_OK)
        status = bv_render_figures(gnuplot, path.data, ids, count, err);
    free(ids);
    bv_text_finish(&path);
    return status;
}

static enum bv_status write_data(const struct bv_folder *folder, const char *prefix,
                                 const char *data_path, struct bv_error *err)
{
    struct bv_text data = {0};
    enum bv_status status = bv_file_read(data_path, &data.data, &data.length, err);
    if (status == BV_OK)
        status = write_text(folder, prefix, "run.json", &data, err);
    bv_text_finish(&data);
    return status;
}

/* prefix   folder of the report within `folder`, with a slash; or "" */
static enum bv_status write_one(const struct bv_folder *folder, const char *prefix,
                                const struct bv_report_source *source,
                                const struct bv_report_options *options,
                                const struct bv_summary *summary, struct bv_error *err)
{
    struct bv_gallery gallery = {0};
    struct bv_text html = {0}, figures = {0}, text = {0};
    unsigned per_family = options->figures_per_family ? options->figures_per_family : 6;
    enum bv_status status = bv_gallery_init(summary, per_family, &gallery, err);
    if (status != BV_OK)
        return status;
    bv_text_format(&figures, "%s/%sfigures", folder->path, prefix);
    struct bv_page page = {summary, &gallery, figures.data, source->data_path != NULL};
    if (figures.failed)
        status = bv_fail(err, BV_E_NOMEM, "out of memory while writing the page");
    if (status == BV_OK)
        status = write_figures(folder, prefix, &gallery, options->gnuplot, err);
    if (status == BV_OK)
        status = bv_page_write(&page, &html, err);
    if (status == BV_OK)
        status = write_text(folder, prefix, "index.html", &html, err);
    if (status == BV_OK)
        status = bv_report_summary_text(summary, &text.data, err);
    if (status == BV_OK) {
        text.length = strlen(text.data);
        status = write_text(folder, prefix, "summary.txt", &text, err);
    }
    if (status == BV_OK && source->data_path)
        status = write_data(folder, prefix, source->data_path, err);
    bv_text_finish(&text);
    bv_text_finish(&figures);
    bv_text_finish(&html);
    bv_gallery_finish(&gallery);
    return status;
}

/* A folder name that is safe anywhere: foreign letters become hyphens, a taken name gets a number.
 */
static void name_folder(const char *name, size_t index, char names[][NAME_SIZE])
{
    char *out = names[index];
    size_t length = 0;
    for (const char *c = name; *c && length < 48; c++) {
        bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
                     (*c >= '0' && *c <= '9') || *c == '_' || (*c == '.' && length > 0);
        out[length++] = plain ? *c : '-';
    }
    out[length] = '\0';
    bool taken = length == 0 || strcmp(out, "figures") == 0;
    for (size_t i = 0; i < index; i++)
        taken |= strcmp(names[i], out) == 0;
    if (taken) /* no other name ends so: a plain one has no '+' */
        snprintf(out + length, NAME_SIZE - length, "+%zu", index + 1);
}

static enum bv_status write_several(const struct bv_folder *folder,
                                    const struct bv_report_source *sources, size_t count,
                                    const struct bv_report_options *options,
                                    struct bv_summary *const *summaries, struct bv_error *err)
{
    char(*names)[NAME_SIZE] = calloc(count, sizeof names[0]);
    struct bv_page_link *links = calloc(count, sizeof links[0]);
    struct bv_text html = {0};
    enum bv_status status = BV_OK;
    if (!names || !links)
        status = bv_fail(err, BV_E_NOMEM, "out of memory while writing %zu reports", count);
    for (size_t i = 0; status == BV_OK && i < count; i++) {
        char prefix[NAME_SIZE + 2];
        name_folder(sources[i].name ? sources[i].name : "run", i, names);
        snprintf(prefix, sizeof prefix, "%s/", names[i]);
        links[i] = (struct bv_page_link){names[i], summaries[i]};
        status = bv_folder_make(folder, names[i], err);
        if (status == BV_OK)
            status = write_one(folder, prefix, &sources[i], options, summaries[i], err);
    }
    if (status == BV_OK)
        status = bv_page_index(links, count, &html, err);
    if (status == BV_OK)
        status = write_text(folder, "", "index.html", &html, err);
    bv_text_finish(&html);
    free(links);
    free(names);
    return status;
}

enum bv_status bv_report_write(const struct bv_report_source *sources, size_t count,
                               const struct bv_report_options *options, const char *out_dir,
                               struct bv_error *err)
{
    assert(count > 0);
    struct bv_folder folder = {0};
    struct bv_summary **summaries = calloc(count, sizeof(struct bv_summary *));
    enum bv_status status = BV_OK;
    if (!summaries)
        return bv_fail(err, BV_E_NOMEM, "out of memory while writing %zu reports", count);
    for (size_t i = 0; status == BV_OK && i < count; i++)
        status = bv_summary_create(sources[i].result, &options->summary, &summaries[i], err);
    if (status == BV_OK)
        status = bv_folder_begin(out_dir, &folder, err);
    if (status == BV_OK)
        status = count == 1 ? write_one(&folder, "", &sources[0], options, summaries[0], err)
                            : write_several(&folder, sources, count, options, summaries, err);
    if (status == BV_OK)
        status = bv_folder_commit(&folder, err);
    bv_folder_drop(&folder);
    for (size_t i = 0; i < count; i++)
        bv_summary_destroy(summaries[i]);
    free(summaries);
    return status;
}
