/* SPDX-License-Identifier: Apache-2.0 */
/* watch_wait.c: pthread_mutex_lock and pthread_cond_wait, which hand on to the C library's. */
#include "harness/preload/watch_wait.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <time.h>

#define EXPORTED __attribute__((visibility("default")))

/* Of those that the C library has under several versions, not the oldest. */
#ifdef __x86_64__
#define CONDITION_VERSION "GLIBC_2.3.2"
#else
#define CONDITION_VERSION "GLIBC_2.17"
#endif

EXPORTED bv_waits_watch_fn bv_waits_watch;

/* A preloaded library has nowhere else to keep it. */
static _Atomic(const struct bv_waits_watcher *) watching;

static struct {
    __typeof__(&pthread_mutex_lock) lock;
    __typeof__(&pthread_mutex_trylock) try_lock;
    __typeof__(&pthread_cond_wait) wait;
} next;

__attribute__((constructor)) static void find_next(void)
{
    *(void **)&next.lock = dlsym(RTLD_NEXT, "pthread_mutex_lock");
    *(void **)&next.try_lock = dlsym(RTLD_NEXT, "pthread_mutex_trylock");
    *(void **)&next.wait = dlvsym(RTLD_NEXT, "pthread_cond_wait", CONDITION_VERSION);
}

static uint64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void bv_waits_watch(const struct bv_waits_watcher *watcher)
{
    atomic_store(&watching, watcher);
}

static void report(uint64_t since_ns, const void *caller)
{
    const struct bv_waits_watcher *watcher = atomic_load(&watching);
    if (watcher != NULL)
        watcher->waited(now_ns() - since_ns, caller, watcher->user);
}

/* The C library's own names of the parameters are reserved for it. */
/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name) */
EXPORTED int pthread_mutex_lock(pthread_mutex_t *mutex)
{
    if (next.lock == NULL) /* somebody's constructor came first */
        find_next();
    if (atomic_load(&watching) == NULL)
        return next.lock(mutex);
    int error = next.try_lock(mutex);
    if (error != EBUSY)
        return error;
    uint64_t since_ns = now_ns();
    error = next.lock(mutex);
    if (error == 0)
        report(since_ns, __builtin_return_address(0));
    return error;
}

EXPORTED int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex)
{
    if (next.wait == NULL)
        find_next();
    if (atomic_load(&watching) == NULL) /* what began before is not in the profile */
        return next.wait(condition, mutex);
    uint64_t since_ns = now_ns();
    int error = next.wait(condition, mutex);
    if (error == 0)
        report(since_ns, __builtin_return_address(0));
    return error;
}
/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
