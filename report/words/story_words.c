/* SPDX-License-Identifier: Apache-2.0 */
/* story_words.c: see story_words.h. */
#include "report/words/story_words.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "lib/base/plural.h"
#include "report/compare/crossings.h"
#include "report/words/finding_words.h"
#include "report/words/microarchitecture.h"
#include "report/words/number_words.h"
#include "report/words/side_words.h"
#include "report/words/words.h"

static const struct bv_facts *key_of(const struct bv_comparison *comparison, size_t side)
{
    return &comparison->sides[side].summary->result->key;
}

static const char *processor_of(const struct bv_comparison *comparison, size_t side)
{
    const char *name = bv_microarchitecture(key_of(comparison, side));
    if (!name)
        name = bv_facts_get(key_of(comparison, side), "cpu.model");
    return name ? name : "processor unknown";
}

static const char *build_of(const struct bv_comparison *comparison, size_t side)
{
    const char *name = bv_facts_get(key_of(comparison, side), "compiler");
    return name ? name : "compiler unknown";
}

/* "2 processors (Zen 5, Zen 3)" */
static void put_group(struct bv_text *out, const struct bv_comparison *comparison, const char *noun,
                      const size_t *of, size_t count,
                      const char *(*name)(const struct bv_comparison *, size_t))
{
    bv_text_format(out, "%zu %s (", count, noun);
    for (size_t i = 0; i < count; i++) {
        bv_text_put(out, i ? ", " : "");
        bv_text_put(out, name(comparison, bv_story_first(of, i)));
    }
    bv_text_put(out, ")");
}

static void put_scope(struct bv_text *out, const struct bv_comparison *comparison)
{
    const struct bv_story *story = comparison->story;
    bv_text_format(out, "%zu runs of ", story->side_count);
    put_group(out, comparison, "processors", story->processors, story->processor_count,
              processor_of);
    bv_text_put(out, " and ");
    put_group(out, comparison, "compilers", story->builds, story->build_count, build_of);
    bv_text_format(out, ": %zu case%s measured by two of them or more, %zu by all", story->cases,
                   story->cases == 1 ? " was" : "s were", story->cases_of_all);
}

static void put_change(struct bv_text *out, const struct bv_story_change *change, const char *other,
                       const char *same)
{
    if (change->ratios == 0) {
        bv_text_format(out, "no two runs of %s measured the same: what %s changes is not known",
                       same, other);
        return;
    }
    bv_text_format(out, "%s changes a ratio of times by ", other);
    bv_words_percent(out, change->median);
    bv_text_format(out, " in the middle, between runs of %s; of %zu ratios of %zu pair%s %zu (",
                   same, change->ratios, change->pairs, bv_plural(change->pairs), change->credible);
    bv_words_part(out, (double)change->credible / (double)change->ratios);
    bv_text_format(out, ") changed by more than the margin, and %zu verdict%s", change->flips,
                   change->flips == 1 ? " flips" : "s flip");
}

static void put_build_change(struct bv_text *out, const struct bv_story *story)
{
    double processor = story->by_processor.median, build = story->by_build.median;
    put_change(out, &story->by_build, "another compiler", "one processor");
    if (story->by_build.ratios == 0 || story->by_processor.ratios == 0)
        return;
    bv_text_put(out,
                build < processor   ? "; in the middle the compiler changes less than the processor"
                : build > processor ? "; in the middle the compiler changes more than the processor"
                                    : "; in the middle as much as another processor");
}

static void put_agreement(struct bv_text *out, const struct bv_story *story)
{
    if (story->decided == 0) {
        bv_text_put(out, "no ratio has a verdict on two runs");
        return;
    }
    bv_text_format(out, "%zu ratio%s a verdict on two runs or more; on %zu of them (",
                   story->decided, story->decided == 1 ? " has" : "s have", story->agreeing);
    bv_words_part(out, (double)story->agreeing / (double)story->decided);
    bv_text_format(out,
                   ") the runs agree, and on %zu one run says value where another says pointer",
                   story->opposed);
}

/* "from 48 B [48 B to 64 B] with clang 14.0.6 (A)" */
static void put_crossing(struct bv_text *out, const struct bv_comparison *comparison, size_t side,
                         const struct bv_finding *finding)
{
    if (finding->kind == BV_FINDING_UNDECIDED || finding->kind == BV_FINDING_UNMEASURED) {
        bv_text_put(out, "undecided");
    } else if (finding->b_from.estimate == 0) {
        bv_text_put(out, "from no size on");
    } else {
        bv_text_put(out, "from ");
        bv_words_b_from(out, finding);
    }
    bv_text_format(out, " with %s (", build_of(comparison, side));
    bv_words_letter(out, side);
    bv_text_put(out, ")");
}

static void put_crossings(struct bv_text *out, const struct bv_comparison *comparison)
{
    const struct bv_story *story = comparison->story;
    if (!story->series) {
        bv_text_put(out, "no series was measured by two runs");
        return;
    }
    const struct bv_series *lead = story->series->lead;
    const struct bv_crossing_row row = {story->series, lead->arms[0], lead->arms[1], 0, false};
    size_t processors_named = 0;
    bv_text_put(out, "in the plainest series (");
    bv_words_series(out, &lead->parts, NULL);
    bv_text_format(out, ") the %s wins ", lead->arms[1]);
    for (size_t p = 0; p < story->processor_count; p++) {
        size_t named = 0;
        for (size_t i = 0; i < story->side_count; i++) {
            const struct bv_finding *finding = bv_crossing_on(&row, i);
            if (story->processors[i] != p || !finding)
                continue;
            if (named++ > 0)
                bv_text_put(out, ", ");
            else
                bv_text_format(out, "%son %s ", processors_named++ > 0 ? "; " : "",
                               processor_of(comparison, i));
            put_crossing(out, comparison, i, finding);
        }
    }
}

void bv_words_story_run(struct bv_text *out, const struct bv_comparison *comparison, size_t side)
{
    bv_text_format(out, "%s, %s", processor_of(comparison, side), build_of(comparison, side));
}

void bv_words_story(struct bv_text *out, const struct bv_comparison *comparison, unsigned index)
{
    assert(comparison->story && index < BV_STORY_SENTENCES);
    switch (index) {
    case 0:
        put_scope(out, comparison);
        break;
    case 1:
        put_change(out, &comparison->story->by_processor, "another processor", "one compiler");
        break;
    case 2:
        put_build_change(out, comparison->story);
        break;
    case 3:
        put_agreement(out, comparison->story);
        break;
    default:
        put_crossings(out, comparison);
    }
}
