/* SPDX-License-Identifier: Apache-2.0 */
/* report.c: see report.h. */
#include "report/site/report.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/folder.h"
#include "lib/base/packed.h"
#include "lib/base/plural.h"
#include "report/analysis/independence.h"
#include "report/export/numbers.h"
#include "report/figures/figure_files.h"
#include "report/figures/gnuplot.h"
#include "report/figures/report_figures.h"
#include "report/page/page.h"
#include "report/words/codewords.h"
#include "report/words/overhead_words.h"
#include "report/words/time_words.h"
#include "report/words/words.h"
#include "report/words/zone_words.h"

enum { ANSWERS_MAX = 3, NAME_SIZE = 72 };

struct bv_report {
    const struct bv_report_options *options;
    struct bv_folder folder;
    struct bv_rules builtin; /* where the options give no others */
    bool several;
    struct place {
        char name[NAME_SIZE]; /* of the folder of the page */
        struct bv_text entry; /* of the page that leads to it */
        bool is_filled;
    } * places;
    size_t count;
};

static void put_answer(struct bv_text *out, const struct bv_summary *summary,
                       const struct bv_answer *answer)
{
    const struct bv_series *series = answer->series;
    struct bv_text words = {0}, times = {0};
    bv_words_contest(&words, series, series->arms[answer->arm]);
    bv_text_put(&words, ": ");
    bv_words_finding(&words, &series->findings[answer->arm - 1], series->arms[0],
                     series->arms[answer->arm], true);
    bv_words_nanoseconds(&times, summary, &series, 1, answer->arm);
    bv_words_aside(&words, &times);
    bv_text_line(out, &words);
}

/* The answer over all conditions, where there are several. */
static void put_zones(struct bv_text *out, const struct bv_summary *summary)
{
    struct bv_text words = {0};
    const struct bv_zones zones = bv_zones_find(summary);
    if (zones.condition_count < 2)
        return;
    bv_words_zones(&words, &zones, true);
    bv_text_format(&words, " (over %zu conditions)", zones.condition_count);
    bv_text_line(out, &words);
    bv_words_zone_ends(&words, summary, &zones);
    if (words.length > 0) {
        bv_text_put(out, "what decides: ");
        bv_text_line(out, &words);
    }
    bv_words_zone_factor(&words, &zones);
    if (words.length > 0) {
        bv_text_put(out, "between, it depends most on ");
        bv_text_line(out, &words);
    }
    bv_words_zone_costs(&words, summary, &zones);
    if (words.length > 0) {
        bv_text_put(out, "how much it matters: ");
        bv_text_line(out, &words);
    }
}

/* The answer, that of its plainest condition, then what the pointer drags in; where that was not
 * measured, other families.
 */
static void put_answers(struct bv_text *out, const struct bv_summary *summary)
{
    struct bv_answer answers[ANSWERS_MAX];
    struct bv_overhead overheads[BV_OVERHEAD_MAX];
    size_t count = bv_summary_answers(summary, answers, ANSWERS_MAX);
    size_t overhead_count = bv_overheads(summary, overheads);
    size_t shown = overhead_count > 0 ? 1 : ANSWERS_MAX;
    put_zones(out, summary);
    for (size_t i = 0; i < count && i < shown; i++)
        put_answer(out, summary, &answers[i]);
    for (size_t i = 0; i < overhead_count;) {
        struct bv_text words = {0}, finding = {0};
        bv_text_put(&words, "if the pointer also costs ");
        bv_overhead_line(summary, overheads, overhead_count, &i, &words, &finding);
        bv_text_put(&words, ": ");
        bv_text_put_span(&words, finding.data, finding.length);
        bv_text_finish(&finding);
        bv_text_line(out, &words);
    }
    if (count > shown)
        bv_text_format(out, "and %zu more families or arms: see the report\n", count - shown);
    if (count == 0)
        bv_text_format(out, "%s\n", bv_words_unanswered(summary));
}

enum bv_status bv_report_summary_text(const struct bv_summary *summary,
                                      const struct bv_claims *claims, char **out,
                                      struct bv_error *err)
{
    const struct bv_result *result = summary->result;
    struct bv_text text = {0}, words = {0}, more = {0};
    bv_text_format(&words,
                   "byval on %s: %zu case%s known to %.2g %%, %zu less well, %zu failed, %zu "
                   "unavailable; %u block%s, %.0f s, stopped by %s",
                   result->host_name ? result->host_name : "unknown host", summary->narrow,
                   bv_plural(summary->narrow), 100 * result->precision, summary->wide,
                   summary->states[BV_CASE_FAILED], summary->states[BV_CASE_UNAVAILABLE],
                   summary->blocks, bv_plural(summary->blocks), result->elapsed_s,
                   bv_words_stopped(result->stopped));
    bv_text_line(&text, &words);
    bv_words_breach(&words, summary);
    if (words.length > 0)
        bv_text_line(&text, &words);
    put_answers(&text, summary);
    bv_text_format(&words,
                   "all contests: the first arm wins %zu, the other %zu; %zu equal, %zu undecided",
                   summary->verdicts[BV_VERDICT_VALUE], summary->verdicts[BV_VERDICT_POINTER],
                   summary->verdicts[BV_VERDICT_EQUAL], summary->verdicts[BV_VERDICT_UNDECIDED]);
    bv_words_more(&more, summary);
    if (more.length > 0) {
        bv_text_put(&words, "; this decides more: ");
        bv_text_put_span(&words, more.data, more.length);
    }
    words.failed |= more.failed;
    bv_text_finish(&more);
    bv_text_line(&text, &words);
    bv_claims_tally(&words, claims);
    bv_text_line(&text, &words);
    bv_words_basis(&words, summary);
    bv_text_line(&text, &words);
    bv_words_noise(&words, summary);
    bv_text_line(&text, &words);
    if (bv_independence_fails(&summary->serial_correlation)) {
        bv_words_independence(&words, summary);
        bv_text_line(&text, &words);
    }
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
        status = write_text(folder, prefix, "run.json", &data, err);
    bv_text_finish(&data);
    return status;
}

/* prefix   folder of the report within `folder`, with a slash; or "" */
static enum bv_status write_one(const struct bv_report *report, const char *prefix,
                                const struct bv_report_source *source,
                                const struct bv_summary *summary, char **answer,
                                struct bv_error *err)
{
    const struct bv_report_options *options = report->options;
    const struct bv_folder *folder = &report->folder;
    struct bv_policies policies = {0};
    struct bv_claims claims = {0};
    struct bv_codegen codegen = {0};
    const struct bv_known known = {summary, &policies, &codegen};
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
    };
    if (figures.failed ||
        bv_policies_judge(summary, options->rules ? options->rules : &report->builtin, &policies) !=
            BV_OK)
        status = bv_fail(err, BV_E_NOMEM, "out of memory while writing the page");
    if (status == BV_OK)
        status = bv_codegen_match(summary, source->audit, source->counts, &codegen, err);
    if (status == BV_OK && bv_claims_judge(&known, &claims) != BV_OK)
        status = bv_fail(err, BV_E_NOMEM, "out of memory while writing the page");
    if (status == BV_OK)
        status = write_figures(folder, prefix, &figure_set, options, page.formats, err);
    if (status == BV_OK)
        status = bv_page_write(&page, &html, err);
    if (status == BV_OK)
        status = write_text(folder, prefix, "index.html", &html, err);
    if (status == BV_OK)
        status = bv_report_summary_text(summary, &claims, &text.data, err);
    if (status == BV_OK) {
        text.length = strlen(text.data);
        status = write_text(folder, prefix, "summary.txt", &text, err);
    }
    if (status == BV_OK) {
        bv_numbers_csv(&csv, summary);
        status = write_text(folder, prefix, "numbers.csv", &csv, err);
        bv_text_finish(&csv);
    }
    if (status == BV_OK) {
        bv_claims_csv(&csv, &claims);
        status = write_text(folder, prefix, "claims.csv", &csv, err);
        bv_text_finish(&csv);
    }
    if (status == BV_OK && (source->audit || source->counts)) {
        bv_codegen_csv(&csv, &codegen);
        status = write_text(folder, prefix, "codegen.csv", &csv, err);
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

/* A folder name that is safe anywhere: foreign letters become hyphens, a taken name gets a number.
 * places   the last of them is the one to name */
static void name_folder(const char *name, struct place *places, size_t count)
{
    char *out = places[count - 1].name;
    size_t length = 0;
    for (const char *c = name; *c && length < 48; c++) {
        bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
                     (*c >= '0' && *c <= '9') || *c == '_' || (*c == '.' && length > 0);
        out[length++] = plain ? *c : '-';
    }
    out[length] = '\0';
    bool taken = length == 0 || strcmp(out, "figures") == 0;
    for (size_t i = 0; i + 1 < count; i++)
        taken |= strcmp(places[i].name, out) == 0;
    if (taken) /* no other name ends so: a plain one has no '+' */
        snprintf(out + length, NAME_SIZE - length, "+%zu", count);
}

enum bv_status bv_report_begin(const char *out_dir, bool several,
                               const struct bv_report_options *options, struct bv_report **out,
                               struct bv_error *err)
{
    struct bv_report *report = calloc(1, sizeof *report);
    if (!report)
        return bv_fail(err, BV_E_NOMEM, "out of memory while writing the report");
    report->options = options;
    report->several = several;
    enum bv_status status = options->rules ? BV_OK : bv_rules_builtin(&report->builtin, err);
    if (status == BV_OK)
        status = bv_folder_begin(out_dir, &report->folder, err);
    if (status != BV_OK) {
        bv_report_drop(report);
        return status;
    }
    *out = report;
    return BV_OK;
}

enum bv_status bv_report_place(struct bv_report *report, const char *name, struct bv_error *err)
{
    assert(report->several || report->count == 0);
    struct place *places = realloc(report->places, (report->count + 1) * sizeof places[0]);
    if (!places)
        return bv_fail(err, BV_E_NOMEM, "out of memory while writing the report");
    report->places = places;
    places[report->count++] = (struct place){.is_filled = false};
    name_folder(name, places, report->count);
    return BV_OK;
}

enum bv_status bv_report_add(struct bv_report *report, size_t at,
                             const struct bv_report_source *source,
                             const struct bv_summary *summary, char **answer, struct bv_error *err)
{
    assert(at < report->count && !report->places[at].is_filled);
    struct place *place = &report->places[at];
    char prefix[NAME_SIZE + 2] = "";
    enum bv_status status = BV_OK;
    place->is_filled = true;
    if (report->several) {
        snprintf(prefix, sizeof prefix, "%s/", place->name);
        status = bv_folder_make(&report->folder, place->name, err);
    }
    if (status == BV_OK)
        status = write_one(report, prefix, source, summary, answer, err);
    if (status == BV_OK && report->several)
        bv_page_index_entry(place->name, summary, &place->entry);
    return status;
}

static enum bv_status write_index(struct bv_report *report, struct bv_error *err)
{
    struct bv_text entries = {0}, html = {0};
    for (size_t i = 0; i < report->count; i++) {
        const struct bv_text *entry = &report->places[i].entry;
        bv_text_put_span(&entries, entry->data, entry->length);
        entries.failed |= entry->failed;
    }
    bv_page_index(&entries, &html);
    enum bv_status status = write_text(&report->folder, "", "index.html", &html, err);
    bv_text_finish(&entries);
    bv_text_finish(&html);
    return status;
}

enum bv_status bv_report_commit(struct bv_report *report, struct bv_error *err)
{
    enum bv_status status = BV_OK;
    assert(report->count > 0);
    for (size_t i = 0; i < report->count; i++)
        assert(report->places[i].is_filled);
    if (report->several)
        status = write_index(report, err);
    if (status == BV_OK)
        status = bv_folder_commit(&report->folder, err);
    bv_report_drop(report);
    return status;
}

void bv_report_drop(struct bv_report *report)
{
    if (!report)
        return;
    bv_folder_drop(&report->folder);
    bv_rules_finish(&report->builtin);
    for (size_t i = 0; i < report->count; i++)
        bv_text_finish(&report->places[i].entry);
    free(report->places);
    free(report);
}
