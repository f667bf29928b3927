/* SPDX-License-Identifier: Apache-2.0 */
/* thread_group.c: a generation counter starts the threads, another counter says how many still
 * work. */
#include "benchmarks/families/thread_group.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/sysfile.h"

enum { CPU_ROOM = 1 << 15, SPINS = 256, STACK_BYTES = 256 * 1024 };

/* As large as any kernel's; cpu_set_t is not. */
union mask {
    cpu_set_t head;
    unsigned char bytes[CPU_ROOM / 8];
};

struct member {
    alignas(BV_THREADS_APART) struct bv_thread_group *group;
    pthread_t thread;
    uint64_t sum; /* of its last work; read after `working` told that it is there */
    uint32_t index;
};

/* What threads write stands on lines of its own.
 * NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding) */
struct bv_thread_group {
    alignas(BV_THREADS_APART) _Atomic uint64_t started; /* generation of the work */
    alignas(BV_THREADS_APART) _Atomic uint32_t working; /* members that have not ended it yet */
    struct member members[BV_THREAD_GROUP_MAX];         /* [0] is not used */
    /* Written by the caller before `started`, read by the members after it. */
    bv_thread_group_fn *work;
    void *const *args;
    uint64_t n;
    bool stop;
    bool bound;
    uint32_t count, running; /* threads asked for, and started beside the caller */
    union mask before;       /* the caller's affinity */
};

static void pause_cpu(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

void bv_thread_group_wait(uint32_t *turns)
{
    if (*turns < SPINS) {
        ++*turns;
        pause_cpu();
    } else {
        sched_yield();
    }
}

static void *be_member(void *arg)
{
    struct member *member = arg;
    struct bv_thread_group *group = member->group;
    for (uint64_t seen = 0;; seen++) {
        uint32_t turns = 0;
        while (atomic_load_explicit(&group->started, memory_order_acquire) == seen)
            bv_thread_group_wait(&turns);
        if (group->stop)
            return NULL;
        member->sum = group->work(group->args[member->index], group->n);
        atomic_fetch_sub_explicit(&group->working, 1, memory_order_release);
    }
}

uint64_t bv_thread_group_run(struct bv_thread_group *group, bv_thread_group_fn *work,
                             void *const args[], uint64_t n)
{
    uint32_t turns = 0;
    group->work = work;
    group->args = args;
    group->n = n;
    atomic_store_explicit(&group->working, group->running, memory_order_relaxed);
    atomic_fetch_add_explicit(&group->started, 1, memory_order_release);
    uint64_t sum = work(args[0], n);
    while (atomic_load_explicit(&group->working, memory_order_acquire) != 0)
        bv_thread_group_wait(&turns);
    for (uint32_t i = 1; i <= group->running; i++)
        sum += group->members[i].sum;
    return sum;
}

static bool holds(const union mask *mask, int cpu)
{
    return cpu >= 0 && cpu < CPU_ROOM && CPU_ISSET_S((size_t)cpu, sizeof *mask, &mask->head);
}

static void clear_all_but(union mask *mask, int cpu)
{
    memset(mask, 0, sizeof *mask);
    CPU_SET_S((size_t)cpu, sizeof *mask, &mask->head);
}

static void read_list(const char *text, union mask *out)
{
    int low, high;
    memset(out, 0, sizeof *out);
    while (text != NULL && bv_cpulist_next(&text, &low, &high))
        for (int cpu = low; cpu <= high && cpu < CPU_ROOM; cpu++)
            CPU_SET_S((size_t)cpu, sizeof *out, &out->head);
}

/* Put the caller on one CPU if it is not, and take that out of the list.
 * Errors   BV_E_UNSUPPORTED */
static enum bv_status bind_caller(struct bv_thread_group *group, union mask *list,
                                  struct bv_error *err)
{
    union mask one;
    if (sched_getaffinity(0, sizeof group->before, &group->before.head) != 0)
        return bv_fail(err, BV_E_UNSUPPORTED, "cannot read the affinity: %s", strerror(errno));
    int cpu = sched_getcpu();
    if (CPU_COUNT_S(sizeof group->before, &group->before.head) > 1) {
        for (int i = 0; !holds(list, cpu) && i < CPU_ROOM; i++)
            if (holds(list, i))
                cpu = i;
        if (!holds(list, cpu))
            return bv_fail(err, BV_E_UNSUPPORTED, "no CPU to bind to is known here");
        clear_all_but(&one, cpu);
        if (sched_setaffinity(0, sizeof one, &one.head) != 0)
            return bv_fail(err, BV_E_UNSUPPORTED, "cannot bind to CPU %d: %s", cpu,
                           strerror(errno));
        group->bound = true;
    }
    if (holds(list, cpu))
        CPU_CLR_S((size_t)cpu, sizeof *list, &list->head);
    return BV_OK;
}

static enum bv_status start_member(struct bv_thread_group *group, uint32_t index, int cpu,
                                   struct bv_error *err)
{
    pthread_attr_t attributes;
    union mask one;
    struct member *member = &group->members[index];
    clear_all_but(&one, cpu);
    *member = (struct member){.group = group, .index = index};
    int cause = pthread_attr_init(&attributes);
    if (cause != 0)
        return bv_fail(err, BV_E_NOMEM, "cannot start a thread: %s", strerror(cause));
    cause = pthread_attr_setstacksize(&attributes, STACK_BYTES);
    if (cause == 0)
        cause = pthread_attr_setaffinity_np(&attributes, sizeof one, &one.head);
    if (cause == 0)
        cause = pthread_create(&member->thread, &attributes, be_member, member);
    pthread_attr_destroy(&attributes);
    if (cause == EINVAL || cause == EPERM)
        return bv_fail(err, BV_E_UNSUPPORTED, "the system refuses a thread on CPU %d: %s", cpu,
                       strerror(cause));
    if (cause != 0)
        return bv_fail(err, BV_E_NOMEM, "cannot start a thread: %s", strerror(cause));
    group->running++;
    return BV_OK;
}

static enum bv_status start_members(struct bv_thread_group *group, const char *cpus,
                                    struct bv_error *err)
{
    union mask list;
    read_list(cpus, &list);
    enum bv_status status = bind_caller(group, &list, err);
    if (status != BV_OK)
        return status;
    int free_count = CPU_COUNT_S(sizeof list, &list.head);
    if ((uint32_t)free_count + 1 < group->count)
        return bv_fail(err, BV_E_UNSUPPORTED,
                       "%u threads on a core each: this process may use %d core%s", group->count,
                       free_count + 1, free_count == 0 ? "" : "s");
    for (int cpu = 0; cpu < CPU_ROOM && group->running + 1 < group->count && status == BV_OK; cpu++)
        if (holds(&list, cpu))
            status = start_member(group, group->running + 1, cpu, err);
    return status;
}

static void end(struct bv_thread_group *group)
{
    group->stop = true;
    atomic_fetch_add_explicit(&group->started, 1, memory_order_release);
    for (uint32_t i = 1; i <= group->running; i++)
        pthread_join(group->members[i].thread, NULL);
    if (group->bound)
        sched_setaffinity(0, sizeof group->before, &group->before.head);
    free(group);
}

enum bv_status bv_thread_group_create(uint32_t count, const char *cpus,
                                      struct bv_thread_group **out, struct bv_error *err)
{
    assert(count >= 1 && count <= BV_THREAD_GROUP_MAX);
    enum bv_status status = BV_OK;
    struct bv_thread_group *group = aligned_alloc(BV_THREADS_APART, sizeof *group);
    if (group == NULL)
        return bv_fail(err, BV_E_NOMEM, "no memory for %u threads", count);
    memset(group, 0, sizeof *group);
    group->count = count;
    atomic_init(&group->started, 0);
    atomic_init(&group->working, 0);
    if (count > 1 && cpus == NULL)
        status = bv_fail(err, BV_E_UNSUPPORTED,
                         "%u threads on a core each: which CPUs may be used is unknown", count);
    else if (count > 1)
        status = start_members(group, cpus, err);
    if (status != BV_OK) {
        end(group);
        return status;
    }
    *out = group;
    return BV_OK;
}

void bv_thread_group_destroy(struct bv_thread_group *group)
{
    if (group != NULL)
        end(group);
}
