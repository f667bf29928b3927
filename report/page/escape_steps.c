/* SPDX-License-Identifier: Apache-2.0 */
/* escape_steps.c: see escape_steps.h. */
#include "report/page/escape_steps.h"

#include "lib/base/plural.h"
#include "report/claims/claims.h"
#include "report/page/html_phrase.h"
#include "report/words/allocation_words.h"

enum { NAMED_MAX = 8 };

static void put_step(struct bv_text *out, const struct bv_escape_step *step)
{
    struct bv_text words = {0};
    struct bv_escape_change change;
    bv_words_escape_step(&words, step);
    bv_text_put(out, "<p>");
    bv_html_phrase_put(out, &words, false);
    bv_text_put(out, step->changed > 0 ? ":</p>\n<ul>\n" : ".</p>\n");
    size_t at = 0;
    for (size_t i = 0; i < NAMED_MAX && bv_escape_change_next(step, &at, &change); i++) {
        bv_words_escape_change(&words, &change);
        bv_text_put(out, "<li>");
        bv_html_phrase_put(out, &words, false);
        bv_text_put(out, "</li>\n");
    }
    if (step->changed > NAMED_MAX)
        bv_text_format(out, "<li>and %zu more: see the tables of the pages</li>\n",
                       step->changed - NAMED_MAX);
    if (step->changed > 0)
        bv_text_put(out, "</ul>\n");
}

void bv_escape_steps_put(struct bv_text *out, const struct bv_escape_run *runs, size_t count)
{
    size_t steps = 0, changes = 0;
    struct bv_escape_step step;
    for (struct bv_escape_steps walk = bv_escape_steps(runs, count);
         bv_escape_steps_next(&walk, &step);) {
        if (steps++ == 0)
            bv_text_put(out, "<h2 id=\"toolchains\">What escapes, by toolchain</h2>\n");
        put_step(out, &step);
        changes += step.changed > 0;
    }
    if (steps > 0)
        bv_text_format(
            out,
            "<p><b>C13, each version's escape analysis differs, in Go: %s.</b> Of %zu step%s from "
            "one of these toolchains to the next, %zu change%s what is allocated or what is "
            "said.</p>\n",
            bv_judgement_words(changes == steps ? BV_CLAIM_CONFIRMED
                               : changes == 0   ? BV_CLAIM_REFUTED
                                                : BV_CLAIM_DEPENDS),
            steps, bv_plural(steps), changes, changes == 1 ? "s" : "");
}
