/* SPDX-License-Identifier: Apache-2.0 */
/* allocations_text.c: see allocations_text.h. */
#include "report/export/allocations_text.h"

#include "lib/base/plural.h"
#include "report/words/allocation_words.h"
#include "report/words/side_words.h"

enum { ROWS_MAX = 40 };

static void put_more(struct bv_text *out, size_t count)
{
    if (count > 0)
        bv_text_format(out, "  and %zu more: --all shows them\n", count);
}

static void put_steps(struct bv_text *out, const struct bv_comparison *comparison, bool all)
{
    struct bv_escape_run runs[BV_SIDES_MAX];
    struct bv_escape_step step;
    struct bv_escape_change change;
    struct bv_text words = {0};
    bool is_first = true;
    bv_escape_runs_of(comparison, runs);
    for (struct bv_escape_steps walk = bv_escape_steps(runs, comparison->side_count);
         bv_escape_steps_next(&walk, &step);) {
        bv_text_put(out, is_first ? "\nEscapes in Go\n" : "");
        is_first = false;
        bv_words_escape_step(&words, &step);
        bv_text_line(out, &words);
        size_t at = 0, shown = 0;
        while ((all || shown < ROWS_MAX) && bv_escape_change_next(&step, &at, &change)) {
            bv_text_put(&words, "  ");
            bv_words_escape_change(&words, &change);
            bv_text_line(out, &words);
            shown++;
        }
        put_more(out, step.changed - shown);
    }
    bv_text_finish(&words);
}

static void put_calls(struct bv_text *out, const struct bv_comparison *comparison, bool all)
{
    struct bv_text words = {0}, rows = {0};
    struct bv_allocation_changes walk = bv_allocation_changes(comparison);
    struct bv_allocation_change change;
    size_t count = 0;
    while (bv_allocation_changes_next(&walk, &change))
        if (count++ < ROWS_MAX || all) {
            bv_text_format(&words, "  %s/pass:%s: A ", change.name, change.arm);
            bv_words_objects(&words, change.first);
            bv_text_put(&words, ", ");
            bv_words_letter(&words, change.side);
            bv_text_put(&words, " ");
            bv_words_objects(&words, change.second);
            bv_text_line(&rows, &words);
        }
    if (walk.common > 0) {
        bv_text_format(out,
                       "\nAllocations: of %zu arm%s whose calls were counted on both sides, %zu "
                       "allocate%s otherwise\n",
                       walk.common, bv_plural(walk.common), count, count == 1 ? "s" : "");
        bv_text_put_span(out, rows.data ? rows.data : "", rows.length);
        put_more(out, all || count < ROWS_MAX ? 0 : count - ROWS_MAX);
    }
    out->failed |= rows.failed;
    bv_text_finish(&rows);
    bv_text_finish(&words);
}

void bv_allocations_text(struct bv_text *out, const struct bv_comparison *comparison, bool all)
{
    put_steps(out, comparison, all);
    put_calls(out, comparison, all);
}

/* Foreign words; null where they are not UTF-8. */
static json_t *name(const char *words)
{
    json_t *string = json_string(words);
    return string ? string : json_null();
}

json_t *bv_escape_steps_json(const struct bv_comparison *comparison)
{
    struct bv_escape_run runs[BV_SIDES_MAX];
    struct bv_escape_step step;
    struct bv_escape_change change;
    json_t *out = json_array();
    bv_escape_runs_of(comparison, runs);
    for (struct bv_escape_steps walk = bv_escape_steps(runs, comparison->side_count);
         bv_escape_steps_next(&walk, &step);) {
        json_t *changes = json_array();
        for (size_t at = 0; bv_escape_change_next(&step, &at, &change);)
            json_array_append_new(
                changes, json_pack("{s:o, s:[f, f], s:[f, f], s:b, s:b}", "name",
                                   name(change.now->name), "objects", change.then->inlined.objects,
                                   change.now->inlined.objects, "bytes", change.then->inlined.bytes,
                                   change.now->inlined.bytes, "allocates_otherwise",
                                   change.is_counted, "is_said_otherwise", change.is_said));
        json_array_append_new(out,
                              json_pack("{s:o, s:o, s:I, s:o}", "from", name(step.from->compiler),
                                        "to", name(step.to->compiler), "programs",
                                        (json_int_t)step.programs, "changes", changes));
    }
    return out;
}

json_t *bv_allocations_json(const struct bv_comparison *comparison)
{
    struct bv_allocation_changes walk = bv_allocation_changes(comparison);
    struct bv_allocation_change change;
    json_t *out = json_array();
    while (bv_allocation_changes_next(&walk, &change))
        json_array_append_new(out,
                              json_pack("{s:o, s:o, s:I, s:f, s:f}", "case", name(change.name),
                                        "arm", name(change.arm), "side", (json_int_t)change.side,
                                        "on_first", change.first, "on_second", change.second));
    return out;
}
