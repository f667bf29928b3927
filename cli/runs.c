/* SPDX-License-Identifier: Apache-2.0 */
/* runs.c: see runs.h. */
#include "cli/runs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "lib/base/memory.h"
#include "lib/base/parallel.h"
#include "lib/base/text.h"
#include "lib/bundle/bundle_open.h"
#include "lib/bundle/runfile.h"
#include "report/compare/pool.h"
#include "report/compare/run_median.h"

/* What the threads share: each takes the next run. */
struct reading {
    char **paths;
    bool is_pooled; /* not summed up one by one */
    bool each_counts_once;
    struct bv_loaded *items;
};

static enum bv_status sum_up(struct bv_loaded *item, struct bv_error *err)
{
    const struct bv_summary_options options = {.audit = &item->audit};
    enum bv_status status = bv_summary_create(&item->result, &options, &item->summary, err);
    free(item->result.rows);
    item->result.rows = NULL;
    item->result.row_count = 0;
    return status;
}

/* Of all rows: two runs that measured do not agree in it.
 * Source   Fowler, Noll, Vo: FNV-1a, 64 bits */
static uint64_t print_of(const struct bv_result *result)
{
    uint64_t print = 0xcbf29ce484222325u;
    for (size_t i = 0; i < result->row_count; i++) {
        const struct bv_row *row = &result->rows[i];
        uint64_t parts[5] = {row->case_index, row->arm_index, row->block};
        memcpy(&parts[3], &row->real_ns, sizeof parts[3]);
        memcpy(&parts[4], &row->empty_ns, sizeof parts[4]);
        for (size_t k = 0; k < sizeof parts; k++)
            print = (print ^ ((const unsigned char *)parts)[k]) * 0x100000001b3u;
    }
    return print;
}

static enum bv_status reduce(struct bv_loaded *item, size_t at, bool each_counts_once,
                             struct bv_error *err)
{
    enum bv_status status = bv_run_median(&item->result, (uint32_t)at, &item->median);
    if (each_counts_once)
        bv_result_finish(&item->result);
    return status == BV_OK
               ? status
               : bv_fail(err, status, "out of memory while taking the medians of a run");
}

static enum bv_status read_one(void *context, size_t at, struct bv_error *err)
{
    const struct reading *reading = context;
    struct bv_loaded *item = &reading->items[at];
    enum bv_status status = bv_runfile_read(reading->paths[at], &item->result, err);
    if (status != BV_OK)
        return status;
    item->print = print_of(&item->result);
    if (reading->is_pooled)
        return reduce(item, at, reading->each_counts_once, err);
    status = bv_open_bundle_audit(reading->paths[at], &item->result, &item->audit, err);
    if (status == BV_OK)
        status = bv_open_bundle_escapes(reading->paths[at], &item->result, &item->escapes, err);
    return status == BV_OK ? sum_up(item, err) : status;
}

static const char *value_of(const struct bv_loaded *item, const char *by)
{
    return bv_facts_get(&item->median.key, by);
}

/* Make one item of those that have the value. */
static enum bv_status pool_one(const struct bv_runs *runs, const char *by, const char *value,
                               const struct bv_result **members, struct bv_loaded *out,
                               struct bv_error *err)
{
    size_t count = 0;
    for (size_t i = 0; i < runs->member_count; i++)
        if (strcmp(value_of(&runs->members[i], by), value) == 0)
            members[count++] =
                runs->each_counts_once ? &runs->members[i].median : &runs->members[i].result;
    out->name = strdup(value);
    enum bv_status status = out->name ? bv_runs_pool(members, count, &out->result) : BV_E_NOMEM;
    if (status != BV_OK)
        return bv_fail(err, status, "out of memory while pooling %zu runs", count);
    return sum_up(out, err);
}

static enum bv_status find_kinds(struct bv_runs *runs, const char *by, struct bv_error *err)
{
    struct bv_kind_member *members = malloc((runs->member_count + 1) * sizeof members[0]);
    enum bv_status status = members ? BV_OK : BV_E_NOMEM;
    for (size_t i = 0; status == BV_OK && i < runs->member_count; i++)
        members[i] = (struct bv_kind_member){runs->members[i].name, value_of(&runs->members[i], by),
                                             &runs->members[i].median};
    if (status == BV_OK)
        status = bv_kinds_find(members, runs->member_count, &runs->kinds);
    runs->kinds.each_counts_once = runs->each_counts_once;
    free(members);
    return status == BV_OK ? status : bv_no_memory(err);
}

/* The facts that a run could be pooled by stand in the message: nobody knows their names by heart.
 */
static enum bv_status refuse_fact(const struct bv_facts *key, const char *by, struct bv_error *err)
{
    struct bv_text known = {0};
    for (size_t i = 0; i < key->count; i++)
        if (key->items[i].value) {
            bv_text_put(&known, known.length > 0 ? " " : "");
            bv_text_plain(&known, key->items[i].name);
        }
    enum bv_status status =
        bv_fail(err, BV_E_INPUT,
                "a run does not know its %s: leave it out, or choose another fact for --by; it "
                "knows: %s",
                by, known.data ? known.data : "none");
    bv_text_finish(&known);
    return status;
}

/* Turn the items into members, and pool these by the values of a fact: those of the kinds. */
static enum bv_status pool_all(struct bv_runs *runs, const char *by, struct bv_error *err)
{
    size_t count = runs->count;
    const struct bv_result **members = calloc(count + 1, sizeof(const struct bv_result *));
    runs->members = runs->items;
    runs->member_count = count;
    runs->count = 0;
    runs->items = calloc(count + 1, sizeof runs->items[0]);
    enum bv_status status = members && runs->items ? BV_OK : bv_no_memory(err);
    for (size_t i = 0; status == BV_OK && i < count; i++)
        if (value_of(&runs->members[i], by) == NULL)
            status = refuse_fact(&runs->members[i].median.key, by, err);
    if (status == BV_OK)
        status = find_kinds(runs, by, err);
    for (size_t i = 0; status == BV_OK && i < runs->kinds.kind_count; i++)
        status = pool_one(runs, by, runs->kinds.kinds[i].name, members, &runs->items[runs->count++],
                          err);
    free(members);
    return status;
}

static void release(struct bv_loaded *item)
{
    bv_summary_destroy(item->summary);
    bv_result_finish(&item->result);
    bv_result_finish(&item->median);
    bv_audit_finish(&item->audit);
    bv_escapes_finish(&item->escapes);
    free(item->name);
}

/* What says when and where a run was measured: its result may have gone. */
static const struct bv_result *facts_of(const struct bv_loaded *item)
{
    return item->median.key.count > 0 ? &item->median : &item->result;
}

/* Of the facts, those that are the same in a copy that was made to give away. */
static bool is_same(const struct bv_loaded *a, const struct bv_loaded *b)
{
    static const char *const facts[] = {"cpu.model", "compiler", "kernel_hash"};
    const struct bv_result *x = facts_of(a), *y = facts_of(b);
    bool same = a->print == b->print && x->seed == y->seed && x->started_utc && y->started_utc &&
                strcmp(x->started_utc, y->started_utc) == 0;
    for (size_t i = 0; same && i < sizeof facts / sizeof facts[0]; i++) {
        const char *p = bv_facts_get(&x->key, facts[i]), *q = bv_facts_get(&y->key, facts[i]);
        same = p && q ? strcmp(p, q) == 0 : p == q;
    }
    return same;
}

static void move(struct bv_loaded *to, const struct bv_loaded *from)
{
    *to = *from;
    if (to->summary)
        to->summary->result = &to->result;
}

/* Keep the first of those that are one run, and say so of the others. */
static void drop_doubles(struct bv_runs *runs)
{
    size_t kept = 0;
    for (size_t i = 0; i < runs->count; i++) {
        struct bv_loaded *item = &runs->items[i];
        size_t k = 0;
        while (k < kept && !is_same(&runs->items[k], item))
            k++;
        if (k == kept) {
            move(&runs->items[kept++], item);
            continue;
        }
        fputs("byval compare: ", stderr);
        bv_command_put(stderr, item->name);
        fputs(" is the same run as ", stderr);
        bv_command_put(stderr, runs->items[k].name);
        fputs(": it is counted once\n", stderr);
        release(item);
    }
    for (size_t i = kept; i < runs->count; i++)
        runs->items[i] = (struct bv_loaded){0};
    runs->count = kept;
}

enum bv_status bv_runs_load(char **paths, size_t count, const char *by, bool once,
                            struct bv_runs *out, struct bv_error *err)
{
    struct bv_runs runs = {.items = calloc(count + 1, sizeof runs.items[0]), .count = count};
    if (!runs.items)
        return bv_no_memory(err);
    runs.each_counts_once = by && count > BV_RUNS_BY_BLOCKS_MOST;
    struct reading reading = {.paths = paths,
                              .is_pooled = by != NULL,
                              .each_counts_once = runs.each_counts_once,
                              .items = runs.items};
    enum bv_status status = bv_parallel_do(count, read_one, &reading, err);
    for (size_t i = 0; status == BV_OK && i < count; i++)
        if ((runs.items[i].name = strdup(paths[i])) == NULL)
            status = bv_no_memory(err);
    if (status == BV_OK && once)
        drop_doubles(&runs);
    if (status == BV_OK && by)
        status = pool_all(&runs, by, err);
    if (status == BV_OK)
        *out = runs;
    else
        bv_runs_finish(&runs);
    return status;
}

void bv_runs_forget_code(struct bv_runs *runs)
{
    const char *first = bv_facts_get(&runs->items[0].result.key, "kernel_hash");
    bool same = first != NULL;
    for (size_t i = 1; i < runs->count; i++) {
        const char *own = bv_facts_get(&runs->items[i].result.key, "kernel_hash");
        same &= same && own && strcmp(first, own) == 0;
    }
    for (size_t i = 0; same && i < runs->count; i++)
        bv_audit_finish(&runs->items[i].audit);
}

void bv_runs_finish(struct bv_runs *runs)
{
    bv_kinds_finish(&runs->kinds);
    for (size_t i = 0; i < runs->count; i++)
        release(&runs->items[i]);
    for (size_t i = 0; i < runs->member_count; i++)
        release(&runs->members[i]);
    free(runs->items);
    free(runs->members);
    *runs = (struct bv_runs){0};
}
