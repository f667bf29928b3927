/* SPDX-License-Identifier: Apache-2.0 */
/* series.c: see series.h. */
#include "report/analysis/series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct member {
    const char *series;
    uint32_t size_bytes;
    uint32_t case_index;
};

static int compare_members(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    int order = strcmp(x->series, y->series);
    if (order != 0)
        return order;
    if (x->size_bytes != y->size_bytes)
        return x->size_bytes < y->size_bytes ? -1 : 1;
    return x->case_index < y->case_index ? -1 : x->case_index > y->case_index;
}

static uint32_t first_case(const struct bv_series *series)
{
    uint32_t first = series->cases[0];
    for (size_t i = 1; i < series->case_count; i++)
        if (series->cases[i] < first)
            first = series->cases[i];
    return first;
}

static int compare_series(const void *a, const void *b)
{
    uint32_t x = first_case(a), y = first_case(b);
    return (x > y) - (x < y);
}

/* -1 where the case lacks the arm, or measures it against something else. */
static int find_arm(const struct bv_case_info *info, const struct bv_series *series, unsigned arm)
{
    if (info->arm_count == 0 || strcmp(info->arms[0], series->arms[0]) != 0)
        return -1;
    for (unsigned i = 0; i < info->arm_count; i++)
        if (strcmp(info->arms[i], series->arms[arm]) == 0)
            return (int)i;
    return -1;
}

const struct bv_contest *bv_series_contest(const struct bv_summary *summary,
                                           const struct bv_series *series, size_t at, unsigned arm)
{
    const struct bv_case_summary *row = &summary->cases[series->cases[at]];
    int own = find_arm(row->info, series, arm);
    return own > 0 && row->contests[own - 1].sample.count > 0 ? &row->contests[own - 1] : NULL;
}

struct bv_interval bv_series_ns(const struct bv_summary *summary, const struct bv_series *series,
                                size_t at, unsigned arm)
{
    const struct bv_case_summary *row = &summary->cases[series->cases[at]];
    int own = find_arm(row->info, series, arm);
    return own < 0 ? (struct bv_interval){NAN, NAN, NAN} : row->ns[own];
}

static enum bv_status find_findings(const struct bv_summary *summary, struct bv_series *series,
                                    unsigned resamples)
{
    struct bv_sized *sizes = malloc((series->case_count + 1) * sizeof sizes[0]);
    enum bv_status status = sizes ? BV_OK : BV_E_NOMEM;
    for (unsigned arm = 1; status == BV_OK && arm < series->arm_count; arm++) {
        size_t count = 0;
        for (size_t i = 0; i < series->case_count; i++) {
            const struct bv_contest *contest = bv_series_contest(summary, series, i, arm);
            if (contest)
                sizes[count++] =
                    (struct bv_sized){summary->cases[series->cases[i]].info->size_bytes,
                                      contest->sample, contest->verdict};
        }
        status = bv_finding_find(sizes, count, summary->margin, resamples, summary->result->seed,
                                 &series->findings[arm - 1]);
    }
    free(sizes);
    return status;
}

/* How much like the textbook question a series is: a plain argument of integers, of which one field
 * is read, called in a row, on the stack. */
static unsigned plainness(const struct bv_series *series)
{
    static const char *const plain[] = {"int", "one", "throughput", "stack"};
    if (series->arm_count < 2 || series->findings[0].kind == BV_FINDING_UNMEASURED)
        return 0;
    unsigned score = 1 + (bv_span_is(series->parts.family, "arg") ? 100u : 0u);
    for (size_t i = 0; i < series->parts.key_count; i++)
        for (size_t k = 0; k < sizeof plain / sizeof plain[0]; k++)
            score += bv_span_is(series->parts.keys[i].value, plain[k]) ? 10u : 0u;
    return score;
}

static size_t gather(struct bv_summary *summary, struct member *members)
{
    size_t count = 0, length = 0;
    for (size_t i = 0; i < summary->case_count; i++) {
        const struct bv_case_summary *row = &summary->cases[i];
        if (row->is_null || row->is_planted)
            continue;
        char *name = summary->series_names + length;
        length += bv_name_series(&row->name, NULL, name) + 1;
        members[count++] = (struct member){name, row->info->size_bytes, (uint32_t)i};
    }
    qsort(members, count, sizeof members[0], compare_members);
    return count;
}

static void group(struct bv_summary *summary, const struct member *members, size_t count)
{
    struct bv_series *series = NULL;
    for (size_t i = 0; i < count; i++) {
        summary->series_cases[i] = members[i].case_index;
        if (!series || strcmp(series->name, members[i].series) != 0) {
            series = &summary->series[summary->series_count++];
            *series = (struct bv_series){.name = members[i].series,
                                         .parts = bv_name_parse(members[i].series),
                                         .cases = summary->series_cases + i};
            const struct bv_case_info *info = summary->cases[members[i].case_index].info;
            series->arm_count = info->arm_count;
            for (unsigned arm = 0; arm < info->arm_count; arm++)
                series->arms[arm] = info->arms[arm];
        }
        series->case_count++;
    }
    qsort(summary->series, summary->series_count, sizeof summary->series[0], compare_series);
}

static bool same_family(const struct bv_series *a, const struct bv_series *b)
{
    return a->parts.family.length == b->parts.family.length &&
           memcmp(a->parts.family.start, b->parts.family.start, a->parts.family.length) == 0;
}

static void number_families(struct bv_summary *summary)
{
    uint32_t count = 0;
    for (size_t i = 0; i < summary->series_count; i++) {
        struct bv_series *series = &summary->series[i];
        size_t k = i; /* the nearest earlier one: families stand together but for odd files */
        while (k > 0 && !same_family(&summary->series[k - 1], series))
            k--;
        series->family = k > 0 ? summary->series[k - 1].family : count++;
    }
    summary->family_count = count;
}

enum bv_status bv_series_build(struct bv_summary *summary, unsigned resamples)
{
    size_t letters = 1;
    for (size_t i = 0; i < summary->case_count; i++)
        letters += strlen(summary->cases[i].info->name) + 1;
    size_t most = summary->case_count + 1;
    struct member *members = malloc(most * sizeof members[0]);
    summary->series_names = malloc(letters);
    summary->series_cases = malloc(most * sizeof summary->series_cases[0]);
    summary->series = calloc(most, sizeof summary->series[0]);
    if (!members || !summary->series_names || !summary->series_cases || !summary->series) {
        free(members);
        return BV_E_NOMEM;
    }
    group(summary, members, gather(summary, members));
    free(members);
    number_families(summary);
    unsigned best = 0;
    summary->main_series = summary->series_count;
    for (size_t i = 0; i < summary->series_count; i++) {
        struct bv_series *series = &summary->series[i];
        enum bv_status status = find_findings(summary, series, resamples);
        if (status != BV_OK)
            return status;
        series->plainness = plainness(series);
        if (series->plainness > best) {
            best = series->plainness;
            summary->main_series = i;
        }
    }
    return BV_OK;
}

size_t bv_summary_answers(const struct bv_summary *summary, struct bv_answer *out, size_t most)
{
    size_t count = 0;
    if (summary->main_series == summary->series_count)
        return 0;
    uint32_t main_family = summary->series[summary->main_series].family;
    for (uint32_t turn = 0; turn < summary->family_count; turn++) {
        /* The main family goes first, the others keep their order. */
        uint32_t family = turn == 0 ? main_family : turn <= main_family ? turn - 1 : turn;
        const struct bv_series *best = NULL;
        for (size_t i = 0; i < summary->series_count; i++) {
            const struct bv_series *series = &summary->series[i];
            if (series->family == family && series->plainness > (best ? best->plainness : 0))
                best = series;
        }
        for (unsigned arm = 1; best && arm < best->arm_count; arm++) {
            if (count < most)
                out[count] = (struct bv_answer){best, arm};
            count++;
        }
    }
    return count;
}

void bv_series_free(struct bv_summary *summary)
{
    free(summary->series);
    free(summary->series_cases);
    free(summary->series_names);
}
