/* SPDX-License-Identifier: Apache-2.0 */
/* cpu_sampler.c: what runs in the signal handler asks for no memory and takes no lock. */
#include "harness/profile/cpu_sampler.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include "lib/base/clock.h"
#include "lib/base/memory.h"

struct thread {
    struct bv_cpu_sampler *sampler;
    timer_t timer;
    clockid_t clock; /* of its CPU time */
    uint64_t begin_ns;
    struct bv_cpu_credit credit;
    uint64_t samples, lost;
};

struct bv_cpu_sampler {
    uint64_t *words;
    size_t room;
    _Atomic size_t used;
    _Atomic uint32_t busy; /* handlers that are at work */
    uint64_t period_ns, begin_ns;
    struct thread threads[BV_CPU_THREADS];
    uint32_t thread_count;
};

bool bv_cpu_credit_take(struct bv_cpu_credit *of, uint64_t now_ns, uint64_t period_ns,
                        uint64_t *lost)
{
    const int64_t period = (int64_t)period_ns;
    of->credit_ns += (int64_t)(now_ns - of->last_ns);
    of->last_ns = now_ns;
    if (of->credit_ns < period / 2)
        return false;
    of->credit_ns -= period;
    /* Behind by more than the next signal can make good. */
    if (of->credit_ns >= period) {
        *lost += (uint64_t)(of->credit_ns / period);
        of->credit_ns %= period;
    }
    return true;
}

static uint64_t read_clock(clockid_t clock)
{
    struct timespec now = {0};
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static uint64_t stopped_at(const ucontext_t *context)
{
#if defined(__x86_64__)
    return (uint64_t)context->uc_mcontext.gregs[REG_RIP];
#else
    return context->uc_mcontext.pc;
#endif
}

static bool store(struct bv_cpu_sampler *sampler, const struct bv_stack_walk *walk)
{
    size_t at = atomic_load(&sampler->used);
    do
        if (at + walk->count + 1 > sampler->room)
            return false;
    while (!atomic_compare_exchange_weak(&sampler->used, &at, at + walk->count + 1));
    sampler->words[at] = walk->count;
    memcpy(sampler->words + at + 1, walk->frames, walk->count * sizeof walk->frames[0]);
    return true;
}

static void on_signal(int number, siginfo_t *info, void *arg)
{
    (void)number;
    int saved = errno;
    struct thread *thread = info->si_value.sival_ptr;
    if (info->si_code != SI_TIMER || thread == NULL)
        return;
    atomic_fetch_add(&thread->sampler->busy, 1);
    uint64_t now = read_clock(CLOCK_THREAD_CPUTIME_ID);
    if (bv_cpu_credit_take(&thread->credit, now, thread->sampler->period_ns, &thread->lost)) {
        struct bv_stack_walk walk = {.count = 0};
        bv_stack_walk_take(stopped_at(arg), &walk);
        bool kept = store(thread->sampler, &walk);
        thread->samples += kept;
        thread->lost += !kept;
    }
    atomic_fetch_sub(&thread->sampler->busy, 1);
    errno = saved;
}

static bool watch(struct bv_cpu_sampler *sampler, pid_t tid)
{
    struct thread *thread = &sampler->threads[sampler->thread_count];
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGPROF};
    event.sigev_value.sival_ptr = thread;
    event._sigev_un._tid = tid;
    /* As the kernel numbers the clocks of threads; pthread_getcpuclockid() wants another handle. */
    *thread = (struct thread){.sampler = sampler, .clock = (clockid_t)(~(unsigned)tid << 3 | 6u)};
    thread->begin_ns = thread->credit.last_ns = read_clock(thread->clock);
    if (timer_create(CLOCK_MONOTONIC, &event, &thread->timer) != 0)
        return false;
    sampler->thread_count++;
    const struct timespec period = {.tv_sec = (time_t)(sampler->period_ns / 1000000000u),
                                    .tv_nsec = (long)(sampler->period_ns % 1000000000u)};
    return timer_settime(thread->timer, 0, &(struct itimerspec){period, period}, NULL) == 0;
}

static enum bv_status watch_all(struct bv_cpu_sampler *sampler, struct bv_error *err)
{
    DIR *tasks = opendir("/proc/self/task");
    if (tasks == NULL)
        return bv_fail(err, BV_E_UNSUPPORTED, "/proc/self/task: %s; is /proc mounted?",
                       strerror(errno));
    enum bv_status status = BV_OK;
    for (const struct dirent *entry; status == BV_OK && (entry = readdir(tasks)) != NULL;) {
        int tid = (int)strtol(entry->d_name, NULL, 10); /* 0 for . and .. */
        if (tid <= 0)
            continue;
        if (sampler->thread_count == BV_CPU_THREADS)
            status = bv_fail(err, BV_E_UNSUPPORTED, "more than %d threads cannot be sampled",
                             BV_CPU_THREADS);
        /* One that was just joined may be listed still, and has no timer any more. */
        else if (!watch(sampler, tid) && (errno != EINVAL || tid == getpid()))
            status = bv_fail(err, BV_E_UNSUPPORTED, "the system makes no timer for a thread: %s",
                             strerror(errno));
    }
    closedir(tasks);
    return status;
}

enum bv_status bv_cpu_sampler_start(uint32_t rate_hz, size_t room, struct bv_cpu_sampler **out,
                                    struct bv_error *err)
{
    struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO | SA_RESTART};
    struct bv_cpu_sampler *sampler = calloc(1, sizeof *sampler);
    if (sampler == NULL)
        return bv_no_memory(err);
    const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    sampler->words =
        /* cppcheck-suppress invalidFunctionArg ; -1 is what mmap asks for */
        mmap(NULL, room * sizeof *sampler->words, PROT_READ | PROT_WRITE, flags, -1, 0);
    sampler->room = room;
    sampler->period_ns = 1000000000u / rate_hz;
    if (sampler->words == MAP_FAILED) {
        free(sampler);
        return bv_no_memory(err);
    }
    bv_stack_walk_prepare();
    sigaction(SIGPROF, &action, NULL);
    sampler->begin_ns = bv_clock_ns();
    enum bv_status status = watch_all(sampler, err);
    if (status == BV_OK) {
        *out = sampler;
        return BV_OK;
    }
    struct bv_cpu_samples none;
    bv_cpu_sampler_stop(sampler, &none);
    bv_cpu_sampler_destroy(sampler);
    return status;
}

void bv_cpu_sampler_stop(struct bv_cpu_sampler *sampler, struct bv_cpu_samples *out)
{
    *out = (struct bv_cpu_samples){
        .words = sampler->words,
        .period_ns = sampler->period_ns,
        .wall_ns = bv_clock_ns() - sampler->begin_ns,
        .threads = sampler->thread_count,
    };
    for (uint32_t i = 0; i < sampler->thread_count; i++) {
        struct thread *thread = &sampler->threads[i];
        timer_delete(thread->timer);
        uint64_t now = read_clock(thread->clock);
        /* A thread that has ended has no clock: what it had at its last signal is known. */
        if (now < thread->credit.last_ns)
            now = thread->credit.last_ns;
        out->cpu_ns += now - thread->begin_ns;
    }
    signal(SIGPROF, SIG_IGN); /* what is on its way is dropped */
    while (atomic_load(&sampler->busy) > 0)
        ;
    for (uint32_t i = 0; i < sampler->thread_count; i++) {
        out->samples += sampler->threads[i].samples;
        out->lost += sampler->threads[i].lost;
    }
    out->word_count = atomic_load(&sampler->used);
}

void bv_cpu_sampler_destroy(struct bv_cpu_sampler *sampler)
{
    if (sampler == NULL)
        return;
    munmap(sampler->words, sampler->room * sizeof *sampler->words);
    free(sampler);
}
