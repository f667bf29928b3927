/* SPDX-License-Identifier: Apache-2.0 */
/* test_cpu_sampler.c: which signals are samples; that samples are of the threads that work, lie in
 * the code that works, and are counted where they find no room. */
#include "harness/profile/cpu_sampler.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { PERIOD = 1000, ROOM = 1 << 20, RATE_HZ = 4000 };

static void signals_are_samples_by_cpu_time(void **unused)
{
    (void)unused;
    static const struct {
        uint64_t now;
        bool sample;
        uint64_t lost; /* so far */
        int64_t credit;
    } steps[] = {
        {1000, true, 0, 0},    {1990, true, 0, -10},   {2200, false, 0, 200}, /* it waited */
        {3000, true, 0, 0},    {3499, false, 0, 499},  {4500, true, 0, 500},
        {5000, true, 0, 0},    {9000, true, 3, 0}, /* three were due while it was not told */
        {11600, true, 4, 600}, {11601, true, 4, -399},
    };
    struct bv_cpu_credit credit = {0};
    uint64_t lost = 0, samples = 0;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        bool sample = bv_cpu_credit_take(&credit, steps[i].now, PERIOD, &lost);
        samples += sample;
        assert_int_equal(sample, steps[i].sample);
        assert_int_equal(lost, steps[i].lost);
        assert_int_equal(credit.credit_ns, steps[i].credit);
        /* Nothing of the CPU time is forgotten. */
        assert_int_equal((int64_t)((samples + lost) * PERIOD) + credit.credit_ns, steps[i].now);
    }
}

static double cpu_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* A section of its own, whose ends the linker names: it tells this function from its callers. */
extern const char __start_test_work[], __stop_test_work[];

/* Work for so long by its own CPU clock. */
__attribute__((noinline, section("test_work"))) static void work(double seconds)
{
    volatile uint64_t x = 1;
    for (double end = cpu_s() + seconds; cpu_s() < end;)
        for (int i = 0; i < 100000; i++)
            x = x * 3;
}

/* How many stacks hold an address of work(). */
static uint64_t stacks_through_work(const struct bv_cpu_samples *samples)
{
    const uintptr_t from = (uintptr_t)__start_test_work, to = (uintptr_t)__stop_test_work;
    uint64_t count = 0;
    for (size_t at = 0; at < samples->word_count; at += samples->words[at] + 1)
        for (uint64_t f = 1; f <= samples->words[at]; f++)
            if (samples->words[at + f] >= from && samples->words[at + f] < to) {
                count++;
                break;
            }
    return count;
}

static uint64_t count_records(const struct bv_cpu_samples *samples)
{
    uint64_t count = 0;
    for (size_t at = 0; at < samples->word_count; at += samples->words[at] + 1)
        count++;
    return count;
}

static void samples_are_of_what_works(void **unused)
{
    (void)unused;
    struct bv_cpu_sampler *sampler;
    struct bv_cpu_samples samples;
    struct bv_error err;
    for (int i = 0; i < 2; i++) { /* one after the other */
        assert_int_equal(bv_cpu_sampler_start(RATE_HZ, ROOM, &sampler, &err), BV_OK);
        work(0.1);
        bv_cpu_sampler_stop(sampler, &samples);
        assert_int_equal(samples.period_ns, 1000000000 / RATE_HZ);
        assert_int_equal(samples.threads, 1);
        assert_true(samples.samples > 0);
        assert_int_equal(count_records(&samples), samples.samples);
        assert_true(samples.cpu_ns >= 100000000 && samples.wall_ns >= samples.cpu_ns / 2);
        /* Each period of CPU time is a sample or a lost one. */
        uint64_t due = samples.cpu_ns / samples.period_ns, told = samples.samples + samples.lost;
        assert_true(told <= due + 1);
        assert_true(told + 4 + due / 20 >= due);
        uint64_t through = stacks_through_work(&samples);
        assert_true(through >= samples.samples - samples.samples / 10);
        bv_cpu_sampler_destroy(sampler);
    }
}

struct others {
    pthread_barrier_t begin, end;
    _Atomic bool over;
};

static void *idle(void *arg)
{
    struct others *others = arg;
    pthread_barrier_wait(&others->begin);
    while (!atomic_load(&others->over)) /* a signal ends it early */
        usleep(1000000);
    return NULL;
}

static void *busy(void *arg)
{
    struct others *others = arg;
    pthread_barrier_wait(&others->begin);
    pthread_barrier_wait(&others->end);
    work(0.1);
    pthread_barrier_wait(&others->end);
    return NULL;
}

/* Of three threads one works, one waits for it, and one sleeps. */
static void threads_that_wait_are_no_samples(void **unused)
{
    (void)unused;
    struct others others;
    struct bv_cpu_sampler *sampler;
    struct bv_cpu_samples samples;
    struct bv_error err;
    pthread_t threads[2];
    pthread_barrier_init(&others.begin, NULL, 3);
    pthread_barrier_init(&others.end, NULL, 2);
    atomic_init(&others.over, false);
    pthread_create(&threads[0], NULL, busy, &others);
    pthread_create(&threads[1], NULL, idle, &others);
    pthread_barrier_wait(&others.begin);
    assert_int_equal(bv_cpu_sampler_start(RATE_HZ, ROOM, &sampler, &err), BV_OK);
    pthread_barrier_wait(&others.end);
    pthread_barrier_wait(&others.end);
    bv_cpu_sampler_stop(sampler, &samples);
    assert_int_equal(samples.threads, 3);
    uint64_t through = stacks_through_work(&samples);
    /* The two that wait take CPU time for their signals alone, which come by the clock on the wall:
     * at most 20 us each, on a busy machine and under a sanitizer. */
    uint64_t of_signals =
        2 * RATE_HZ * (samples.wall_ns / 1000) / 1000000 * 20000 / samples.period_ns;
    assert_true(samples.samples > 0 &&
                samples.samples - through <= samples.samples * 2 / 10 + of_signals);
    /* Who waits has no CPU time, and so no samples. */
    assert_true(samples.samples + samples.lost <=
                samples.cpu_ns / samples.period_ns + samples.threads);
    bv_cpu_sampler_destroy(sampler);
    atomic_store(&others.over, true);
    pthread_kill(threads[1], SIGUSR1);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
}

static void what_finds_no_room_is_lost(void **unused)
{
    (void)unused;
    struct bv_cpu_sampler *sampler;
    struct bv_cpu_samples samples;
    struct bv_error err;
    assert_int_equal(bv_cpu_sampler_start(RATE_HZ, BV_STACK_FRAMES + 1, &sampler, &err), BV_OK);
    work(0.1);
    bv_cpu_sampler_stop(sampler, &samples);
    assert_true(samples.lost > samples.samples);
    assert_true(samples.samples > 0 && samples.word_count <= BV_STACK_FRAMES + 1);
    assert_int_equal(count_records(&samples), samples.samples);
    bv_cpu_sampler_destroy(sampler);
}

static void on_user(int number)
{
    (void)number;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signals_are_samples_by_cpu_time),
        cmocka_unit_test(samples_are_of_what_works),
        cmocka_unit_test(threads_that_wait_are_no_samples),
        cmocka_unit_test(what_finds_no_room_is_lost),
    };
    signal(SIGUSR1, on_user);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
