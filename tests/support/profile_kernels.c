/* SPDX-License-Identifier: Apache-2.0 */
/* profile_kernels.c: a kernel library of which it is known where the time goes: for the tests of
 * byval profile. Turns wait for the last one's product, whatever stands around them in memory. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "benchmarks/case.h"
#include "benchmarks/sink.h"

static uint64_t three_quarters(uint64_t x, uint64_t by)
{
    for (int i = 0; i < 3000; i++) {
        x *= by;
        BV_LAUNDER(x);
    }
    return x;
}

static uint64_t one_quarter(uint64_t x, uint64_t by)
{
    for (int i = 0; i < 1000; i++) {
        x *= by;
        BV_LAUNDER(x);
    }
    return x;
}

/* Whatever compiles it must not see what they do. */
static uint64_t (*volatile parts[])(uint64_t, uint64_t) = {three_quarters, one_quarter};

static void functions(struct bv_ctx *ctx, uint64_t n)
{
    uint64_t x = 1;
    for (uint64_t i = 0; i < n; i++)
        x = parts[1](parts[0](x, 1 | ctx->mask), 1 | ctx->mask);
    ctx->sum = n * x;
}

static void loops(struct bv_ctx *ctx, uint64_t n)
{
    uint64_t x = 1, by = 1 | ctx->mask;
    for (uint64_t i = 0; i < n; i++) {
        for (int k = 0; k < 4500; k++) {
            x *= by; /* nine tenths */
            BV_LAUNDER(x);
        }
        for (int k = 0; k < 500; k++) {
            x *= by; /* one tenth */
            BV_LAUNDER(x);
        }
    }
    ctx->sum = n * x;
}

static void *volatile kept; /* or the compiler leaves out what is only freed */

/* They keep it, lest they jump to malloc, which would then be called by the caller. */
static void *small(void)
{
    return kept = malloc(64);
}

static void *large(void)
{
    return kept = malloc((size_t)64 << 10);
}

static void *leaked(void)
{
    return kept = malloc(24);
}

/* Where sampling profilers go wrong: 16 B between blocks of half of what lies between samples, and
 * blocks of just that. */
static void *tiny(void)
{
    return kept = malloc(16);
}

static void *half(void)
{
    return kept = malloc((size_t)256 << 10);
}

static void *just(void)
{
    return kept = malloc((size_t)512 << 10);
}

static void *(*volatile makers[])(void) = {small, large, leaked, tiny, half, just};

static void make(int maker, int count)
{
    for (int i = 0; i < count; i++) {
        kept = makers[maker]();
        free(kept);
    }
}

static void allocates(struct bv_ctx *ctx, uint64_t n)
{
    for (uint64_t i = 0; i < n; i++) {
        make(0, 1000);
        make(1, 10);
        kept = makers[2]();
    }
    ctx->sum = n;
}

static void traps(struct bv_ctx *ctx, uint64_t n)
{
    for (uint64_t i = 0; i < n; i++) {
        for (int k = 0; k < 100; k++) {
            make(3, 1);
            make(4, 1);
        }
        make(5, 10);
    }
    ctx->sum = n;
}

/* One thread holds a lock for a millisecond, and three wait for it. */
enum { WAITERS = 3 };
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER, alone = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER;
static _Atomic int at_the_door;
static int queued;

static void wait_for_lock(void)
{
    at_the_door++;
    pthread_mutex_lock(&mutex);
    pthread_mutex_unlock(&mutex);
}

/* The queue is all that it waits for: threads that come at once do not wait for the mutex here. */
static void wait_for_queue(void)
{
    while (pthread_mutex_trylock(&mutex) != 0)
        sched_yield();
    at_the_door++;
    while (queued == 0)
        pthread_cond_wait(&filled, &mutex);
    queued--;
    pthread_mutex_unlock(&mutex);
}

static void *be_waiter(void *arg)
{
    void (*const *wait)(void) = arg;
    (*wait)();
    return NULL;
}

/* Threads that do it come to the door; then a millisecond passes. */
static void begin(pthread_t threads[WAITERS], void (**wait)(void))
{
    at_the_door = 0;
    for (int i = 0; i < WAITERS; i++)
        pthread_create(&threads[i], NULL, be_waiter, wait);
    while (at_the_door < WAITERS)
        sched_yield();
    usleep(1000);
}

static void end(const pthread_t threads[WAITERS])
{
    for (int i = 0; i < WAITERS; i++)
        pthread_join(threads[i], NULL);
}

static void locks(struct bv_ctx *ctx, uint64_t n)
{
    static void (*wait)(void) = wait_for_lock;
    for (uint64_t i = 0; i < n; i++) {
        pthread_t threads[WAITERS];
        pthread_mutex_lock(&alone); /* nobody else has it */
        pthread_mutex_lock(&mutex);
        begin(threads, &wait);
        pthread_mutex_unlock(&mutex);
        pthread_mutex_unlock(&alone);
        end(threads);
    }
    ctx->sum = n;
}

static void queues(struct bv_ctx *ctx, uint64_t n)
{
    static void (*wait)(void) = wait_for_queue;
    for (uint64_t i = 0; i < n; i++) {
        pthread_t threads[WAITERS];
        begin(threads, &wait);
        pthread_mutex_lock(&mutex);
        queued = WAITERS;
        pthread_cond_broadcast(&filled);
        pthread_mutex_unlock(&mutex);
        end(threads);
    }
    ctx->sum = n;
}

static void empty(struct bv_ctx *ctx, uint64_t n)
{
    for (; n > 0; n--)
        BV_LAUNDER(ctx);
}

static const struct bv_case cases[] = {
    {.name = "split/size:8",
     .size_bytes = 8,
     .stack_bytes = 4096,
     .arm_count = 2,
     .arms = {{"functions", functions}, {"loops", loops}}},
    {.name = "split/of:heap/size:8",
     .size_bytes = 8,
     .stack_bytes = 4096,
     .arm_count = 2,
     .arms = {{"allocates", allocates}, {"traps", traps}}},
    {.name = "split/of:lock/size:8",
     .size_bytes = 8,
     .stack_bytes = 4096,
     .regime = {.threads = true},
     .arm_count = 2,
     .arms = {{"locks", locks}, {"queues", queues}}},
};

static enum bv_status hold(const struct bv_case *row, const struct bv_env *env, bv_body_fn *body,
                           void *arg, struct bv_error *err)
{
    (void)row, (void)env, (void)err;
    struct bv_ctx ctx[BV_ARM_MAX] = {{0}};
    return body(ctx, arg);
}

static void reset(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX])
{
    for (uint32_t i = 0; i < row->arm_count; i++)
        ctx[i].sum = 0;
}

static const struct bv_family split = {
    .name = "split",
    .summary = "for the tests of byval profile",
    .cases = cases,
    .case_count = sizeof cases / sizeof cases[0],
    .hold = hold,
    .reset = reset,
};

static const struct bv_family *const families[] = {&split};

extern const struct bv_catalogue bv_catalogue;

const struct bv_catalogue bv_catalogue = {
    .abi = BV_CATALOGUE_ABI,
    .compiler = "any",
    .flags = "-O2",
    .families = families,
    .family_count = sizeof families / sizeof families[0],
    .empty = empty,
};
