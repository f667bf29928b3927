/* SPDX-License-Identifier: Apache-2.0 */
/* threads.c: family threads: objects made and given back on several cores at once. */
#include "benchmarks/families/threads.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "benchmarks/case.h"
#include "benchmarks/families/ring.h"
#include "benchmarks/families/thread_group.h"
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
 * one array and share lines, padded, they lie 128 bytes apart. */
enum mode { MODE_own, MODE_other, MODE_neighbours };

/* A thread's place: where its products go, where they come from, what it writes to. */
struct seat {
    struct bv_ring *in, *out;
    void *object;
};

struct crew {
    struct bv_thread_group *group;
    void *args[BV_THREAD_GROUP_MAX]; /* the seats */
    struct seat seats[BV_THREAD_GROUP_MAX];
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

/* Make one if there is room, use one if there is one, until n are made and n used. Nobody waits for
 * both at once: a full circle of queues has something to use. */
#define OTHER_LOOP(SLOT, PUT, USE)                                                                 \
    const struct seat *seat = arg;                                                                 \
    uint64_t sum = 0;                                                                              \
    uint32_t turns = 0;                                                                            \
    for (uint64_t left = n, due = n; left > 0 || due > 0;) {                                       \
        SLOT *to = left > 0 ? bv_ring_room(seat->out, sizeof(SLOT)) : NULL;                        \
        if (to != NULL) {                                                                          \
            PUT;                                                                                   \
            bv_ring_push(seat->out);                                                               \
            left--;                                                                                \
        }                                                                                          \
        SLOT *from = due > 0 ? bv_ring_front(seat->in, sizeof(SLOT)) : NULL;                       \
        if (from != NULL) {                                                                        \
            USE;                                                                                   \
            due--;                                                                                 \
        }                                                                                          \
        if (to != NULL || from != NULL)                                                            \
            turns = 0;                                                                             \
        else                                                                                       \
            bv_thread_group_wait(&turns);                                                          \
    }                                                                                              \
    return sum;

#define OTHER_KERNELS(N)                                                                           \
    static void put_value_##N(struct bv_int_##N *to, uint32_t seed)                                \
    {                                                                                              \
        struct bv_int_##N s;                                                                       \
        bv_threads_make_##N(&s, seed);                                                             \
        *to = s;                                                                                   \
    }                                                                                              \
    static void put_pointer_##N(struct bv_int_##N **to, uint32_t seed)                             \
    {                                                                                              \
        struct bv_int_##N *s = malloc(sizeof *s);                                                  \
        if (s != NULL)                                                                             \
            bv_threads_make_##N(s, seed);                                                          \
        *to = s;                                                                                   \
    }                                                                                              \
    static uint64_t use_pointer_##N(struct bv_int_##N *s)                                          \
    {                                                                                              \
        uint64_t sum = s == NULL ? 0 : bv_threads_pointer_##N(s);                                  \
        free(s);                                                                                   \
        return sum;                                                                                \
    }                                                                                              \
    static uint64_t threads_value_other_##N(void *arg, uint64_t n)                                 \
    {                                                                                              \
        OTHER_LOOP(struct bv_int_##N, put_value_##N(to, (uint32_t)left), {                         \
            sum += bv_threads_value_##N(*from);                                                    \
            bv_ring_pop(seat->in);                                                                 \
        })                                                                                         \
    }                                                                                              \
    static uint64_t threads_pointer_other_##N(void *arg, uint64_t n)                               \
    {                                                                                              \
        OTHER_LOOP(struct bv_int_##N *, put_pointer_##N(to, (uint32_t)left), {                     \
            struct bv_int_##N *s = *from;                                                          \
            bv_ring_pop(seat->in);                                                                 \
            sum += use_pointer_##N(s);                                                             \
        })                                                                                         \
    }                                                                                              \
    static void run_value_other_##N(struct bv_ctx *ctx, uint64_t n)                                \
    {                                                                                              \
        run(ctx, threads_value_other_##N, n);                                                      \
    }                                                                                              \
    static void run_pointer_other_##N(struct bv_ctx *ctx, uint64_t n)                              \
    {                                                                                              \
        run(ctx, threads_pointer_other_##N, n);                                                    \
    }
THREADS_SIZES(OTHER_KERNELS)

#define SIDE_KERNELS(N)                                                                            \
    static uint64_t threads_side_##N(void *arg, uint64_t n)                                        \
    {                                                                                              \
        const struct seat *seat = arg;                                                             \
        struct bv_int_##N *s = seat->object;                                                       \
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

#define ALLOCATORS(T, MODE, N) BV_ALLOCATORS(HAND_ON_ROW, T, MODE, N)
#define CROWD(T, N) ALLOCATORS(T, own, N) ALLOCATORS(T, other, N)
#define HAND_ON_ROWS(N) ALLOCATORS(1, own, N) CROWD(2, N) CROWD(4, N) CROWD(8, N) CROWD(16, N)
#define SIDE_ROWS(N) SIDE_ROW(2, N) SIDE_ROW(4, N) SIDE_ROW(8, N) SIDE_ROW(16, N)

static const struct bv_case rows[] = {
    /* clang-format off */
    THREADS_SIZES(HAND_ON_ROWS)
    THREADS_SIDES(SIDE_ROWS)
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

/* One queue's bytes; its slots hold values or pointers, whichever are larger. */
static size_t ring_bytes(const struct bv_case *row)
{
    size_t slot = row->size_bytes < sizeof(void *) ? sizeof(void *) : row->size_bytes;
    return round_up(sizeof(struct bv_ring) + BV_RING_SLOTS * slot);
}

/* What the crews of both arms share or write to: queues, or objects at 128 B each. */
static void *make_shared(const struct bv_case *row, struct bv_error *err)
{
    size_t bytes = thread_count(row) *
                   (mode_of(row) == MODE_other ? ring_bytes(row) : (size_t)BV_THREADS_APART);
    void *shared = aligned_alloc(BV_THREADS_APART, 2 * bytes);
    if (shared == NULL)
        bv_fail(err, BV_E_NOMEM, "no memory for %zu bytes of queues", 2 * bytes);
    else
        memset(shared, 0, 2 * bytes);
    return shared;
}

/* arm      0 or 1: value and pointer, or padded and packed */
static void seat_crew(const struct bv_case *row, uint32_t arm, char *shared, struct crew *crew)
{
    const uint32_t count = thread_count(row);
    const size_t ring = ring_bytes(row);
    const size_t apart = arm == 0 ? (size_t)BV_THREADS_APART : row->size_bytes;
    for (uint32_t i = 0; i < count; i++) {
        struct seat *seat = &crew->seats[i];
        crew->args[i] = seat;
        if (mode_of(row) == MODE_other) {
            seat->out = (struct bv_ring *)(void *)(shared + (arm * count + i) * ring);
            seat->in =
                (struct bv_ring *)(void *)(shared + (arm * count + (i + count - 1) % count) * ring);
        }
        if (mode_of(row) == MODE_neighbours)
            seat->object = shared + arm * count * BV_THREADS_APART + i * apart;
    }
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
            seat_crew(row, arm, shared, &crews[arm]);
            crews[arm].group = group;
            ctx[arm].state = &crews[arm];
        }
        status = body(ctx, arg);
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
     .kernel = "threads_value_other_{size}",
     .calls =
         "bv_threads_value_{size} ?bv_threads_make_{size} ?put_value_{size} ?bv_thread_group_wait"},
    {.travel = BV_TRAVEL_FREE,
     .kernel = "threads_pointer_other_{size}",
     .calls = "malloc bv_threads_pointer_{size} bv_threads_make_{size} free ?bv_thread_group_wait"},
};

const struct bv_family bv_family_threads = {
    .name = "threads",
    .summary = "objects made, handed on and given back on several cores at once; false sharing",
    .presets = {[BV_PRESET_STANDARD] = "."},
    .cases = rows,
    .case_count = sizeof rows / sizeof rows[0],
    .rules = rules,
    .rule_count = sizeof rules / sizeof rules[0],
    .hold = hold,
    .reset = reset,
    .wish = wish,
};
