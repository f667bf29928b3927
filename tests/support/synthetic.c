/* SPDX-License-Identifier: Apache-2.0 */
/* synthetic.c: see synthetic.h. */
#include "tests/support/synthetic.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Room for one more. It doubles, or sanitizers would copy all for each row. */
static void *grown(void *items, size_t count, size_t size)
{
    void *more = items;
    if ((count & (count - 1)) == 0) /* 0, and powers of two */
        more = realloc(items, (count ? 2 * count : 1) * size);
    if (!more)
        abort();
    memset((char *)more + count * size, 0, size);
    return more;
}

#define GROW(items, count) (items = grown(items, count, sizeof(items)[0]), &(items)[(count)++])

static const char *copied(const char *words)
{
    char *copy = words ? strdup(words) : NULL;
    if (words && !copy)
        abort();
    return copy;
}

/* Box and Muller. */
static double normal(struct bv_random *r)
{
    double u = 1 - bv_random_unit(r), v = bv_random_unit(r);
    return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

void bv_synthetic_fact(struct bv_facts *facts, const char *name, const char *value)
{
    struct bv_fact *fact = GROW(facts->items, facts->count);
    *fact = (struct bv_fact){copied(name), copied(value)};
}

void bv_synthetic_warn(struct bv_synthetic *synthetic, const char *what, const char *advice)
{
    struct bv_result *result = &synthetic->result;
    struct bv_warning *warning = GROW(result->warnings, result->warning_count);
    *warning = (struct bv_warning){copied(what), copied(advice)};
}

void bv_synthetic_event(struct bv_synthetic *synthetic, uint32_t block, const char *what)
{
    struct bv_result *result = &synthetic->result;
    struct bv_event *event = GROW(result->events, result->event_count);
    *event = (struct bv_event){block, copied(what)};
}

struct bv_synthetic *bv_synthetic_create(uint64_t seed, uint32_t blocks)
{
    struct bv_synthetic *synthetic = calloc(1, sizeof *synthetic);
    if (!synthetic)
        abort();
    synthetic->random = bv_random_seed(seed, 1);
    synthetic->empty_ns = 0.3;
    synthetic->result = (struct bv_result){
        .schema = BV_SCHEMA,
        .byval_version = copied("0.1.0"),
        .host_name = copied("testbed"),
        .started_utc = copied("2024-05-01T12:00:00Z"),
        .preset = copied("synthetic"),
        .stopped = copied("budget"),
        .gbench = {.library_build_type = "release"},
        .seed = seed,
        .budget_s = 60,
        .elapsed_s = 60,
        .precision = 0.02,
        .blocks_min = blocks,
        .blocks_max = blocks,
        .sessions = 1,
        .cpu = 1,
    };
    struct bv_result *result = &synthetic->result;
    for (uint32_t b = 0; b < blocks; b++) {
        struct bv_block_info *block = GROW(result->blocks, result->block_count);
        *block = (struct bv_block_info){.block = b,
                                        .layout = 1 + b * 2654435761u % INT32_MAX,
                                        .env_bytes = 16 * b,
                                        .stack_bytes = 64 * b,
                                        .start_s = b,
                                        .seconds = 1,
                                        .canary_ghz = {2.9, 3.0},
                                        .steal_s = 0.01};
    }
    return synthetic;
}

static void facts_finish(struct bv_facts *facts)
{
    for (size_t i = 0; i < facts->count; i++) {
        free((void *)(uintptr_t)facts->items[i].name);
        free((void *)(uintptr_t)facts->items[i].value);
    }
    free(facts->items);
}

void bv_synthetic_destroy(struct bv_synthetic *synthetic)
{
    if (!synthetic)
        return;
    struct bv_result *r = &synthetic->result;
    facts_finish(&r->key);
    facts_finish(&r->state_before);
    facts_finish(&r->state_after);
    for (size_t i = 0; i < r->warning_count; i++) {
        free((void *)(uintptr_t)r->warnings[i].what);
        free((void *)(uintptr_t)r->warnings[i].advice);
    }
    for (size_t i = 0; i < r->event_count; i++)
        free((void *)(uintptr_t)r->events[i].what);
    for (size_t i = 0; i < r->case_count; i++) {
        free((void *)(uintptr_t)r->cases[i].name);
        free((void *)(uintptr_t)r->cases[i].reason);
        for (size_t k = 0; k < r->cases[i].arm_count; k++)
            free((void *)(uintptr_t)r->cases[i].arms[k]);
    }
    const char *const words[] = {r->byval_version, r->host_name, r->started_utc, r->preset,
                                 r->stopped};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        free((void *)(uintptr_t)words[i]);
    free(r->warnings);
    free(r->events);
    free(r->cases);
    free(r->blocks);
    free(r->rows);
    free(synthetic);
}

void bv_synthetic_add(struct bv_synthetic *synthetic, const struct bv_synthetic_case *planted)
{
    struct bv_result *result = &synthetic->result;
    uint32_t index = (uint32_t)result->case_count;
    struct bv_case_info *info = GROW(result->cases, result->case_count);
    info->name = copied(planted->name);
    info->size_bytes = planted->size_bytes;
    info->state = planted->state;
    info->reason = copied(planted->reason);
    while (info->arm_count < 4 && planted->arms[info->arm_count]) {
        info->arms[info->arm_count] = copied(planted->arms[info->arm_count]);
        info->arm_count++;
    }
    if (planted->state == BV_CASE_FAILED || planted->state == BV_CASE_UNAVAILABLE)
        return;
    for (size_t b = 0; b < result->block_count; b++) {
        double drift = 0.05 * normal(&synthetic->random), first_ns = 0;
        for (uint32_t arm = 0; arm < info->arm_count; arm++) {
            double noise = arm == 0 ? 0 : planted->spread * normal(&synthetic->random);
            double net = planted->ns[arm] * exp(drift - noise);
            struct bv_row *row = GROW(result->rows, result->row_count);
            *row = (struct bv_row){.case_index = index,
                                   .arm_index = arm,
                                   .block = result->blocks[b].block,
                                   .rounds = 20,
                                   .calls = 10000,
                                   .real_ns = net + synthetic->empty_ns,
                                   .cpu_ns = net + synthetic->empty_ns,
                                   .empty_ns = synthetic->empty_ns,
                                   .switches = planted->switches,
                                   .migrations = planted->migrations,
                                   .faults = planted->faults};
            for (unsigned m = 0; m < BV_METRIC_COUNT; m++)
                row->metrics[m] = (double)NAN;
            if (arm == 0)
                first_ns = row->real_ns;
            row->log_ratio = arm == 0 ? 0 : log(first_ns / row->real_ns);
        }
    }
}

void bv_synthetic_nulls(struct bv_synthetic *synthetic, double spread)
{
    static const char *const kinds[] = {"same", "twin"};
    static const uint32_t sizes[] = {16, 256};
    for (size_t kind = 0; kind < 2; kind++) {
        for (size_t i = 0; i < 2; i++) {
            char name[64];
            snprintf(name, sizeof name, "null/kind:%s/size:%u", kinds[kind], sizes[i]);
            struct bv_synthetic_case planted = {
                .name = name,
                .size_bytes = sizes[i],
                .arms = {"a", "b"},
                .ns = {2, 2},
                .spread = kind == 0 ? spread / 4 : spread,
                .state = BV_CASE_PRECISE,
            };
            bv_synthetic_add(synthetic, &planted);
        }
    }
}

/* What a 2-word ABI and unrolled copies look like: equal in registers, a slope, a step at 257. */
static double value_ns(uint32_t bytes)
{
    if (bytes <= 16)
        return 1.2;
    if (bytes <= 256)
        return 1.2 + 0.0022 * bytes;
    return 2 * (1.2 + 0.0022 * 256) + 0.028 * (bytes - 256);
}

static void add_textbook_case(struct bv_synthetic *s, const char *class, const char *reads,
                              const char *mode, const char *site, uint32_t bytes)
{
    char name[128];
    snprintf(name, sizeof name, "arg/class:%s/reads:%s/mode:%s/site:%s/size:%u", class, reads, mode,
             site, bytes);
    double pointer = 1.2 * (strcmp(site, "heap") == 0 && bytes > 16384 ? 1.3 : 1.0);
    double value = value_ns(bytes);
    if (strcmp(class, "double") == 0 && bytes > 8 && bytes <= 16)
        value *= 0.9;
    if (strcmp(reads, "all") == 0) {
        pointer += 0.02 * bytes;
        value += 0.02 * bytes;
    }
    struct bv_synthetic_case planted = {
        .name = name,
        .size_bytes = bytes,
        .arms = {"value", "pointer"},
        .ns = {value, pointer},
        .spread = bytes == 1024 ? 0.1 : 0.003,
        .state = bytes == 1024 ? BV_CASE_OPEN : BV_CASE_PRECISE,
        .switches = bytes == 2048 ? 3 : 0,
    };
    if (strcmp(site, "tls") == 0 && bytes > 16384) {
        planted.state = BV_CASE_UNAVAILABLE;
        planted.reason = "thread-local storage holds at most 16384 bytes here";
    }
    if (strcmp(site, "heap") == 0 && bytes == 4096) {
        planted.state = BV_CASE_FAILED;
        planted.reason = "checksum of pointer differs from that of value: 17, not 18";
    }
    bv_synthetic_add(s, &planted);
}

struct bv_synthetic *bv_synthetic_textbook(uint64_t seed, uint32_t blocks)
{
    static const uint32_t sizes[] = {1,   8,   16,  17,  32,   64,   128,  129,  192,
                                     256, 257, 384, 512, 1024, 2048, 4096, 8192, 65536};
    static const char *const sites[] = {"stack", "static", "tls", "heap"};
    static const char *const classes[] = {"int", "double"};
    static const char *const reads[] = {"one", "all"};
    struct bv_synthetic *s = bv_synthetic_create(seed, blocks);
    bv_synthetic_nulls(s, 0.004);
    enum { SIZES = sizeof sizes / sizeof sizes[0] };
    for (size_t c = 0; c < 2; c++)
        for (size_t r = 0; r < 2; r++)
            for (size_t site = 0; site < 4; site++)
                for (size_t i = 0; i < SIZES; i++)
                    add_textbook_case(s, classes[c], reads[r], "throughput", sites[site], sizes[i]);
    for (size_t i = 0; i < SIZES; i++)
        add_textbook_case(s, "int", "one", "latency", "stack", sizes[i]);
    for (size_t i = 0; i < SIZES; i++) {
        char name[64];
        snprintf(name, sizeof name, "ret/class:int/size:%u", sizes[i]);
        struct bv_synthetic_case planted = {
            .name = name,
            .size_bytes = sizes[i],
            .arms = {"value", "outparam", "heap"},
            .ns = {1 + 0.03 * sizes[i], (1 + 0.03 * sizes[i]) * 1.002, 12 + 0.03 * sizes[i]},
            .spread = 0.003,
            .state = BV_CASE_PRECISE,
        };
        bv_synthetic_add(s, &planted);
    }
    struct bv_facts *key = &s->result.key;
    bv_synthetic_fact(key, "cpu.model", "Imaginary CPU 9000");
    bv_synthetic_fact(key, "microcode", NULL);
    bv_synthetic_fact(key, "compiler", "gcc 12.2.0 -O2");
    bv_synthetic_fact(key, "cache.l1d", "32768");
    bv_synthetic_fact(key, "cache.l2", "1048576");
    bv_synthetic_fact(key, "cache.l3", NULL);
    bv_synthetic_fact(&s->result.state_before, "governor", NULL);
    bv_synthetic_fact(&s->result.state_before, "boost", "on");
    bv_synthetic_fact(&s->result.state_before, "procs_running", "1");
    bv_synthetic_fact(&s->result.state_after, "boost", "on");
    bv_synthetic_fact(&s->result.state_after, "procs_running", "3");
    bv_synthetic_fact(&s->result.state_after, "throttled", "0");
    bv_synthetic_warn(s, "the frequency governor is unknown", "compare runs of this machine only");
    bv_synthetic_event(s, 7, "died by signal 11 and was repeated");
    return s;
}

/* Turn the effect of a case's second arm round in the first so many blocks. The case was the last
 * to be added. */
static void turn_round(struct bv_result *result, uint32_t blocks)
{
    struct bv_row *rows = result->rows + result->row_count - 2 * result->block_count;
    for (uint32_t b = 0; b < blocks; b++) {
        struct bv_row *first = &rows[(size_t)2 * b], *other = first + 1;
        double ns = first->real_ns;
        first->real_ns = first->cpu_ns = other->real_ns;
        other->real_ns = other->cpu_ns = ns;
        other->log_ratio = -other->log_ratio;
    }
}

struct bv_synthetic *bv_synthetic_open(void)
{
    struct bv_synthetic *s = bv_synthetic_create(1, 20);
    bv_synthetic_nulls(s, 0.001);
    for (uint32_t bytes = 1; bytes <= 50; bytes++) {
        char name[64];
        snprintf(name, sizeof name, "arg/class:int/reads:one/size:%u", bytes);
        bv_synthetic_add(s, &(struct bv_synthetic_case){.name = name,
                                                        .size_bytes = bytes,
                                                        .arms = {"value", "pointer"},
                                                        .ns = {2.4, 2},
                                                        .state = BV_CASE_OPEN});
        turn_round(&s->result, bytes < 20 ? 0 : bytes == 20 ? 2 : bytes == 21 ? 4 : 10);
    }
    return s;
}
