/* SPDX-License-Identifier: Apache-2.0 */
/* finding_words.c: see finding_words.h. */
#include "report/words/finding_words.h"

#include <math.h>

#include "report/words/number_words.h"

static void put_range(struct bv_text *out, const struct bv_finding *f, struct bv_size_range range,
                      bool none_is_above, bool intervals)
{
    uint32_t ends[2] = {range.low, range.high};
    if (range.estimate)
        bv_words_bytes(out, range.estimate);
    else
        bv_text_put(out, none_is_above ? "none in range" : "no size");
    if (!intervals)
        return;
    if (f->blocks_least < BV_BLOCKS_FOR_INTERVAL) {
        bv_text_put(out, " [?]");
        return;
    }
    if (range.low == range.high && range.low == range.estimate) {
        bv_text_put(out, " [sharp]");
        return;
    }
    for (unsigned i = 0; i < 2; i++) {
        bv_text_put(out, i == 0 ? " [" : " to ");
        if (ends[i]) {
            bv_words_bytes(out, ends[i]);
        } else if (none_is_above) {
            bv_text_put(out, "above ");
            bv_words_bytes(out, f->last_bytes);
        } else {
            bv_text_put(out, "no size");
        }
    }
    bv_text_put(out, "]");
}

void bv_words_a_until(struct bv_text *out, const struct bv_finding *finding)
{
    put_range(out, finding, finding->a_until, false, true);
}

void bv_words_b_from(struct bv_text *out, const struct bv_finding *finding)
{
    put_range(out, finding, finding->b_from, true, true);
}

static void put_extent(struct bv_text *out, const struct bv_finding *f)
{
    if (f->size_count == 1) {
        bv_text_put(out, " at ");
        bv_words_bytes(out, f->first_bytes);
        bv_text_put(out, ", the only size");
        return;
    }
    bv_text_put(out, " at every size from ");
    bv_words_bytes(out, f->first_bytes);
    bv_text_put(out, " to ");
    bv_words_bytes(out, f->last_bytes);
}

static void put_never_worse(struct bv_text *out, const struct bv_finding *f, const char *a,
                            bool intervals)
{
    bv_text_put(out, a);
    if (f->a_until.estimate == 0) {
        bv_text_put(out, " is worse at the smallest size already");
        return;
    }
    bv_text_put(out, " is never worse up to ");
    put_range(out, f, f->a_until, false, intervals);
}

/* No size has a verdict: the intervals are known all the same. */
static void put_what_is_known(struct bv_text *out, const struct bv_finding *f, const char *a)
{
    if (!isfinite(f->effect_low) || !isfinite(f->effect_high)) {
        bv_text_put(out, "undecided, for too few blocks,");
        put_extent(out, f);
        return;
    }
    bv_text_format(out, "undecided: %s takes ", a);
    bv_words_ratio(out, f->effect_low);
    bv_text_put(out, " to ");
    bv_words_ratio(out, f->effect_high);
    bv_text_put(out, " times as long");
    put_extent(out, f);
    bv_text_put(out, " (95 %), not proven over the whole table");
}

void bv_words_finding(struct bv_text *out, const struct bv_finding *f, const char *a, const char *b,
                      bool intervals)
{
    switch (f->kind) {
    case BV_FINDING_UNMEASURED:
        bv_text_put(out, "no size could be measured");
        break;
    case BV_FINDING_UNDECIDED:
        put_what_is_known(out, f, a);
        break;
    case BV_FINDING_EQUAL:
        bv_text_format(out, "%s and %s are equal", a, b);
        put_extent(out, f);
        break;
    case BV_FINDING_A_ALWAYS:
        bv_text_format(out, "%s wins", a);
        put_extent(out, f);
        break;
    case BV_FINDING_B_ALWAYS:
        bv_text_format(out, "%s wins", b);
        put_extent(out, f);
        break;
    case BV_FINDING_A_HOLDS:
        put_never_worse(out, f, a, intervals);
        bv_text_format(out, ", the largest size; no size from which %s wins", b);
        break;
    case BV_FINDING_B_FROM_START:
        bv_text_format(out, "%s wins from ", b);
        put_range(out, f, f->b_from, true, intervals);
        bv_text_format(out, ", the smallest size, on; %zu of %zu sizes proven",
                       f->verdicts[BV_VERDICT_POINTER], f->size_count);
        break;
    case BV_FINDING_CROSSES:
        put_never_worse(out, f, a, intervals);
        bv_text_format(out, "; %s wins from ", b);
        put_range(out, f, f->b_from, true, intervals);
        bv_text_put(out, " on");
        break;
    case BV_FINDING_MIXED:
        put_never_worse(out, f, a, intervals);
        bv_text_format(out, "; above, %s wins at some sizes but not from any size on", b);
        break;
    }
}

void bv_words_cell(struct bv_text *out, const struct bv_finding *f, const char *a, const char *b)
{
    switch (f->kind) {
    case BV_FINDING_UNMEASURED:
        bv_text_put(out, "\xc3\x97");
        break;
    case BV_FINDING_UNDECIDED:
        bv_text_put(out, "?");
        break;
    case BV_FINDING_EQUAL:
        bv_text_put(out, "=");
        break;
    case BV_FINDING_A_ALWAYS:
        bv_text_put(out, a);
        break;
    case BV_FINDING_B_ALWAYS:
        bv_text_put(out, b);
        break;
    case BV_FINDING_A_HOLDS:
        bv_text_put(out, "> ");
        bv_words_bytes(out, f->last_bytes);
        break;
    case BV_FINDING_B_FROM_START:
        bv_text_put(out, "\xe2\x89\xa4 ");
        bv_words_bytes(out, f->b_from.estimate);
        break;
    case BV_FINDING_CROSSES:
        bv_words_bytes(out, f->b_from.estimate);
        break;
    case BV_FINDING_MIXED:
        bv_text_put(out, "mixed");
        break;
    }
}
