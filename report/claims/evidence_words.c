/* SPDX-License-Identifier: Apache-2.0 */
/* evidence_words.c: see evidence_words.h. */
#include "report/claims/evidence_words.h"

#include <math.h>
#include <string.h>

#include "report/words/finding_words.h"
#include "report/words/number_words.h"

static void put_allocations(struct bv_text *out, double a_call)
{
    if (a_call == 1)
        bv_text_put(out, "1 allocation a call counted");
    else
        bv_text_format(out, "%.5g allocations a call counted", a_call);
}

/* What was found at one size, without the size. */
static void put_found(struct bv_text *out, enum bv_ask ask, const struct bv_observation *seen)
{
    bool yes = seen->reply == BV_REPLY_YES;
    switch (ask) {
    case BV_ASK_TIME:
    case BV_ASK_RESIDENT:
        bv_words_ratio(out, seen->effect.estimate);
        bv_text_put(out, " ");
        bv_words_interval(out, seen->effect, bv_words_ratio);
        break;
    case BV_ASK_INSTRUCTIONS:
        bv_text_format(out, "%.5g instructions a call against %.5g", seen->exact[0],
                       seen->exact[1]);
        break;
    case BV_ASK_ALLOCATES:
        if (isnan(seen->exact[0]))
            bv_text_put(out, yes ? "the code calls an allocator" : "the code calls no allocator");
        else
            put_allocations(out, seen->exact[0]);
        break;
    case BV_ASK_SHOWN:
        put_allocations(out, seen->exact[0]);
        bv_text_format(out, ", and the code has %s call of an allocator",
                       yes == (seen->exact[0] > 0) ? "a" : "no");
        break;
    case BV_ASK_VERSIONS:
        bv_text_format(out, "this compiler %s the block, %s %s it",
                       seen->exact[0] > 0 ? "keeps" : "removes", seen->other,
                       seen->exact[1] > 0 ? "keeps" : "removes");
        break;
    case BV_ASK_FITS:
        bv_text_put(out, yes ? "not on the stack" : "ran on the stack");
        break;
    case BV_ASK_REGRET:
    case BV_ASK_ZONES:
    case BV_ASK_STACK_END:
    case BV_ASK_ESCAPE_WORDS:
        break;
    }
}

static void put_opening(struct bv_text *out, const struct bv_evidence *line)
{
    if (line->question->ask == BV_ASK_TIME)
        bv_text_format(out, "%s / %s: ", line->series->arms[0], line->series->arms[line->arm]);
    else if (line->question->ask == BV_ASK_RESIDENT)
        bv_text_put(out, "occupied / alive: ");
}

/* What was found at the smallest and at the largest size, which may be one. */
static void put_ends(struct bv_text *out, enum bv_ask ask, const struct bv_observation *first,
                     const struct bv_observation *last)
{
    struct bv_text found[2] = {{0}, {0}};
    put_found(&found[0], ask, first);
    put_found(&found[1], ask, last);
    out->failed |= found[0].failed || found[1].failed;
    bool same = found[0].data && found[1].data && strcmp(found[0].data, found[1].data) == 0;
    for (unsigned i = same ? 1 : 0; !out->failed && i < 2; i++) {
        bv_text_put_span(out, found[i].data, found[i].length);
        bv_text_put(out, " at ");
        if (same && first != last) {
            bv_words_bytes(out, first->bytes);
            bv_text_put(out, " and at ");
        }
        bv_words_bytes(out, i == 0 ? first->bytes : last->bytes);
        bv_text_put(out, i == 0 ? "; " : "");
    }
    bv_text_finish(&found[0]);
    bv_text_finish(&found[1]);
}

enum bv_status bv_evidence_words(struct bv_evidence *line, const struct bv_observation *first,
                                 const struct bv_observation *last)
{
    const struct bv_question *question = line->question;
    struct bv_text text = {0};
    put_opening(&text, line);
    put_ends(&text, question->ask, first, last);
    if (question->ask == BV_ASK_TIME && question->factor == 0) {
        bv_text_put(&text, "; ");
        bv_words_finding(&text, &line->series->findings[line->arm - 1], line->series->arms[0],
                         line->series->arms[line->arm], true);
    } else if (bv_evidence_is_split(line)) {
        bv_text_put(&text, "; ");
        bv_evidence_extent(&text, line);
    }
    if (text.failed)
        bv_text_finish(&text);
    line->numbers = text.data;
    return line->numbers ? BV_OK : BV_E_NOMEM;
}

void bv_evidence_extent(struct bv_text *out, const struct bv_evidence *evidence)
{
    static const char *const words[] = {[BV_REPLY_YES] = "yes", [BV_REPLY_NO] = "no"};
    bool no_first = evidence->bytes[BV_REPLY_NO].low < evidence->bytes[BV_REPLY_YES].low;
    enum bv_reply below = no_first ? BV_REPLY_NO : BV_REPLY_YES;
    enum bv_reply above = no_first ? BV_REPLY_YES : BV_REPLY_NO;
    if (!bv_evidence_flips(evidence)) {
        bv_text_put(out, "yes and no take turns over the sizes");
        return;
    }
    bv_text_format(out, "%s up to ", words[below]);
    bv_words_bytes(out, evidence->bytes[below].high);
    bv_text_format(out, ", %s from ", words[above]);
    bv_words_bytes(out, evidence->bytes[above].low);
    bv_text_put(out, " on");
}
