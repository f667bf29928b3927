/* SPDX-License-Identifier: Apache-2.0 */
/* overhead_words.c: see overhead_words.h. */
#include "report/words/overhead_words.h"

#include <string.h>

#include "report/words/finding_words.h"
#include "report/words/time_words.h"

static bool same_range(struct bv_size_range x, struct bv_size_range y)
{
    return x.estimate == y.estimate && x.low == y.low && x.high == y.high;
}

/* Whether two findings are one sentence (bv_words_finding()): what it does not say may differ. */
static bool same_answer(const struct bv_finding *x, const struct bv_finding *y)
{
    bool same_until = same_range(x->a_until, y->a_until);
    bool is_open_above = x->b_from.low == 0 || x->b_from.high == 0; /* "above 4 KiB" */
    bool same_from =
        same_range(x->b_from, y->b_from) && (!is_open_above || x->last_bytes == y->last_bytes);
    bool same_extent = x->first_bytes == y->first_bytes && x->last_bytes == y->last_bytes;
    bool has_interval = x->blocks_least >= BV_BLOCKS_FOR_INTERVAL;
    if (x->kind != y->kind || has_interval != (y->blocks_least >= BV_BLOCKS_FOR_INTERVAL))
        return false;
    switch (x->kind) {
    case BV_FINDING_UNMEASURED:
        return true;
    case BV_FINDING_UNDECIDED: /* has numbers of its own */
        return false;
    case BV_FINDING_EQUAL:
    case BV_FINDING_A_ALWAYS:
    case BV_FINDING_B_ALWAYS:
        return same_extent;
    case BV_FINDING_A_HOLDS:
    case BV_FINDING_MIXED:
        return same_until;
    case BV_FINDING_B_FROM_START:
        return same_from && x->size_count == y->size_count &&
               x->verdicts[BV_VERDICT_POINTER] == y->verdicts[BV_VERDICT_POINTER];
    case BV_FINDING_CROSSES:
        return same_until && same_from;
    }
    return false;
}

void bv_overhead_line(const struct bv_summary *summary, const struct bv_overhead *overheads,
                      size_t count, size_t *at, struct bv_text *label, struct bv_text *words)
{
    const struct bv_series *members[BV_OVERHEAD_MAX] = {overheads[*at].series};
    size_t member_count = 1;
    struct bv_text times = {0};
    const struct bv_overhead *first = &overheads[(*at)++];
    const struct bv_series *series = first->series;
    if (first->group == BV_OVERHEAD_OWN) {
        bv_text_put(label, first->label);
    } else {
        bv_text_put_span(label, first->label, strlen(first->label) - 1);
        while (*at < count && overheads[*at].group == first->group &&
               same_answer(&series->findings[0], &overheads[*at].series->findings[0])) {
            members[member_count++] = overheads[*at].series;
            const char *inside = strchr(overheads[(*at)++].label, '(') + 1;
            bv_text_put(label, ", ");
            bv_text_put_span(label, inside, strlen(inside) - 1);
        }
        bv_text_put(label, ")");
    }
    bv_words_finding(words, &series->findings[0], series->arms[0], series->arms[1], true);
    bv_words_nanoseconds(&times, summary, members, member_count, 1);
    bv_words_aside(words, &times);
}
