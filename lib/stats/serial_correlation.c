/* SPDX-License-Identifier: Apache-2.0 */
/* serial_correlation.c: see serial_correlation.h. */
#include "lib/stats/serial_correlation.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "lib/base/random.h"

enum { LEAST = 12 };

struct ranked {
    uint32_t block;
    double value;
};

/* The sequences of a group: of each the ranks at the places of all its blocks, NAN where it was not
 * measured; centred, and scaled so that their squares sum to 1. */
struct group {
    uint32_t *blocks, *order; /* places in the order of a permutation */
    size_t block_count;
    double *ranks; /* count rows of block_count */
    size_t count;
    struct ranked *room;
};

static int compare_blocks(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static int compare_values(const void *a, const void *b)
{
    double x = ((const struct ranked *)a)->value, y = ((const struct ranked *)b)->value;
    return (x > y) - (x < y);
}

static bool is_long(const struct bv_sequence *sequence)
{
    return sequence->count >= LEAST;
}

/* All blocks of the group's sequences, each once. */
static void list_blocks(const struct bv_sequence *sequences, size_t count, uint32_t id,
                        struct group *out)
{
    size_t all = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; sequences[i].group == id && k < sequences[i].count; k++)
            out->blocks[all++] = sequences[i].blocks[k];
    qsort(out->blocks, all, sizeof out->blocks[0], compare_blocks);
    for (size_t i = 0; i < all; i++)
        if (out->block_count == 0 || out->blocks[out->block_count - 1] != out->blocks[i])
            out->blocks[out->block_count++] = out->blocks[i];
}

/* Add a sequence's ranks, unless all are the same. */
static void add_ranks(const struct bv_sequence *sequence, struct group *out)
{
    double *row = out->ranks + out->count * out->block_count, squares = 0;
    size_t count = sequence->count;
    for (size_t i = 0; i < count; i++)
        out->room[i] = (struct ranked){sequence->blocks[i], sequence->values[i]};
    qsort(out->room, count, sizeof out->room[0], compare_values);
    for (size_t i = 0; i < out->block_count; i++)
        row[i] = NAN;
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i; end < count && out->room[end].value == out->room[i].value;)
            end++;
        double rank = (double)(i + end) / 2 - (double)count / 2; /* ties share theirs */
        for (size_t k = i; k < end; k++) {
            const uint32_t *place = bsearch(&out->room[k].block, out->blocks, out->block_count,
                                            sizeof out->blocks[0], compare_blocks);
            row[place - out->blocks] = rank;
        }
        squares += (double)(end - i) * rank * rank;
    }
    if (squares == 0)
        return;
    for (size_t i = 0; i < out->block_count; i++)
        row[i] /= sqrt(squares);
    out->count++;
}

/* The sum over the sequences of their neighbours' correlations, the blocks standing in an order. */
static double correlations(const struct group *group)
{
    double sum = 0;
    for (size_t i = 0; i < group->count; i++) {
        const double *row = group->ranks + i * group->block_count;
        double before = NAN;
        for (size_t k = 0; k < group->block_count; k++) {
            double rank = row[group->order[k]];
            if (isnan(rank))
                continue;
            sum += isnan(before) ? 0 : before * rank;
            before = rank;
        }
    }
    return sum;
}

/* Add a group to the sums: of the blocks as they were, and of each permutation. */
static enum bv_status add_group(const struct bv_sequence *sequences, size_t count, uint32_t id,
                                struct bv_random *random, unsigned permutations, struct group *room,
                                double *sums)
{
    room->block_count = room->count = 0;
    list_blocks(sequences, count, id, room);
    free(room->ranks);
    room->ranks = calloc(count * room->block_count + 1, sizeof room->ranks[0]);
    if (!room->ranks)
        return BV_E_NOMEM;
    for (size_t i = 0; i < count; i++)
        if (sequences[i].group == id && is_long(&sequences[i]))
            add_ranks(&sequences[i], room);
    for (size_t k = 0; k < room->block_count; k++)
        room->order[k] = (uint32_t)k;
    for (unsigned p = 0; p <= permutations; p++) {
        sums[p] += correlations(room);
        bv_random_shuffle(random, room->order, room->block_count);
    }
    return BV_OK;
}

static bool is_first_of_group(const struct bv_sequence *sequences, size_t at)
{
    size_t i = 0;
    while (sequences[i].group != sequences[at].group)
        i++;
    return i == at;
}

static struct bv_serial_correlation judge(const double *sums, unsigned permutations, size_t count)
{
    double expected = 0;
    unsigned as_much = 1;
    for (unsigned p = 1; p <= permutations; p++) {
        expected += sums[p] / permutations;
        as_much += sums[p] >= sums[0];
    }
    if (count == 0)
        return (struct bv_serial_correlation){NAN, 1, 0};
    return (struct bv_serial_correlation){(sums[0] - expected) / (double)count,
                                          (double)as_much / (permutations + 1), count};
}

enum bv_status bv_serial_correlation_find(const struct bv_sequence *sequences, size_t count,
                                          unsigned permutations, uint64_t seed,
                                          struct bv_serial_correlation *out)
{
    size_t values = 0, judged = 0, most = 0;
    for (size_t i = 0; i < count; i++) {
        values += sequences[i].count;
        most = sequences[i].count > most ? sequences[i].count : most;
    }
    struct group room = {
        .blocks = calloc(values + 1, sizeof room.blocks[0]),
        .order = calloc(values + 1, sizeof room.order[0]),
        .room = calloc(most + 1, sizeof room.room[0]),
    };
    double *sums = calloc(permutations + 1, sizeof sums[0]);
    enum bv_status status = room.blocks && room.order && room.room && sums ? BV_OK : BV_E_NOMEM;
    struct bv_random random = bv_random_seed(seed, 0);
    for (size_t i = 0; status == BV_OK && i < count; i++) {
        if (!is_first_of_group(sequences, i))
            continue;
        status =
            add_group(sequences, count, sequences[i].group, &random, permutations, &room, sums);
        judged += room.count;
    }
    if (status == BV_OK)
        *out = judge(sums, permutations, judged);
    free(sums);
    free(room.ranks);
    free(room.room);
    free(room.order);
    free(room.blocks);
    return status;
}
