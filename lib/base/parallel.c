/* SPDX-License-Identifier: Apache-2.0 */
/* parallel.c: see parallel.h. */
#include "lib/base/parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <unistd.h>

enum { THREADS_MAX = 8 };

struct jobs {
    size_t count;
    bv_job job;
    void *context;
    atomic_size_t next;
    atomic_bool failed;
};

/* A thread, and what it failed of. */
struct worker {
    struct jobs *jobs;
    pthread_t thread; /* but of the first, which is this one */
    size_t at;        /* of the job that it took last */
    enum bv_status status;
    struct bv_error err;
};

static void *work(void *context)
{
    struct worker *worker = context;
    struct jobs *jobs = worker->jobs;
    while (worker->status == BV_OK && !jobs->failed &&
           (worker->at = atomic_fetch_add(&jobs->next, 1)) < jobs->count)
        worker->status = jobs->job(jobs->context, worker->at, &worker->err);
    if (worker->status != BV_OK)
        jobs->failed = true;
    return NULL;
}

enum bv_status bv_parallel_do(size_t count, bv_job job, void *context, struct bv_error *err)
{
    struct jobs jobs = {.count = count, .job = job, .context = context};
    struct worker workers[THREADS_MAX];
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    int used = 1;
    workers[0] = (struct worker){.jobs = &jobs};
    while (used < THREADS_MAX && used < cores && (size_t)used < count) {
        workers[used] = (struct worker){.jobs = &jobs};
        if (pthread_create(&workers[used].thread, NULL, work, &workers[used]) != 0)
            break;
        used++;
    }
    work(&workers[0]);
    const struct worker *first = &workers[0];
    for (int i = 1; i < used; i++) {
        pthread_join(workers[i].thread, NULL);
        if (workers[i].status != BV_OK && (first->status == BV_OK || workers[i].at < first->at))
            first = &workers[i];
    }
    if (first->status != BV_OK)
        *err = first->err;
    return first->status;
}
