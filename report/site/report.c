/* SPDX-License-Identifier: Apache-2.0 */
/* report.c: see report.h. */
#include "report/site/report.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/folder.h"
#include "report/page/escape_steps.h"
#include "report/page/page.h"
#include "report/site/run_page.h"

enum { NAME_SIZE = 72 };

struct bv_report {
    const struct bv_report_options *options;
    struct bv_folder folder;
    struct bv_rules builtin; /* where the options give no others */
    bool several;
    struct place {
        char name[NAME_SIZE]; /* of the folder of the page */
        struct bv_text entry; /* of the page that leads to it */
        struct bv_index_run run;
        bool is_filled;
    } * places;
    size_t count;
};

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
        snprintf(place->run.folder, sizeof place->run.folder, "%s", place->name);
        status = bv_folder_make(&report->folder, place->name, err);
    }
    if (status == BV_OK)
        status =
            bv_run_page_write(&report->folder, prefix, report->options,
                              report->options->rules ? report->options->rules : &report->builtin,
                              source, summary, report->several ? &place->run : NULL, answer, err);
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
    struct bv_index_run *runs = calloc(report->count, sizeof runs[0]);
    struct bv_escape_run *escapes = calloc(report->count, sizeof escapes[0]);
    entries.failed |= !runs || !escapes;
    for (size_t i = 0; !entries.failed && i < report->count; i++) {
        runs[i] = report->places[i].run; /* which stay theirs */
        escapes[i] = (struct bv_escape_run){runs[i].compiler, &runs[i].escapes};
    }
    if (!entries.failed) {
        bv_index_claims_put(&entries, runs, report->count);
        bv_escape_steps_put(&entries, escapes, report->count);
    }
    free(runs);
    free(escapes);
    bv_page_index(&entries, &html);
    enum bv_status status = bv_run_page_text(&report->folder, "", "index.html", &html, err);
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
    for (size_t i = 0; i < report->count; i++) {
        bv_text_finish(&report->places[i].entry);
        bv_index_run_finish(&report->places[i].run);
    }
    free(report->places);
    free(report);
}
