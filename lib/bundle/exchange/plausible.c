/* SPDX-License-Identifier: Apache-2.0 */
/* plausible.c: one check a part of the result; of many like problems a few are reported. */
#include "lib/bundle/exchange/plausible.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/date.h"
#include "lib/bundle/exchange/result_strings.h"

enum { TOLD_MOST = 5, NAME_BYTES = 300, FACT_BYTES = 8192, ARMS = 4 };

/* Visits of an arm that may be disturbed: one, and one in ten; none of so few. */
enum { MOST_APART = 10, FEW = 6 };

/* A call takes from a tenth of a cycle, measured and rounded, to seconds. */
#define LEAST_NS 0.01
#define MOST_NS 1e10
/* The median over rounds of a ratio, against the ratio of two medians: they differ by what changed
 * between rounds. */
#define RATIOS_APART 2.0
/* A median over rounds may lie above their mean. */
#define TIME_OVER 1.5

struct checker {
    bv_problem_fn *report;
    void *user;
    size_t like; /* problems of one kind */
};

static void problem(struct checker *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void problem(struct checker *c, const char *format, ...)
{
    char text[600];
    va_list arguments;
    if (++c->like > TOLD_MOST)
        return;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    c->report(text, c->user);
}

/* The end of problems of one kind. */
static void and_more(struct checker *c)
{
    char text[64];
    if (c->like > TOLD_MOST) {
        snprintf(text, sizeof text, "and %zu more like these", c->like - TOLD_MOST);
        c->report(text, c->user);
    }
    c->like = 0;
}

static void check_string(const char **text, const char *what, void *user)
{
    size_t most = strstr(what, "name") != NULL ? NAME_BYTES : FACT_BYTES;
    if (!bv_string_is_plain(*text, most))
        problem(user, "%s holds control characters or other unseen letters, or more than %zu bytes",
                what, most);
}

static void check_head(struct checker *c, const struct bv_result *r)
{
    const char *hash = bv_facts_get(&r->key, "kernel_hash");
    if (!bv_date_is(r->started_utc))
        problem(c, "context.date is no date: '%.40s'", r->started_utc);
    if (r->contradiction != NULL)
        problem(c, "%s", r->contradiction);
    if (hash == NULL || strlen(hash) != 64 || strspn(hash, "0123456789abcdef") != 64)
        problem(c, "machine.key: kernel_hash is no SHA-256");
    if (bv_facts_get(&r->key, "compiler") == NULL ||
        bv_facts_get(&r->key, "compiler.flags") == NULL)
        problem(c, "machine.key does not name the compiler and its flags");
    if (!(r->elapsed_s >= 0) || !(r->precision > 0 && r->precision < 1))
        problem(c, "run: elapsed_s or precision is out of range");
    if (r->stopped == NULL || strcmp(r->stopped, "interrupted") == 0)
        problem(c, "run: it was not finished; byval run --resume goes on with it");
    and_more(c);
}

/* The number behind /size: in a name, 0 where there is none. */
static unsigned long size_in(const char *name)
{
    const char *size = strstr(name, "/size:");
    return size == NULL ? 0 : strtoul(size + 6, NULL, 10);
}

static void check_cases(struct checker *c, const struct bv_result *r)
{
    for (size_t i = 0; i < r->case_count; i++) {
        const struct bv_case_info *info = &r->cases[i];
        if (info->arm_count < 2)
            problem(c, "case '%.200s' has fewer than two arms", info->name);
        if (size_in(info->name) != 0 && size_in(info->name) != info->size_bytes)
            problem(c, "case '%.200s' is of %u bytes", info->name, info->size_bytes);
    }
    and_more(c);
}

static void check_blocks(struct checker *c, const struct bv_result *r)
{
    double sum_s = 0;
    for (size_t i = 0; i < r->block_count; i++) {
        const struct bv_block_info *b = &r->blocks[i];
        if (b->block != i)
            problem(c, "blocks[%zu] is number %u: one is missing, or appears twice", i, b->block);
        if (r->layouts != 0 && b->layout >= r->layouts)
            problem(c, "block %u: layout %u of %u", b->block, b->layout, r->layouts);
        if (!(b->seconds > 0) || !(b->start_s >= 0))
            problem(c, "block %u: it took no time", b->block);
        for (unsigned k = 0; k < 2; k++)
            if (!isnan(b->canary_ghz[k]) && !(b->canary_ghz[k] > 0.05 && b->canary_ghz[k] < 20))
                problem(c, "block %u: a clock of %g GHz", b->block, b->canary_ghz[k]);
        if (b->regime[0] == '\0' || b->allocator[0] == '\0')
            problem(c, "block %u: no regime or no allocator", b->block);
        sum_s += b->seconds;
    }
    if (sum_s > r->elapsed_s * 1.001 + 0.01)
        problem(c, "the blocks took %.3f s, the whole run %.3f s", sum_s, r->elapsed_s);
    and_more(c);
}

static bool is_between(double x, double least, double most)
{
    return x >= least && x <= most;
}

static void check_row(struct checker *c, const struct bv_result *r, const struct bv_row *row)
{
    const char *name = r->cases[row->case_index].name;
    const char *arm = r->cases[row->case_index].arms[row->arm_index];
    if (!is_between(row->real_ns, LEAST_NS, MOST_NS) || !is_between(row->empty_ns, LEAST_NS, 1e4) ||
        !is_between(row->cpu_ns, 0, MOST_NS))
        problem(c, "%.200s/pass:%.40s, block %u: %g ns a call, %g ns a loop", name, arm, row->block,
                row->real_ns, row->empty_ns);
    else if (row->rounds == 0 || row->calls == 0 || row->migrations > row->rounds)
        problem(c, "%.200s/pass:%.40s, block %u: no rounds, no calls, or more moves than rounds",
                name, arm, row->block);
}

/* A visit whose ratio is not that of its times: it saw two states, or one of the numbers was
 * written by somebody else. */
static bool is_apart(const struct bv_row *row, const struct bv_row *first)
{
    return row->real_ns > 0 && first->real_ns > 0 &&
           fabs(row->log_ratio - log(first->real_ns / row->real_ns)) > log(RATIOS_APART);
}

/* Of one arm of a case, over its blocks. */
struct apart {
    size_t visits, apart;
    const struct bv_row *first, *row; /* of the last one that is */
};

/* A machine disturbs a few visits; a column that was written disturbs them all. */
static size_t check_ratios(struct checker *c, const struct bv_result *r, const struct apart *arms)
{
    size_t sum = 0;
    for (size_t i = 0; i < ARMS * r->case_count; i++) {
        const struct apart *a = &arms[i];
        const struct bv_case_info *info = &r->cases[i / ARMS];
        if (a->apart > 1 + a->visits / MOST_APART || (a->apart > 0 && a->visits < FEW))
            problem(c,
                    "%.200s/pass:%.40s, block %u: a ratio of %.3g between times of %.3g and %.3g "
                    "ns, and the like in %zu of %zu blocks",
                    info->name, info->arms[i % ARMS], a->row->block, exp(a->row->log_ratio),
                    a->first->real_ns, a->row->real_ns, a->apart, a->visits);
        else
            sum += a->apart;
    }
    and_more(c);
    return sum;
}

static int by_arm(const void *a, const void *b)
{
    const struct bv_row *x = a, *y = b;
    if (x->block != y->block)
        return x->block < y->block ? -1 : 1;
    if (x->case_index != y->case_index)
        return x->case_index < y->case_index ? -1 : 1;
    return (x->arm_index > y->arm_index) - (x->arm_index < y->arm_index);
}

/* Rows are whole by case and block: the reader has seen to it. */
static size_t check_rows(struct checker *c, const struct bv_result *r)
{
    struct bv_row *rows = malloc((r->row_count + 1) * sizeof *rows);
    double *busy_s = calloc(r->block_count + 1, sizeof *busy_s);
    struct apart *arms = calloc(ARMS * r->case_count + 1, sizeof *arms);
    if (rows == NULL || busy_s == NULL || arms == NULL) {
        c->report("out of memory while checking rows", c->user);
        free(rows);
        free(busy_s);
        free(arms);
        return 0;
    }
    memcpy(rows, r->rows, r->row_count * sizeof *rows);
    qsort(rows, r->row_count, sizeof *rows, by_arm);
    for (size_t i = 0; i < r->row_count; i++) {
        const struct bv_row *row = &rows[i];
        if (row->block >= r->block_count) {
            problem(c, "a row of '%.200s' is of block %u, which was not run",
                    r->cases[row->case_index].name, row->block);
            continue;
        }
        check_row(c, r, row);
        struct apart *arm = &arms[ARMS * row->case_index + row->arm_index];
        arm->visits++;
        if (is_apart(row, row - row->arm_index)) {
            arm->apart++;
            arm->row = row;
            arm->first = row - row->arm_index;
        }
        busy_s[row->block] += (double)row->rounds * (double)row->calls * row->real_ns * 1e-9;
    }
    and_more(c);
    for (size_t i = 0; i < r->block_count; i++)
        if (busy_s[i] > TIME_OVER * r->blocks[i].seconds)
            problem(c, "block %zu: %.3g s of calls in a block of %.3g s", i, busy_s[i],
                    r->blocks[i].seconds);
    and_more(c);
    size_t disturbed = check_ratios(c, r, arms);
    free(rows);
    free(busy_s);
    free(arms);
    return disturbed;
}

size_t bv_plausible_check(struct bv_result *result, bv_problem_fn *report, void *user)
{
    struct checker c = {.report = report, .user = user};
    bv_result_strings_visit(result, check_string, &c);
    and_more(&c);
    check_head(&c, result);
    check_cases(&c, result);
    check_blocks(&c, result);
    return check_rows(&c, result);
}
