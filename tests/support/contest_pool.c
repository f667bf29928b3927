/* SPDX-License-Identifier: Apache-2.0 */
/* contest_pool.c: see contest_pool.h. */
#include "tests/support/contest_pool.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/bundle/net_time.h"
#include "lib/bundle/runfile.h"
#include "lib/stats/stats.h"

enum { POOL_MAX = 16384 };

static int by_place(const void *a, const void *b)
{
    const struct bv_row *x = *(const struct bv_row *const *)a;
    const struct bv_row *y = *(const struct bv_row *const *)b;
    if (x->case_index != y->case_index)
        return x->case_index < y->case_index ? -1 : 1;
    if (x->arm_index != y->arm_index)
        return x->arm_index < y->arm_index ? -1 : 1;
    return x->block < y->block ? -1 : x->block > y->block;
}

/* Take the effects of a contest, in any order. */
static void add_population(struct bv_contest_pool *pool, double *effects, size_t count)
{
    if (count < BV_BLOCKS_FOR_VERDICT || pool->count == POOL_MAX)
        return;
    struct bv_contest_population *p = &pool->items[pool->count];
    p->values = malloc(count * sizeof *p->values);
    if (p->values == NULL)
        return;
    bv_values_sort(effects, count);
    if (count % 2 == 1) /* without the one in the middle */
        memmove(effects + count / 2, effects + count / 2 + 1, (count / 2) * sizeof *effects);
    p->count = count / 2 * 2;
    memcpy(p->values, effects, p->count * sizeof *effects);
    p->median = (p->values[p->count / 2 - 1] + p->values[p->count / 2]) / 2;
    p->is_lumped = p->values[p->count / 2] - p->values[p->count / 2 - 1] < 1e-9;
    pool->lumped += p->is_lumped;
    p->mean = 0;
    for (size_t i = 0; i < p->count; i++)
        p->mean += p->values[i] / (double)p->count;
    pool->count++;
}

/* The row of arm 0 in a block; NULL: there is none. rows   of the case's arm 0, by block */
static const struct bv_row *partner(const struct bv_row *const *rows, size_t count, uint32_t block)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i]->block == block)
            return rows[i];
    return NULL;
}

/* All contests of a run but those whose truth is known. */
static void add_run(struct bv_contest_pool *pool, const struct bv_result *run)
{
    const struct bv_row **rows = malloc((run->row_count + 1) * sizeof *rows);
    double *effects = malloc((run->row_count + 1) * sizeof *effects);
    for (size_t i = 0; rows != NULL && i < run->row_count; i++)
        rows[i] = &run->rows[i];
    if (rows != NULL)
        qsort(rows, run->row_count, sizeof *rows, by_place);
    size_t first = 0, first_count = 0;
    for (size_t i = 0; rows != NULL && effects != NULL && i < run->row_count;) {
        size_t begin = i, count = 0;
        const char *name = run->cases[rows[i]->case_index].name;
        while (i < run->row_count && rows[i]->case_index == rows[begin]->case_index &&
               rows[i]->arm_index == rows[begin]->arm_index)
            i++;
        if (rows[begin]->arm_index == 0) {
            first = begin;
            first_count = i - begin;
            continue;
        }
        if (strncmp(name, "null/", 5) == 0 || strncmp(name, "planted/", 8) == 0)
            continue;
        for (size_t k = begin; k < i; k++) {
            const struct bv_row *value = partner(rows + first, first_count, rows[k]->block);
            if (value != NULL && value->case_index == rows[k]->case_index && bv_net_exists(value) &&
                bv_net_exists(rows[k]))
                effects[count++] = bv_net_effect(value, rows[k]);
        }
        add_population(pool, effects, count);
    }
    free(effects);
    free(rows);
}

bool bv_contest_pool_read(const char *folder, struct bv_contest_pool *pool)
{
    *pool = (struct bv_contest_pool){.items = calloc(POOL_MAX, sizeof *pool->items)};
    DIR *dir = opendir(folder);
    for (struct dirent *entry; pool->items != NULL && dir != NULL && (entry = readdir(dir));) {
        char path[4096];
        struct bv_result run;
        struct bv_error err;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] == '.' || bv_runfile_read(path, &run, &err) != BV_OK)
            continue;
        add_run(pool, &run);
        pool->runs++;
        bv_result_finish(&run);
    }
    if (dir != NULL)
        closedir(dir);
    return pool->count > 0;
}

void bv_contest_pool_finish(struct bv_contest_pool *pool)
{
    for (size_t i = 0; i < pool->count; i++)
        free(pool->items[i].values);
    free(pool->items);
}
