/* SPDX-License-Identifier: Apache-2.0 */
/* wait_recorder.c: see wait_recorder.h. */
#include "harness/profile/wait_recorder.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "harness/preload/watch_wait.h"
#include "harness/profile/stack_table.h"
#include "lib/base/memory.h"

struct bv_wait_recorder {
    struct bv_stack_table table;
    struct bv_wait_stack *waits; /* by the numbers of the table */
    uint64_t lost;
    struct bv_waits_watcher watcher;
    bv_waits_watch_fn *watch;
    atomic_flag busy;
};

/* Not a mutex: a wait for it would be recorded. */
static void lock(struct bv_wait_recorder *r)
{
    while (atomic_flag_test_and_set_explicit(&r->busy, memory_order_acquire))
        ;
}

static void unlock(struct bv_wait_recorder *r)
{
    atomic_flag_clear_explicit(&r->busy, memory_order_release);
}

static void on_waited(uint64_t ns, const void *caller, void *user)
{
    struct bv_wait_recorder *r = user;
    struct bv_stack_walk walk = {.count = 0};
    bv_stack_walk_take((uintptr_t)caller, &walk);
    lock(r);
    int32_t number = bv_stack_table_find(&r->table, &walk);
    if (number >= 0) {
        r->waits[number].stack = &r->table.stacks[number];
        r->waits[number].waits++;
        r->waits[number].ns += ns;
    } else {
        r->lost++;
    }
    unlock(r);
}

enum bv_status bv_wait_recorder_start(struct bv_wait_recorder **out, struct bv_error *err)
{
    struct bv_wait_recorder *r = calloc(1, sizeof *r);
    if (r == NULL)
        return bv_no_memory(err);
    enum bv_status status = BV_OK;
    *(void **)&r->watch = dlsym(RTLD_DEFAULT, BV_WAITS_WATCH_SYMBOL);
    r->waits = bv_pages_take(BV_STACK_TABLE_MOST * sizeof *r->waits);
    if (r->watch == NULL)
        status = bv_fail(err, BV_E_UNSUPPORTED,
                         BV_WAITS_LIBRARY
                         " could not be preloaded; it belongs beside byval: build anew");
    else if (!bv_stack_table_init(&r->table) || r->waits == NULL)
        status = bv_no_memory(err);
    if (status != BV_OK) {
        bv_wait_recorder_destroy(r);
        return status;
    }
    atomic_flag_clear(&r->busy);
    bv_stack_walk_prepare();
    r->watcher = (struct bv_waits_watcher){on_waited, r};
    r->watch(&r->watcher);
    *out = r;
    return BV_OK;
}

const struct bv_wait_stack *bv_wait_recorder_stop(struct bv_wait_recorder *recorder, size_t *count,
                                                  uint64_t *lost)
{
    recorder->watch(NULL);
    lock(recorder); /* whoever is still at it */
    *count = recorder->table.count;
    *lost = recorder->lost;
    unlock(recorder);
    return recorder->waits;
}

void bv_wait_recorder_destroy(struct bv_wait_recorder *recorder)
{
    if (recorder == NULL)
        return;
    bv_stack_table_finish(&recorder->table);
    bv_pages_give(recorder->waits, BV_STACK_TABLE_MOST * sizeof *recorder->waits);
    free(recorder);
}
