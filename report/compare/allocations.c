/* SPDX-License-Identifier: Apache-2.0 */
/* allocations.c: see allocations.h. */
#include "report/compare/allocations.h"

#include <math.h>
#include <string.h>

struct bv_escape_steps bv_escape_steps(const struct bv_escape_run *runs, size_t count)
{
    return (struct bv_escape_steps){.runs = runs, .count = count};
}

static bool has_any(const struct bv_escape_run *run)
{
    return run->compiler && run->escapes && run->escapes->count > 0;
}

bool bv_escape_change_next(const struct bv_escape_step *step, size_t *at,
                           struct bv_escape_change *out)
{
    const struct bv_escapes *escapes = step->to->escapes;
    while (*at < escapes->count) {
        const struct bv_escape *now = &escapes->items[(*at)++];
        const struct bv_escape *then = bv_escapes_find(step->from->escapes, now->name);
        if (!then)
            continue;
        const struct bv_escape_build *a = &then->inlined, *b = &now->inlined;
        bool is_counted = a->objects != b->objects || a->bytes != b->bytes;
        bool is_said =
            a->says != b->says && a->says != BV_ESCAPE_SILENT && b->says != BV_ESCAPE_SILENT;
        if (!is_counted && !is_said)
            continue;
        *out = (struct bv_escape_change){then, now, is_counted, is_said};
        return true;
    }
    return false;
}

static void count(struct bv_escape_step *step)
{
    struct bv_escape_change change;
    for (size_t i = 0; i < step->to->escapes->count; i++)
        step->programs +=
            bv_escapes_find(step->from->escapes, step->to->escapes->items[i].name) != NULL;
    for (size_t at = 0; bv_escape_change_next(step, &at, &change);) {
        step->changed++;
        step->counted += change.is_counted;
        step->said += change.is_said;
    }
}

bool bv_escape_steps_next(struct bv_escape_steps *walk, struct bv_escape_step *out)
{
    while (walk->at < walk->count) {
        const struct bv_escape_run *from = walk->before, *to = &walk->runs[walk->at++];
        if (!has_any(to) || (from && strcmp(from->compiler, to->compiler) == 0))
            continue;
        walk->before = to;
        if (!from)
            continue;
        *out = (struct bv_escape_step){.from = from, .to = to};
        count(out);
        return true;
    }
    return false;
}

void bv_escape_runs_of(const struct bv_comparison *comparison, struct bv_escape_run *out)
{
    for (size_t i = 0; i < comparison->side_count; i++) {
        const struct bv_side *side = &comparison->sides[i];
        out[i] = (struct bv_escape_run){bv_facts_get(&side->summary->result->key, "compiler"),
                                        side->escapes};
    }
}

struct bv_allocation_changes bv_allocation_changes(const struct bv_comparison *comparison)
{
    return (struct bv_allocation_changes){.comparison = comparison, .side = 1};
}

/* The next place to look at: arms, then sides, then cases. */
static void go_on(struct bv_allocation_changes *walk, const struct bv_case_summary *row)
{
    walk->arm++;
    if (row && walk->arm < row->info->arm_count)
        return;
    walk->arm = 0;
    if (++walk->side < walk->comparison->side_count)
        return;
    walk->side = 1;
    walk->at_case++;
}

bool bv_allocation_changes_next(struct bv_allocation_changes *walk,
                                struct bv_allocation_change *out)
{
    while (walk->at_case < walk->comparison->match.case_count) {
        const struct bv_matched_case *matched = &walk->comparison->match.cases[walk->at_case];
        const struct bv_case_summary *first = matched->on[0], *second = matched->on[walk->side];
        struct bv_allocation_change change = {
            .name = matched->name, .side = walk->side, .first = (double)NAN, .second = (double)NAN};
        if (bv_is_measured(first) && bv_is_measured(second)) {
            change.arm = first->info->arms[walk->arm];
            int other = bv_arm_called(second->info, change.arm);
            change.first = first->allocations[walk->arm];
            change.second = other >= 0 ? second->allocations[other] : (double)NAN;
        }
        go_on(walk, first);
        if (isnan(change.first) || isnan(change.second))
            continue;
        walk->common++;
        if (change.first == change.second)
            continue;
        *out = change;
        return true;
    }
    return false;
}
