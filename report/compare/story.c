/* SPDX-License-Identifier: Apache-2.0 */
/* story.c: see story.h. */
#include "report/compare/story.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/stats/outlier.h"
#include "report/compare/crossings.h"

static const char *const processor_facts[] = {"arch", "cpu.vendor", "cpu.model", "cpu.family",
                                              "cpu.model_number"};

enum { PROCESSOR_FACTS = sizeof processor_facts / sizeof processor_facts[0] };

/* Unknown is a value of its own here: it groups runs, and claims nothing of them. */
static bool same_facts(const struct bv_comparison *comparison, size_t a, size_t b,
                       const char *const *names, size_t count)
{
    const struct bv_facts *x = &comparison->sides[a].summary->result->key;
    const struct bv_facts *y = &comparison->sides[b].summary->result->key;
    for (size_t i = 0; i < count; i++) {
        const char *p = bv_facts_get(x, names[i]), *q = bv_facts_get(y, names[i]);
        if (p == NULL || q == NULL ? p != q : strcmp(p, q) != 0)
            return false;
    }
    return true;
}

static bool same_processor(const struct bv_comparison *comparison, size_t a, size_t b)
{
    return same_facts(comparison, a, b, processor_facts, PROCESSOR_FACTS);
}

/* How much of a build's flags was chosen: those that byval adds by itself, which are others in
 * other versions of it, begin with -fPIC. */
static size_t chosen_length(const char *flags)
{
    const char *own = strstr(flags, "-fPIC");
    return own ? (size_t)(own - flags) : strlen(flags);
}

static bool same_build(const struct bv_comparison *comparison, size_t a, size_t b)
{
    static const char *const compiler[] = {"compiler"};
    const char *x = bv_facts_get(&comparison->sides[a].summary->result->key, "compiler.flags");
    const char *y = bv_facts_get(&comparison->sides[b].summary->result->key, "compiler.flags");
    if (!same_facts(comparison, a, b, compiler, 1) || !x || !y)
        return false;
    size_t length = chosen_length(x);
    return length == chosen_length(y) && memcmp(x, y, length) == 0;
}

static size_t group(const struct bv_comparison *comparison,
                    bool is_same(const struct bv_comparison *, size_t, size_t), size_t *of)
{
    size_t groups = 0;
    for (size_t i = 0; i < comparison->side_count; i++) {
        size_t like = 0;
        while (like < i && !is_same(comparison, i, like))
            like++;
        of[i] = like < i ? of[like] : groups++;
    }
    return groups;
}

size_t bv_story_first(const size_t *of, size_t which)
{
    size_t side = 0;
    while (of[side] != which)
        side++;
    return side;
}

/* A ratio of one run against that of another. */
struct change {
    double size, p; /* of a change by more than the margin */
    enum bv_verdict verdicts[2];
};

struct changes {
    struct change *items;
    size_t count, room;
};

static struct change *add(struct changes *changes)
{
    if (changes->count == changes->room) {
        size_t room = changes->room ? 2 * changes->room : 1024;
        struct change *more = realloc(changes->items, room * sizeof more[0]);
        if (!more)
            return NULL;
        changes->items = more;
        changes->room = room;
    }
    return &changes->items[changes->count++];
}

static bool is_same_kernels(const struct bv_comparison *comparison, size_t a, size_t b)
{
    static const char *const hash[] = {"kernel_hash"};
    const struct bv_result *x = comparison->sides[a].summary->result;
    const struct bv_result *y = comparison->sides[b].summary->result;
    return bv_facts_get(&x->key, hash[0]) && x->layouts == y->layouts &&
           same_facts(comparison, a, b, hash, 1);
}

/* The contest on another run that is about the same two arms; NULL: it has none. */
static const struct bv_contest *contest_like(const struct bv_case_summary *row, const char *first,
                                             const char *other)
{
    if (!bv_is_measured(row) || strcmp(row->info->arms[0], first) != 0)
        return NULL;
    int arm = bv_arm_called(row->info, other);
    return arm > 0 && row->contests[arm - 1].sample.count > 0 ? &row->contests[arm - 1] : NULL;
}

static enum bv_status add_pair(const struct bv_comparison *comparison,
                               const struct bv_blockfacts *facts, size_t a, size_t b,
                               struct changes *changes)
{
    enum bv_status status = BV_OK;
    bool may_pair = is_same_kernels(comparison, a, b);
    double margin =
        fmax(comparison->sides[a].summary->margin, comparison->sides[b].summary->margin);
    for (size_t i = 0; status == BV_OK && i < comparison->match.case_count; i++) {
        const struct bv_case_summary *row = comparison->match.cases[i].on[a];
        for (uint32_t arm = 1; status == BV_OK && bv_is_measured(row) && arm < row->info->arm_count;
             arm++) {
            const struct bv_contest *x =
                contest_like(row, row->info->arms[0], row->info->arms[arm]);
            const struct bv_contest *y = contest_like(comparison->match.cases[i].on[b],
                                                      row->info->arms[0], row->info->arms[arm]);
            if (!x || !y)
                continue;
            const struct bv_block_sample first = {x->sample, x->blocks, &facts[a]};
            const struct bv_block_sample second = {y->sample, y->blocks, &facts[b]};
            struct bv_difference difference;
            struct bv_run_difference_basis basis;
            struct change *change = add(changes);
            status = change ? bv_run_difference_find(&first, &second, may_pair, false, margin,
                                                     &difference, &basis)
                            : BV_E_NOMEM;
            if (status == BV_OK)
                *change = (struct change){fabs(difference.change.estimate),
                                          difference.p_beyond,
                                          {x->verdict, y->verdict}};
        }
    }
    return status;
}

static bool is_winner(enum bv_verdict verdict)
{
    return verdict == BV_VERDICT_VALUE || verdict == BV_VERDICT_POINTER;
}

static enum bv_status sum_up(const struct changes *changes, double alpha,
                             struct bv_story_change *out)
{
    double **p = malloc((changes->count + 1) * sizeof(double *));
    double *sizes = malloc((changes->count + 1) * sizeof sizes[0]);
    if (!p || !sizes) {
        free(p);
        free(sizes);
        return BV_E_NOMEM;
    }
    for (size_t i = 0; i < changes->count; i++) {
        p[i] = &changes->items[i].p;
        sizes[i] = changes->items[i].size;
    }
    bv_holm(p, changes->count, changes->count);
    out->ratios = changes->count;
    out->median = changes->count > 0 ? bv_median_selected(sizes, changes->count) : (double)NAN;
    for (size_t i = 0; i < changes->count; i++) {
        const struct change *change = &changes->items[i];
        bool credible = change->p <= alpha;
        enum bv_verdict a = change->verdicts[0], b = change->verdicts[1];
        out->credible += credible;
        out->flips += a != b && a != BV_VERDICT_UNDECIDED && b != BV_VERDICT_UNDECIDED &&
                      (credible || (is_winner(a) && is_winner(b)));
    }
    free(p);
    free(sizes);
    return BV_OK;
}

/* Compare the runs of each pair that has one of two things in common, and not the other.
 * same, other   of each side */
static enum bv_status compare_pairs(const struct bv_comparison *comparison,
                                    const struct bv_blockfacts *facts, const size_t *same,
                                    const size_t *other, struct bv_story_change *out)
{
    struct changes changes = {0};
    enum bv_status status = BV_OK;
    for (size_t a = 0; a < comparison->side_count; a++)
        for (size_t b = a + 1; status == BV_OK && b < comparison->side_count; b++)
            if (same[a] == same[b] && other[a] != other[b]) {
                out->pairs++;
                status = add_pair(comparison, facts, a, b, &changes);
            }
    if (status == BV_OK)
        status = sum_up(&changes, comparison->options.alpha, out);
    free(changes.items);
    return status;
}

static void count_verdicts(const struct bv_matched_case *matched, size_t sides,
                           const struct bv_case_summary *lead, uint32_t arm, struct bv_story *out)
{
    size_t counts[4] = {0}, decided = 0;
    for (size_t i = 0; i < sides; i++) {
        const struct bv_contest *contest =
            contest_like(matched->on[i], lead->info->arms[0], lead->info->arms[arm]);
        if (contest && contest->verdict != BV_VERDICT_UNDECIDED) {
            counts[contest->verdict]++;
            decided++;
        }
    }
    if (decided < 2)
        return;
    out->decided++;
    for (unsigned v = 0; v < 4; v++)
        out->agreeing += counts[v] == decided;
    out->opposed += counts[BV_VERDICT_VALUE] > 0 && counts[BV_VERDICT_POINTER] > 0;
}

static void count_cases(const struct bv_comparison *comparison, struct bv_story *out)
{
    for (size_t i = 0; i < comparison->match.case_count; i++) {
        const struct bv_matched_case *matched = &comparison->match.cases[i];
        const struct bv_case_summary *lead = NULL;
        size_t measured = 0;
        for (size_t k = 0; k < comparison->side_count; k++)
            if (bv_is_measured(matched->on[k])) {
                measured++;
                lead = lead ? lead : matched->on[k];
            }
        out->cases += measured > 1;
        out->cases_of_all += measured == comparison->side_count;
        for (uint32_t arm = 1; lead && arm < lead->info->arm_count; arm++)
            count_verdicts(matched, comparison->side_count, lead, arm, out);
    }
}

static const struct bv_matched_series *plainest(const struct bv_comparison *comparison)
{
    const struct bv_matched_series *best = NULL;
    size_t best_sides = 0;
    struct bv_crossing_row row;
    for (struct bv_crossings walk = bv_crossings(comparison); bv_crossings_next(&walk, &row);) {
        unsigned plainness = row.series->lead->plainness;
        if (row.sides > best_sides ||
            (row.sides == best_sides && best && plainness > best->lead->plainness)) {
            best = row.series;
            best_sides = row.sides;
        }
    }
    return best_sides > 1 ? best : NULL;
}

static enum bv_status tell(const struct bv_comparison *comparison, struct bv_story *out)
{
    struct bv_blockfacts facts[BV_STORY_SIDES_MAX] = {{0}};
    enum bv_status status = BV_OK;
    for (size_t i = 0; status == BV_OK && i < comparison->side_count; i++)
        status = bv_blockfacts_init(comparison->sides[i].summary->result, &facts[i]);
    if (status == BV_OK)
        status = compare_pairs(comparison, facts, out->builds, out->processors, &out->by_processor);
    if (status == BV_OK)
        status = compare_pairs(comparison, facts, out->processors, out->builds, &out->by_build);
    for (size_t i = 0; i < comparison->side_count; i++)
        bv_blockfacts_finish(&facts[i]);
    count_cases(comparison, out);
    out->series = plainest(comparison);
    return status;
}

enum bv_status bv_story_find(const struct bv_comparison *comparison, struct bv_story *out,
                             bool *told)
{
    struct bv_story story = {.side_count = comparison->side_count};
    *told = false;
    if (comparison->side_count > BV_STORY_SIDES_MAX || comparison->sides[0].is_pool)
        return BV_OK;
    story.processor_count = group(comparison, same_processor, story.processors);
    story.build_count = group(comparison, same_build, story.builds);
    if (story.processor_count < 2 || story.build_count < 2)
        return BV_OK;
    enum bv_status status = tell(comparison, &story);
    *told = status == BV_OK && story.by_processor.pairs > 0 && story.by_build.pairs > 0;
    if (*told)
        *out = story;
    return status;
}
