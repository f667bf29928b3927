/* SPDX-License-Identifier: Apache-2.0 */
/* threads.c: family threads: objects made and given back on several cores at once. */
#include "benchmarks/families/threads.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "benchmarks/case.h"
#include "benchmarks/families/thread_group.h"
#include "benchmarks/families/threads_pool.h"
#include "benchmarks/families/threads_queue.h"
#include "benchmarks/sink.h"

/* A process that has had a second thread is never the same again: glibc's malloc then takes its
 * locks. So these cases have blocks of their own, but for count:1, which is what a program without
 * threads pays.
 *
 * Every thread makes n operations; a slice begins when the caller, who is one of them, starts the
 * others, and ends when the last one is done. So a time a call is that of an operation while all
 * cores are at it.
 *
 * free:own: an object is made, handed to a function and given back, all by one thread: by value it
 * is a local and copied into the argument, by pointer it is from malloc and freed.
 *
 * free:other: the threads stand in a circle, and each makes objects for the next, through a queue
 * of 32 slots: by value the object is copied into the slot and out of it, as through a channel; by
 * pointer the slot holds the pointer, and who receives it frees it.
 *
 * write:neighbours: every thread adds to an object of its own; packed, the objects are elements of
 * one array and share lines, padded, they lie 128 bytes apart.
 *
 * pool:mutex: an object is obtained from a pool, handed to a function and given back; own, every
 * thread has a pool, which needs no lock; shared, all have one, behind a mutex. */
enum mode { MODE_own, MODE_other, MODE_neighbours, MODE_mutex };

struct crew {
    struct bv_thread_group *group;
    void *args[BV_THREAD_GROUP_MAX]; /* a thread's queues, its pool, or its object */
    struct bv_threads_queue queues[BV_THREAD_GROUP_MAX];
};

static void run(struct bv_ctx *ctx, bv_thread_group_fn *work, uint64_t n)
{
    struct crew *crew = ctx->state;
    ctx->sum = bv_thread_group_run(crew->group, work, crew->args, n);
}

/* Out of memory, the object is missing in the sum, which tells; in a circle its place is taken by
 * NULL, so that nobody waits for it. */
#define OWN_KERNELS(N)                                                                             \
    static uint64_t threads_value_own_##N(void *arg, uint64_t n)                                   \
    {                                                                                              \
        uint64_t sum = 0;                                                                          \
        (void)arg;                                                                                 \
        for (; n > 0; n--) {                                                                       \
            struct bv_int_##N s;                                                                   \
            bv_threads_make_##N(&s, (uint32_t)n);                                                  \
            sum += bv_threads_value_##N(s);                                                        \
        }                                                                                          \
        return sum;                                                                                \
    }                                                                                              \
    static uint64_t threads_pointer_own_##N(void *arg, uint64_t n)                                 \
    {                                                                                              \
        uint64_t sum = 0;                                                                          \
        (void)arg;                                                                                 \
        for (; n > 0; n--) {                                                                       \
            struct bv_int_##N *s = malloc(sizeof *s);                                              \
            if (s == NULL)                                                                         \
                break;                                                                             \
            bv_threads_make_##N(s, (uint32_t)n);                                                   \
            sum += bv_threads_pointer_##N(s);                                                      \
            free(s);                                                                               \
        }                                                                                          \
        return sum;                                                                                \
    }                                                                                              \
    static void run_value_own_##N(struct bv_ctx *ctx, uint64_t n)                                  \
    {                                                                                              \
        run(ctx, threads_value_own_##N, n);                                                        \
    }                                                                                              \
    static void run_pointer_own_##N(struct bv_ctx *ctx, uint64_t n)                                \
    {                                                                                              \
        run(ctx, threads_pointer_own_##N, n);                                                      \
    }
THREADS_SIZES(OWN_KERNELS)

#define OTHER_KERNELS(N)                                                                           \
    static void run_value_other_##N(struct bv_ctx *ctx, uint64_t n)                                \
    {                                                                                              \
        run(ctx, bv_threads_queue_value_##N, n);                                                   \
    }                                                                                              \
    static void run_pointer_other_##N(struct bv_ctx *ctx, uint64_t n)                              \
    {                                                                                              \
        run(ctx, bv_threads_queue_pointer_##N, n);                                                 \
    }
THREADS_SIZES(OTHER_KERNELS)

#define SIDE_KERNELS(N)                                                                            \
    static uint64_t threads_side_##N(void *arg, uint64_t n)                                        \
    {                                                                                              \
        struct bv_int_##N *s = arg;                                                                \
        s->f[0] = 0;                                                                               \
        for (; n > 0; n--)                                                                         \
            bv_threads_bump_##N(s, (uint32_t)n);                                                   \
        return s->f[0];                                                                            \
    }                                                                                              \
    static void run_side_##N(struct bv_ctx *ctx, uint64_t n)                                       \
    {                                                                                              \
        run(ctx, threads_side_##N, n);                                                             \
    }
THREADS_SIDES(SIDE_KERNELS)

#define POOL_KERNELS(N)                                                                            \
    static void run_pool_own_##N(struct bv_ctx *ctx, uint64_t n)                                   \
    {                                                                                              \
        run(ctx, bv_threads_pool_own_##N, n);                                                      \
    }                                                                                              \
    static void run_pool_shared_##N(struct bv_ctx *ctx, uint64_t n)                                \
    {                                                                                              \
        run(ctx, bv_threads_pool_shared_##N, n);                                                   \
    }
THREADS_SIZES(POOL_KERNELS)

/* The frames of hold, body and kernel, with an object, its copy in the argument, and the one that
 * some compilers make on the way. */
#define THREADS_STACK(N) (3 * (N) + 16384)

#define MODE_SHIFT 8
#define KIND(T, MODE) ((MODE) << MODE_SHIFT | (T))

#define HAND_ON_ROW(ID, NAME, LIBRARY, PACKAGE, VERSION, T, MODE, N)                               \
    {.name = "threads/count:" #T "/free:" #MODE "/alloc:" #NAME "/size:" #N,                       \
     .size_bytes = (N),                                                                            \
     .stack_bytes = THREADS_STACK(N),                                                              \
     .kind = KIND(T, MODE_##MODE),                                                                 \
     .regime = {.allocator = BV_ALLOCATOR_##ID, .threads = (T) > 1},                               \
     .arm_count = 2,                                                                               \
     .arms = {{"value", run_value_##MODE##_##N}, {"pointer", run_pointer_##MODE##_##N}}},
#define SIDE_ROW(T, N)                                                                             \
    {.name = "threads/count:" #T "/write:neighbours/size:" #N,                                     \
     .size_bytes = (N),                                                                            \
     .stack_bytes = THREADS_STACK(N),                                                              \
     .kind = KIND(T, MODE_neighbours),                                                             \
     .regime = {.threads = true},                                                                  \
     .arm_count = 2,                                                                               \
     .arms = {{"padded", run_side_##N}, {"packed", run_side_##N}}},
#define POOL_ROW(T, N)                                                                             \
    {.name = "threads/count:" #T "/pool:mutex/size:" #N,                                           \
     .size_bytes = (N),                                                                            \
     .stack_bytes = THREADS_STACK(N),                                                              \
     .kind = KIND(T, MODE_mutex),                                                                  \
     .regime = {.threads = (T) > 1},                                                               \
     .arm_count = 2,                                                                               \
     .arms = {{"own", run_pool_own_##N}, {"shared", run_pool_shared_##N}}},

#define ALLOCATORS(T, MODE, N) BV_ALLOCATORS(HAND_ON_ROW, T, MODE, N)
#define CROWD(T, N) ALLOCATORS(T, own, N) ALLOCATORS(T, other, N)
#define HAND_ON_ROWS(N) ALLOCATORS(1, own, N) CROWD(2, N) CROWD(4, N) CROWD(8, N) CROWD(16, N)
#define SIDE_ROWS(N) SIDE_ROW(2, N) SIDE_ROW(4, N) SIDE_ROW(8, N) SIDE_ROW(16, N)
#define POOL_ROWS(N) POOL_ROW(1, N) POOL_ROW(2, N) POOL_ROW(4, N) POOL_ROW(8, N) POOL_ROW(16, N)

static const struct bv_case rows[] = {
    /* clang-format off */
    THREADS_SIZES(HAND_ON_ROWS)
    THREADS_SIDES(SIDE_ROWS)
    THREADS_SIZES(POOL_ROWS)
    /* clang-format on */
};

static uint32_t thread_count(const struct bv_case *row)
{
    return row->kind & ((1u << MODE_SHIFT) - 1);
}

static enum mode mode_of(const struct bv_case *row)
{
    return (enum mode)(row->kind >> MODE_SHIFT);
}

static size_t round_up(size_t bytes)
{
    return (bytes + BV_THREADS_APART - 1) / BV_THREADS_APART * BV_THREADS_APART;
}

/* Bytes of what one thread needs of what the crews share. */
static size_t thread_bytes(const struct bv_case *row)
{
    switch (mode_of(row)) {
    case MODE_other: /* a slot holds a value or a pointer, whichever is larger */
        return round_up(sizeof(struct bv_ring) +
                        BV_RING_SLOTS *
                            (row->size_bytes < sizeof(void *) ? sizeof(void *) : row->size_bytes));
    case MODE_mutex:
        return round_up(sizeof(struct bv_threads_pool));
    default:
        return BV_THREADS_APART;
    }
}

/* What the crews of both arms share or write to: queues, pools, or objects at 128 B each. */
static void *make_shared(const struct bv_case *row, struct bv_error *err)
{
    size_t bytes = thread_count(row) * thread_bytes(row);
    void *shared = aligned_alloc(BV_THREADS_APART, 2 * bytes);
    if (shared == NULL)
        bv_fail(err, BV_E_NOMEM, "no memory for %zu bytes that threads share", 2 * bytes);
    else
        memset(shared, 0, 2 * bytes);
    return shared;
}

/* Give each thread what it works on.
 * arm      0 or 1: value and pointer, padded and packed, or own and shared */
static void place_crew(const struct bv_case *row, uint32_t arm, char *shared, struct crew *crew)
{
    const uint32_t count = thread_count(row);
    const size_t bytes = thread_bytes(row);
    char *mine = shared + arm * count * bytes;
    for (uint32_t i = 0; i < count; i++) {
        struct bv_threads_queue *queue = &crew->queues[i];
        switch (mode_of(row)) {
        case MODE_own:
            break;
        case MODE_other:
            queue->out = (struct bv_ring *)(void *)(mine + i * bytes);
            queue->in = (struct bv_ring *)(void *)(mine + (i + count - 1) % count * bytes);
            crew->args[i] = queue;
            break;
        case MODE_neighbours:
            crew->args[i] = mine + i * (arm == 0 ? bytes : row->size_bytes);
            break;
        case MODE_mutex:
            crew->args[i] = mine + (arm == 0 ? i * bytes : 0);
            if (arm == 0 || i == 0)
                bv_threads_pool_begin(crew->args[i], row->size_bytes);
            break;
        }
    }
}

static void end_crew(const struct bv_case *row, struct crew *crew)
{
    for (uint32_t i = 0; mode_of(row) == MODE_mutex && i < thread_count(row); i++)
        bv_threads_pool_end(crew->args[i]);
}

static enum bv_status hold(const struct bv_case *row, const struct bv_env *env, bv_body_fn *body,
                           void *arg, struct bv_error *err)
{
    struct bv_ctx ctx[BV_ARM_MAX] = {{0}};
    struct crew crews[2] = {{0}};
    struct bv_thread_group *group = NULL;
    void *shared = make_shared(row, err);
    if (shared == NULL)
        return BV_E_NOMEM;
    enum bv_status status = bv_thread_group_create(thread_count(row), env->cpus, &group, err);
    if (status == BV_OK) {
        for (uint32_t arm = 0; arm < row->arm_count; arm++) {
            place_crew(row, arm, shared, &crews[arm]);
            crews[arm].group = group;
            ctx[arm].state = &crews[arm];
        }
        status = body(ctx, arg);
        for (uint32_t arm = 0; arm < row->arm_count; arm++)
            end_crew(row, &crews[arm]);
    }
    bv_thread_group_destroy(group);
    free(shared);
    return status;
}

static void reset(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX])
{
    for (uint32_t i = 0; i < row->arm_count; i++)
        ctx[i].sum = 0;
}

static uint64_t run_ns(const struct bv_arm *arm, struct bv_ctx *ctx, uint64_t n)
{
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    arm->run(ctx, n);
    clock_gettime(CLOCK_MONOTONIC, &to);
    int64_t ns = (to.tv_sec - from.tv_sec) * INT64_C(1000000000) + to.tv_nsec - from.tv_nsec;
    return ns < 0 ? 0 : (uint64_t)ns;
}

/* Ten times the usual slice: a start and an end, some hundred nanoseconds each, are in its time. */
static struct bv_slice_wish wish(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX])
{
    enum { ENOUGH_NS = 200000, TOO_LONG_NS = 2000000, CALLS_MAX = 1 << 20 };
    struct bv_slice_wish wanted = {.calls = 256};
    for (; wanted.calls < CALLS_MAX; wanted.calls *= 2) {
        uint64_t first = run_ns(&row->arms[0], &ctx[0], wanted.calls);
        uint64_t second = run_ns(&row->arms[1], &ctx[1], wanted.calls);
        if ((first >= ENOUGH_NS && second >= ENOUGH_NS) || first + second >= TOO_LONG_NS)
            break;
    }
    return wanted;
}

static const struct bv_code_rule rules[] = {
    {.cases = "/write:neighbours/",
     .travel = BV_TRAVEL_POINTER,
     .same_code = true,
     .kernel = "threads_side_{size}",
     .calls = "bv_threads_bump_{size}"},
    {.cases = "/pool:mutex/",
     .arm = "own",
     .travel = BV_TRAVEL_POINTER,
     .kernel = "bv_threads_pool_own_{size}",
     .calls = "bv_threads_pointer_{size} bv_threads_make_{size} ?bv_pool_grow"},
    {.cases = "/pool:mutex/",
     .arm = "shared",
     .travel = BV_TRAVEL_POINTER,
     .kernel = "bv_threads_pool_shared_{size}",
     .calls = "+pthread_mutex_lock bv_threads_pointer_{size} bv_threads_make_{size} "
              "+pthread_mutex_unlock ?bv_pool_grow"},
    {.cases = "/free:own/",
     .arm = "value",
     .travel = BV_TRAVEL_MADE,
     .kernel = "threads_value_own_{size}",
     .calls = "bv_threads_value_{size} bv_threads_make_{size}"},
    {.cases = "/free:own/",
     .travel = BV_TRAVEL_POINTER,
     .kernel = "threads_pointer_own_{size}",
     .calls = "malloc bv_threads_pointer_{size} bv_threads_make_{size} free"},
    {.arm = "value",
     .travel = BV_TRAVEL_MADE,
     .kernel = "bv_threads_queue_value_{size}",
     .calls =
         "bv_threads_value_{size} ?bv_threads_make_{size} ?put_value_{size} ?bv_thread_group_wait"},
    {.travel = BV_TRAVEL_FREE,
     .kernel = "bv_threads_queue_pointer_{size}",
     .calls = "malloc bv_threads_pointer_{size} bv_threads_make_{size} free ?bv_thread_group_wait"},
};

const struct bv_family bv_family_threads = {
    .name = "threads",
    .summary =
        "objects made, handed on and given back on several cores at once; false sharing; pools",
    .presets = {[BV_PRESET_STANDARD] = "."},
    .cases = rows,
    .case_count = sizeof rows / sizeof rows[0],
    .rules = rules,
    .rule_count = sizeof rules / sizeof rules[0],
    .hold = hold,
    .reset = reset,
    .wish = wish,
};
