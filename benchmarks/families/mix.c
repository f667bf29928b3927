/* SPDX-License-Identifier: Apache-2.0 */
/* mix.c: family mix: objects of many sizes die at random; how much memory do they hold? */
#include "benchmarks/families/mix.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "benchmarks/case.h"
#include "benchmarks/heap/acquire.h"
#include "benchmarks/heap/memory_room.h"
#include "benchmarks/object.h"
#include "benchmarks/site.h"
#include "lib/base/random.h"

enum {
    LIVE = 10000,
    TURNS = 1 << 16,       /* after so many deaths sizes and victims come again */
    TURNOVER = 20 * LIVE,  /* deaths before memory is looked at */
    SETTLE = 5 * LIVE,     /* deaths before time is: one object in 150 is a first one still */
    CLASSES = 9,           /* of a pool: 16, 32 ... 4,096 bytes */
    TURN_STREAM = 0x6d6978 /* of the random generator */
};

enum draw { DRAW_uniform, DRAW_power };

struct turn {
    uint16_t victim, bytes;
};

/* bv_ctx.state of both arms; value and pointers are the objects that live. */
struct mix {
    struct turn turns[TURNS];
    struct bv_mixed *value;
    struct bv_mixed *pointers[LIVE];
    struct bv_source classes[CLASSES];
    double resident_ratio[2]; /* by arm, from look_in_child() */
};

static inline void make(struct bv_mixed *s, uint32_t bytes, uint32_t seed)
{
    s->bytes = bytes;
    s->seed = seed;
    for (uint32_t i = 0; i < bytes / sizeof s->rest[0] - 2; i++)
        s->rest[i] = seed + i;
}

static inline struct bv_source *class_of(struct mix *mix, uint32_t bytes)
{
    return &mix->classes[28 - __builtin_clz(bytes - 1)];
}

static inline void *acquire_heap(struct mix *mix, uint32_t bytes)
{
    (void)mix;
    return malloc(bytes);
}

static inline void release_heap(struct mix *mix, struct bv_mixed *s)
{
    (void)mix;
    free(s);
}

static inline void *acquire_pool(struct mix *mix, uint32_t bytes)
{
    return bv_acquire_pool(class_of(mix, bytes), bytes);
}

static inline void release_pool(struct mix *mix, struct bv_mixed *s)
{
    bv_release_pool(class_of(mix, s->bytes), s);
}

/* An object that dies is read once more: what it was made from must have stayed. */
static void mix_value_any(struct bv_ctx *ctx, uint64_t n)
{
    const struct mix *mix = ctx->state;
    struct bv_mixed *live = mix->value;
    size_t turn = ctx->next;
    uint64_t sum = 0;
    for (; n > 0; n--) {
        struct bv_mixed s, *slot = &live[mix->turns[turn].victim];
        make(&s, mix->turns[turn].bytes, (uint32_t)n);
        sum += bv_mix_value(s);
        sum += slot->seed;
        *slot = s;
        turn = turn + 1 < TURNS ? turn + 1 : 0;
    }
    ctx->next = turn;
    ctx->sum = sum;
}

/* Out of memory, a kernel stops short, and its checksum tells. */
#define POINTER_KERNEL(SITE)                                                                       \
    static void mix_pointer_##SITE(struct bv_ctx *ctx, uint64_t n)                                 \
    {                                                                                              \
        struct mix *mix = ctx->state;                                                              \
        size_t turn = ctx->next;                                                                   \
        uint64_t sum = 0;                                                                          \
        for (; n > 0; n--) {                                                                       \
            struct bv_mixed **slot = &mix->pointers[mix->turns[turn].victim];                      \
            struct bv_mixed *s = acquire_##SITE(mix, mix->turns[turn].bytes);                      \
            if (s == NULL)                                                                         \
                break;                                                                             \
            make(s, mix->turns[turn].bytes, (uint32_t)n);                                          \
            sum += bv_mix_pointer(s);                                                              \
            sum += (*slot)->seed;                                                                  \
            release_##SITE(mix, *slot);                                                            \
            *slot = s;                                                                             \
            turn = turn + 1 < TURNS ? turn + 1 : 0;                                                \
        }                                                                                          \
        ctx->next = turn;                                                                          \
        ctx->sum = sum;                                                                            \
    }
POINTER_KERNEL(heap)
POINTER_KERNEL(pool)

#define ROW(DRAW, KEYS, ID, SITE, ...)                                                             \
    {.name = "mix/sizes:" #DRAW "/site:" KEYS "/size:4096",                                        \
     .size_bytes = BV_MIX_MAX,                                                                     \
     .stack_bytes = BV_OBJECT_STACK(BV_MIX_MAX) + BV_COPY_STACK(BV_MIX_MAX),                       \
     .site = BV_SITE_##ID,                                                                         \
     .kind = DRAW_##DRAW,                                                                          \
     __VA_ARGS__.arm_count = 2,                                                                    \
     .arms = {{"value", mix_value_any}, {"pointer", mix_pointer_##SITE}}},
#define HEAP_ROW(ID, NAME, LIBRARY, PACKAGE, VERSION, DRAW)                                        \
    ROW(DRAW, "heap/alloc:" #NAME, HEAP, heap,                                                     \
        .regime = {.allocator = BV_ALLOCATOR_##ID, .slow = true}, )
#define ROWS(DRAW)                                                                                 \
    BV_ALLOCATORS(HEAP_ROW, DRAW)                                                                  \
    ROW(DRAW, "pool", POOL, pool, .regime = {.slow = true}, )

static const struct bv_case rows[] = {ROWS(uniform) ROWS(power)};

static void draw_turns(struct mix *mix, enum draw draw, uint64_t seed)
{
    struct bv_random r = bv_random_seed(seed, TURN_STREAM);
    for (size_t i = 0; i < TURNS; i++) {
        double u = bv_random_unit(&r);
        /* power: as many objects in every octave of sizes */
        double bytes = draw == DRAW_power ? BV_MIX_MIN * pow((double)BV_MIX_MAX / BV_MIX_MIN, u)
                                          : BV_MIX_MIN + u * (BV_MIX_MAX + 4 - BV_MIX_MIN);
        uint32_t whole = (uint32_t)bytes / 4 * 4;
        mix->turns[i].bytes = (uint16_t)(whole > BV_MIX_MAX ? BV_MIX_MAX : whole);
        mix->turns[i].victim = (uint16_t)bv_random_below(&r, LIVE);
    }
}

static void give_back(const struct bv_case *row, struct mix *mix)
{
    for (size_t i = 0; i < LIVE && row->site == BV_SITE_HEAP; i++)
        free(mix->pointers[i]);
    for (size_t i = 0; i < CLASSES; i++)
        bv_pool_finish(&mix->classes[i].pool);
    if (mix->value != NULL)
        munmap(mix->value, LIVE * sizeof *mix->value);
    munmap(mix, sizeof *mix);
}

/* Not through malloc, which is what is being looked at. */
static void *map(size_t bytes)
{
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    /* cppcheck-suppress memleak ; it is the caller's */
    return memory == MAP_FAILED ? NULL : memory;
}

static bool build_values(struct mix *mix)
{
    mix->value = map(LIVE * sizeof *mix->value);
    for (uint32_t i = 0; mix->value != NULL && i < LIVE; i++)
        make(&mix->value[i], mix->turns[i].bytes, i);
    return mix->value != NULL;
}

static bool build_pointers(const struct bv_case *row, struct mix *mix)
{
    for (uint32_t i = 0; i < LIVE; i++) {
        uint32_t bytes = mix->turns[i].bytes;
        struct bv_mixed *s =
            row->site == BV_SITE_POOL ? acquire_pool(mix, bytes) : acquire_heap(mix, bytes);
        if (s == NULL)
            return false;
        make(s, bytes, i);
        mix->pointers[i] = s;
    }
    return true;
}

/* Live and die for a while, then compare what was touched with what is alive. */
static void look(const struct bv_case *row, struct mix *mix, double ratio[2])
{
    double values_live = 0, pointers_live = 0;
    double start = (double)bv_memory_room_private_bytes();
    if (!build_values(mix))
        return;
    double middle = (double)bv_memory_room_private_bytes();
    if (!build_pointers(row, mix))
        return;
    struct bv_ctx ctx = {.state = mix};
    row->arms[1].run(&ctx, TURNOVER);
    double end = (double)bv_memory_room_private_bytes();
    for (size_t i = 0; i < LIVE; i++) {
        values_live += mix->value[i].bytes;
        pointers_live += mix->pointers[i]->bytes;
    }
    if (start > 0) {
        ratio[0] = (middle - start) / values_live;
        ratio[1] = (end - middle) / pointers_live;
    }
}

/* An allocator keeps what earlier cases freed, so that memory of this process need not grow, and
 * none can be made to give back all. A child begins with that too, but shares it with its parent
 * until it writes to it: what is its own is what these objects and the allocator's books take. */
static void look_in_child(const struct bv_case *row, struct mix *mix)
{
    int ends[2];
    double ratio[2] = {NAN, NAN};
    mix->resident_ratio[0] = mix->resident_ratio[1] = NAN;
    if (pipe(ends) != 0)
        return;
    pid_t pid = fork();
    if (pid == 0) {
        look(row, mix, ratio);
        _exit(write(ends[1], ratio, sizeof ratio) == (ssize_t)sizeof ratio ? 0 : 1);
    }
    close(ends[1]);
    if (pid > 0) {
        if (read(ends[0], ratio, sizeof ratio) == (ssize_t)sizeof ratio)
            memcpy(mix->resident_ratio, ratio, sizeof ratio);
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    close(ends[0]);
}

static void reset(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX])
{
    struct mix *mix = ctx[0].state;
    for (uint32_t arm = 0; arm < row->arm_count; arm++) {
        ctx[arm].next = 0;
        ctx[arm].sum = 0;
    }
    for (uint32_t i = 0; i < LIVE; i++)
        mix->value[i].seed = mix->pointers[i]->seed = i;
}

static enum bv_status hold(const struct bv_case *row, const struct bv_env *env, bv_body_fn *body,
                           void *arg, struct bv_error *err)
{
    static_assert(sizeof(struct bv_mixed) == BV_MIX_MAX, "a value has room for the largest");
    struct mix *mix = map(sizeof *mix);
    if (mix == NULL)
        return bv_fail(err, BV_E_NOMEM, "no memory for the plan of %s", row->name);
    for (size_t i = 0; i < CLASSES; i++)
        mix->classes[i].pool.slot_bytes = (size_t)BV_MIX_MIN << i;
    draw_turns(mix, (enum draw)row->kind, env->seed);
    enum bv_status status;
    look_in_child(row, mix);
    if (build_values(mix) && build_pointers(row, mix)) {
        struct bv_ctx ctx[BV_ARM_MAX] = {{.state = mix}, {.state = mix}};
        row->arms[1].run(&ctx[1], SETTLE);
        reset(row, ctx);
        status = body(ctx, arg);
    } else {
        status = bv_fail(err, BV_E_NOMEM, "no memory for %d objects of up to %d bytes, twice", LIVE,
                         BV_MIX_MAX);
    }
    give_back(row, mix);
    return status;
}

static void metrics(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX], uint32_t arm,
                    struct bv_metrics *out)
{
    const struct mix *mix = ctx[arm].state;
    out->resident_ratio = mix->resident_ratio[arm];
    out->allocations = arm == 1 && row->site == BV_SITE_HEAP;
}

static const struct bv_code_rule rules[] = {
    {.arm = "value", .travel = BV_TRAVEL_MADE, .calls = "bv_mix_value"},
    {.cases = "/site:heap/",
     .travel = BV_TRAVEL_POINTER,
     .spills = true,
     .calls = "malloc bv_mix_pointer free"},
    {.travel = BV_TRAVEL_POINTER, .spills = true, .calls = "bv_mix_pointer ?bv_pool_grow"},
};

const struct bv_family bv_family_mix = {
    .name = "mix",
    .summary =
        "objects of 16 to 4,096 bytes die at random: slots of the largest, or their own size",
    .presets =
        {[BV_PRESET_QUICK] = "sizes:[a-z]+/site:heap/alloc:glibc/", [BV_PRESET_STANDARD] = "."},
    .cases = rows,
    .case_count = sizeof rows / sizeof rows[0],
    .rules = rules,
    .rule_count = sizeof rules / sizeof rules[0],
    .hold = hold,
    .reset = reset,
    .metrics = metrics,
};
