/* SPDX-License-Identifier: Apache-2.0 */
/* story_figure.c: see story_figure.h. */
#include "report/figures/story_figure.h"

#include <string.h>

#include "report/compare/crossings.h"
#include "report/figures/figure_builder.h"
#include "report/figures/figure_sides.h"
#include "report/words/side_words.h"
#include "report/words/story_words.h"

/* Of the runs that have the series, in the order of their processors. */
struct chosen {
    struct bv_figure_side items[BV_STORY_SIDES_MAX];
    const struct bv_finding *findings[BV_STORY_SIDES_MAX];
    size_t sides[BV_STORY_SIDES_MAX];
    struct bv_text labels[BV_STORY_SIDES_MAX];
    size_t count;
};

static bool choose(const struct bv_comparison *comparison, struct chosen *out)
{
    const struct bv_story *story = comparison->story;
    const struct bv_series *lead = story->series->lead;
    const struct bv_crossing_row row = {story->series, lead->arms[0], lead->arms[1], 0, false};
    bool whole = true;
    for (size_t p = 0; p < story->processor_count; p++)
        for (size_t i = 0; i < story->side_count; i++) {
            const struct bv_finding *finding = bv_crossing_on(&row, i);
            if (story->processors[i] != p || !finding || finding->size_count == 0)
                continue;
            const struct bv_series *series = story->series->on[i];
            size_t at = out->count++;
            bv_words_letter(&out->labels[at], i);
            bv_text_put(&out->labels[at], ": ");
            bv_words_story_run(&out->labels[at], comparison, i);
            whole &= !out->labels[at].failed;
            unsigned arm = 1;
            while (strcmp(series->arms[arm], lead->arms[1]) != 0)
                arm++;
            out->sides[at] = i;
            out->findings[at] = finding;
            out->items[at] = (struct bv_figure_side){out->labels[at].data,
                                                     comparison->sides[i].summary, series, arm, 0};
        }
    return whole;
}

enum bv_status bv_figure_story(const struct bv_comparison *comparison, struct bv_figure *out)
{
    const struct bv_story *story = comparison->story;
    struct chosen chosen = {.count = 0};
    struct bv_figure figure = {.curve_count = 0};
    enum bv_status status = BV_OK;
    if (story->series) {
        status = choose(comparison, &chosen)
                     ? bv_figure_sides(chosen.items, chosen.count, true, "story", &figure)
                     : BV_E_NOMEM;
        /* A curve without points is dropped, and nobody knows which. */
        for (size_t i = 0;
             status == BV_OK && figure.curve_count == chosen.count && i < chosen.count; i++) {
            size_t side = chosen.sides[i];
            figure.curves[i].colour = (unsigned)(story->processors[side] % BV_FIGURE_STYLES);
            figure.curves[i].style = (unsigned)(story->builds[side] % BV_FIGURE_STYLES);
            bv_figure_builder_mark(&figure, i, chosen.findings[i]);
        }
    }
    for (size_t i = 0; i < chosen.count; i++)
        bv_text_finish(&chosen.labels[i]);
    if (status == BV_OK)
        *out = figure;
    return status;
}
