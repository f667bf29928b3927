/* SPDX-License-Identifier: Apache-2.0 */
/* heap_recorder.c: stacks, and the blocks that are live, which find their place by a hash. They
 * stand apart from the heap that is recorded. */
#include "harness/profile/heap_recorder.h"

#include <dlfcn.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "harness/preload/count_malloc.h"
#include "harness/profile/stack_table.h"
#include "lib/base/memory.h"

/* Places: a power of two, of which two thirds are used at the most. */
enum { BLOCKS = 1 << 22 };

struct block {
    uintptr_t address; /* 0: free */
    uint64_t size;
    uint32_t stack;
};

struct bv_heap_recorder {
    struct bv_stack_table table;
    struct bv_heap_stack *stacks; /* by the numbers of the table */
    struct block *blocks;
    size_t block_count;
    uint64_t lost;
    struct bv_heap_sampling sampling;
    struct bv_allocations_watcher watcher;
    bv_allocations_watch_fn *watch;
    atomic_flag busy;
};

static double draw(struct bv_heap_sampling *sampling)
{
    return -log1p(-bv_random_unit(&sampling->random)) * (double)BV_HEAP_MEAN_BYTES;
}

void bv_heap_sampling_init(struct bv_heap_sampling *sampling, uint64_t seed)
{
    sampling->random = bv_random_seed(seed, 0);
    sampling->left = draw(sampling);
}

/* Of an allocation of so many bytes. */
static double probability(uint64_t bytes)
{
    return -expm1(-(double)bytes / (double)BV_HEAP_MEAN_BYTES);
}

bool bv_heap_sampling_take(struct bv_heap_sampling *sampling, uint64_t bytes, double *weight)
{
    sampling->left -= (double)bytes;
    if (sampling->left >= 0 || bytes == 0)
        return false;
    *weight = 1 / probability(bytes);
    sampling->left = draw(sampling); /* what comes next forgets what was */
    return true;
}

static uint64_t mix(uint64_t x)
{
    x = (x ^ x >> 32) * UINT64_C(0x9e3779b97f4a7c15);
    return x ^ x >> 29;
}

/* Where a block stands, or would. */
static size_t place_of(const struct bv_heap_recorder *r, uintptr_t address)
{
    size_t at = mix(address) % BLOCKS;
    while (r->blocks[at].address != 0 && r->blocks[at].address != address)
        at = (at + 1) % BLOCKS;
    return at;
}

static void forget(struct bv_heap_recorder *r, size_t at)
{
    struct bv_heap_stack *stack = &r->stacks[r->blocks[at].stack];
    stack->live--;
    stack->live_bytes -= r->blocks[at].size;
    r->block_count--;
    /* What was put behind it because it stood there moves up. */
    for (size_t next = (at + 1) % BLOCKS; r->blocks[next].address != 0;
         next = (next + 1) % BLOCKS) {
        size_t home = mix(r->blocks[next].address) % BLOCKS;
        if ((next - home) % BLOCKS >= (next - at) % BLOCKS) {
            r->blocks[at] = r->blocks[next];
            at = next;
        }
    }
    r->blocks[at].address = 0;
}

static void lock(struct bv_heap_recorder *r)
{
    while (atomic_flag_test_and_set_explicit(&r->busy, memory_order_acquire))
        ;
}

static void unlock(struct bv_heap_recorder *r)
{
    atomic_flag_clear_explicit(&r->busy, memory_order_release);
}

static void record(struct bv_heap_recorder *r, struct bv_heap_stack *stack, void *block,
                   uint64_t size)
{
    double weight, p = probability(size);
    stack->allocations++;
    stack->bytes += size;
    if (bv_heap_sampling_take(&r->sampling, size, &weight)) {
        stack->samples++;
        stack->sampled_bytes += (double)size * weight;
    }
    if (p > 0)
        stack->variance += (double)size * (double)size * (1 - p) / p;
    size_t at = place_of(r, (uintptr_t)block);
    if (r->blocks[at].address != 0)
        forget(r, at); /* its free was not reported */
    at = place_of(r, (uintptr_t)block);
    r->blocks[at] = (struct block){(uintptr_t)block, size, (uint32_t)(stack - r->stacks)};
    r->block_count++;
    stack->live++;
    stack->live_bytes += size;
}

static void on_allocated(void *block, size_t size, const void *caller, void *user)
{
    struct bv_heap_recorder *r = user;
    struct bv_stack_walk walk = {.count = 0};
    bv_stack_walk_take((uintptr_t)caller, &walk);
    lock(r);
    int32_t number = r->block_count < BLOCKS / 3 * 2 ? bv_stack_table_find(&r->table, &walk) : -1;
    if (number >= 0) {
        r->stacks[number].stack = &r->table.stacks[number];
        record(r, &r->stacks[number], block, size);
    } else {
        r->lost++;
    }
    unlock(r);
}

static void on_freed(void *block, void *user)
{
    struct bv_heap_recorder *r = user;
    lock(r);
    size_t at = place_of(r, (uintptr_t)block);
    if (r->blocks[at].address != 0) /* it was allocated while this was on */
        forget(r, at);
    unlock(r);
}

enum bv_status bv_heap_recorder_start(uint64_t seed, struct bv_heap_recorder **out,
                                      struct bv_error *err)
{
    struct bv_heap_recorder *r = calloc(1, sizeof *r);
    if (r == NULL)
        return bv_no_memory(err);
    *(void **)&r->watch = dlsym(RTLD_DEFAULT, BV_ALLOCATIONS_WATCH_SYMBOL);
    r->stacks = bv_pages_take(BV_STACK_TABLE_MOST * sizeof *r->stacks);
    r->blocks = bv_pages_take(BLOCKS * sizeof *r->blocks);
    enum bv_status status = BV_OK;
    if (r->watch == NULL)
        status = bv_fail(err, BV_E_UNSUPPORTED,
                         BV_ALLOCATIONS_LIBRARY
                         " could not be preloaded; it belongs beside byval: build anew");
    else if (!bv_stack_table_init(&r->table) || r->stacks == NULL || r->blocks == NULL)
        status = bv_no_memory(err);
    if (status != BV_OK) {
        bv_heap_recorder_destroy(r);
        return status;
    }
    bv_heap_sampling_init(&r->sampling, seed);
    atomic_flag_clear(&r->busy);
    bv_stack_walk_prepare();
    r->watcher = (struct bv_allocations_watcher){on_allocated, on_freed, r};
    r->watch(&r->watcher);
    *out = r;
    return BV_OK;
}

const struct bv_heap_stack *bv_heap_recorder_stop(struct bv_heap_recorder *recorder, size_t *count,
                                                  uint64_t *lost)
{
    recorder->watch(NULL);
    lock(recorder); /* whoever is still at it */
    *count = recorder->table.count;
    *lost = recorder->lost;
    unlock(recorder);
    return recorder->stacks;
}

void bv_heap_recorder_destroy(struct bv_heap_recorder *recorder)
{
    if (recorder == NULL)
        return;
    bv_stack_table_finish(&recorder->table);
    bv_pages_give(recorder->stacks, BV_STACK_TABLE_MOST * sizeof *recorder->stacks);
    bv_pages_give(recorder->blocks, BLOCKS * sizeof *recorder->blocks);
    free(recorder);
}
