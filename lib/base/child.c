/* SPDX-License-Identifier: Apache-2.0 */
/* child.c: a file in memory in, a pipe out, ppoll. */
#include "lib/base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/base/clock.h"
#include "lib/base/environment.h"
#include "lib/base/memory.h"
#include "lib/base/process.h"

enum { LINE_MAX_BYTES = 1 << 20 };

/* A job may be larger than a pipe takes at once; a file in memory takes any. */
static int job_file(const char *job)
{
    int fd = memfd_create("byval-job", MFD_CLOEXEC);
    size_t bytes = strlen(job), done = 0;
    while (fd >= 0 && done < bytes) {
        ssize_t n = write(fd, job + done, bytes - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            close(fd);
            return -1;
        }
        done += (size_t)n;
    }
    if (fd >= 0)
        lseek(fd, 0, SEEK_SET);
    return fd;
}

enum bv_status bv_child_launch(char *const argv[], char *const env[], const char *folder,
                               const char *job, struct bv_child *out, struct bv_error *err)
{
    *out = (struct bv_child){.pid = -1, .out = -1};
    int pipe_fds[2] = {-1, -1};
    int in = job_file(job);
    int error = in < 0 ? ENOMEM : 0;
    if (error == 0 && pipe2(pipe_fds, O_CLOEXEC) != 0)
        error = errno;
    if (error == 0)
        error = bv_process_start(
            &(struct bv_process){argv, env, folder, in, pipe_fds[1], .complaints = -1}, &out->pid);
    if (in >= 0)
        close(in);
    if (pipe_fds[1] >= 0)
        close(pipe_fds[1]);
    if (error != 0) {
        if (pipe_fds[0] >= 0)
            close(pipe_fds[0]);
        return bv_fail(err, error == ENOENT ? BV_E_UNSUPPORTED : BV_E_CHILD,
                       "%s %s: cannot be started: %s", argv[0], argv[1], strerror(error));
    }
    out->out = pipe_fds[0];
    return BV_OK;
}

enum bv_status bv_child_start(const char *program, const char *job, uint32_t env_bytes,
                              const char *preload, struct bv_child *out, struct bv_error *err)
{
    char *argv[] = {(char *)program, "block", NULL};
    char **env = bv_environment_of_block(env_bytes, preload, environ);
    if (env == NULL)
        return bv_fail(err, BV_E_NOMEM, "%s block: out of memory", program);
    enum bv_status status = bv_child_launch(argv, env, NULL, job, out, err);
    bv_environment_free(env);
    return status == BV_OK ? BV_OK : BV_E_CHILD;
}

static struct timespec time_left(double until_s)
{
    double left_s = fmax(until_s - bv_clock_s(), 0);
    return (struct timespec){.tv_sec = (time_t)left_s,
                             .tv_nsec = (long)((left_s - (double)(time_t)left_s) * 1e9)};
}

static enum bv_status wait_readable(const struct bv_child *child, double until_s,
                                    const volatile sig_atomic_t *stop, struct bv_error *err)
{
    /* Signals are let in only inside ppoll, so that none slips between the test and the wait. */
    sigset_t blocked, before;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGINT);
    sigaddset(&blocked, SIGTERM);
    sigaddset(&blocked, SIGHUP);
    sigaddset(&blocked, SIGQUIT);
    sigprocmask(SIG_BLOCK, &blocked, &before);
    struct pollfd poll_fd = {.fd = child->out, .events = POLLIN};
    int ready = 0;
    while (!*stop) {
        struct timespec left = time_left(until_s);
        ready = ppoll(&poll_fd, 1, &left, &before);
        if (ready >= 0 || errno != EINTR)
            break;
        ready = 0; /* nothing was there to be read, or no signal could have interrupted */
        if (left.tv_sec == 0 && left.tv_nsec == 0)
            break;
    }
    int cause = errno;
    sigprocmask(SIG_SETMASK, &before, NULL);
    if (*stop)
        return bv_fail(err, BV_E_INTERRUPTED, "interrupted");
    if (ready < 0)
        return bv_fail(err, BV_E_IO, "waiting for a block: %s", strerror(cause));
    if (ready == 0)
        return BV_E_CHILD;
    return BV_OK;
}

enum bv_status bv_child_line(struct bv_child *child, double silence_s,
                             const volatile sig_atomic_t *stop, const char **line, size_t *length,
                             struct bv_error *err)
{
    size_t searched = child->taken;
    double until_s = bv_clock_s() + silence_s;
    for (;;) {
        char *newline = child->used == searched
                            ? NULL
                            : memchr(child->buffer + searched, '\n', child->used - searched);
        if (newline != NULL) {
            *line = child->buffer + child->taken;
            *length = (size_t)(newline - *line);
            child->taken += *length + 1;
            return BV_OK;
        }
        if (child->taken > 0) {
            memmove(child->buffer, child->buffer + child->taken, child->used - child->taken);
            child->used -= child->taken;
            child->taken = 0;
        }
        searched = child->used;
        if (child->used >= LINE_MAX_BYTES)
            return bv_fail(err, BV_E_CHILD, "said %d bytes without a newline", LINE_MAX_BYTES);
        if (child->used == child->capacity) {
            size_t capacity = child->capacity == 0 ? 8192 : 2 * child->capacity;
            char *grown = realloc(child->buffer, capacity);
            if (grown == NULL)
                return bv_no_memory(err);
            child->buffer = grown;
            child->capacity = capacity;
        }
        enum bv_status status = wait_readable(child, until_s, stop, err);
        if (status == BV_E_CHILD)
            return bv_fail(err, BV_E_CHILD, "said nothing for %g s", silence_s);
        if (status != BV_OK)
            return status;
        ssize_t n;
        while ((n = read(child->out, child->buffer + child->used, child->capacity - child->used)) <
                   0 &&
               errno == EINTR)
            ;
        if (n < 0)
            return bv_fail(err, BV_E_IO, "reading from a block: %s", strerror(errno));
        if (n == 0) {
            *line = NULL;
            *length = 0;
            return BV_OK;
        }
        child->used += (size_t)n;
    }
}

/* Its end closes its output; so it is waited for without a clock. One that says more than it is
 * asked for, or that closes its output first, is left to the caller's patience. */
static void wait_for_hangup(const struct bv_child *child, double patience_s)
{
    struct pollfd poll_fd = {.fd = child->out, .events = POLLIN};
    double until_s = bv_clock_s() + patience_s;
    struct timespec left = time_left(until_s);
    while (ppoll(&poll_fd, 1, &left, NULL) < 0 && errno == EINTR)
        left = time_left(until_s);
}

int bv_child_end(struct bv_child *child, double patience_s, char *how, size_t how_bytes)
{
    double until_s = bv_clock_s() + patience_s;
    int state = SIGKILL; /* what waitpid() says of one that was killed */
    wait_for_hangup(child, patience_s);
    close(child->out);
    enum bv_status status =
        bv_process_wait(child->pid, fmax(until_s - bv_clock_s(), 0), NULL, NULL, &state);
    bv_process_end_words(state, how, how_bytes);
    free(child->buffer);
    child->buffer = NULL;
    return status != BV_OK || state != 0;
}
