/* SPDX-License-Identifier: Apache-2.0 */
/* faulty_calls.c: preloaded, makes system calls go as BYVAL_FAULT says, in this process alone.
 *
 * eintr      every second read, write, wait and sync is interrupted
 * eio:N      the Nth call that changes a disk fails with EIO, and all after it
 * slow:MS    a sync takes so long
 * step       the clock of the day jumps by an hour at each look, forth and back
 * past       the clock of the day was never set: it is 1970
 * fast:N     time runs N times as fast: what waits a minute is not waited for so long
 * nobind:N   binding to CPUs fails with the error number N
 * block:PATH a block, which byval starts from an open file, is PATH */
#include <dlfcn.h>
#include <errno.h>
#include <math.h>
#include <poll.h>
#include <sched.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static bool interrupts, steps, is_past;
static const char *block;
static unsigned long fails_from, slow_ms, disk_calls, turns, speed, bind_error;

__attribute__((constructor)) static void begin(void)
{
    const char *fault = getenv("BYVAL_FAULT");
    if (fault == NULL)
        return;
    interrupts = strcmp(fault, "eintr") == 0;
    steps = strcmp(fault, "step") == 0;
    is_past = strcmp(fault, "past") == 0;
    if (strncmp(fault, "eio:", 4) == 0)
        fails_from = strtoul(fault + 4, NULL, 10);
    if (strncmp(fault, "slow:", 5) == 0)
        slow_ms = strtoul(fault + 5, NULL, 10);
    if (strncmp(fault, "fast:", 5) == 0)
        speed = strtoul(fault + 5, NULL, 10);
    if (strncmp(fault, "nobind:", 7) == 0)
        bind_error = strtoul(fault + 7, NULL, 10);
    if (strncmp(fault, "block:", 6) == 0)
        block = fault + 6; /* valgrind is to pass it on */
    else
        unsetenv("LD_PRELOAD"); /* children are left in peace */
}

static bool is_interrupted(void)
{
    if (!interrupts || turns++ % 2 != 0)
        return false;
    errno = EINTR;
    return true;
}

static bool disk_fails(void)
{
    if (fails_from == 0 || ++disk_calls < fails_from)
        return false;
    errno = EIO;
    return true;
}

static void dawdle(void)
{
    const struct timespec time = {(time_t)(slow_ms / 1000), (long)(slow_ms % 1000) * 1000000};
    nanosleep(&time, NULL);
}

/* The C library's own function of a name. */
#define NEXT(NAME)                                                                                 \
    static __typeof__(&(NAME)) next;                                                               \
    if (next == NULL)                                                                              \
    *(void **)&next = dlsym(RTLD_NEXT, #NAME)

ssize_t read(int fd, void *buffer, size_t count)
{
    NEXT(read);
    return is_interrupted() ? -1 : next(fd, buffer, count);
}

ssize_t write(int fd, const void *bytes, size_t count)
{
    NEXT(write);
    return is_interrupted() ? -1 : next(fd, bytes, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset)
{
    NEXT(pwrite);
    return is_interrupted() || disk_fails() ? -1 : next(fd, bytes, count, offset);
}

int ftruncate(int fd, off_t length)
{
    NEXT(ftruncate);
    return is_interrupted() || disk_fails() ? -1 : next(fd, length);
}

int fsync(int fd)
{
    NEXT(fsync);
    dawdle();
    return is_interrupted() || disk_fails() ? -1 : next(fd);
}

int syncfs(int fd)
{
    NEXT(syncfs);
    dawdle();
    return disk_fails() ? -1 : next(fd);
}

int rename(const char *from, const char *to)
{
    NEXT(rename);
    return disk_fails() ? -1 : next(from, to);
}

int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *timeout, const sigset_t *mask)
{
    NEXT(ppoll);
    struct timespec hurried;
    if (speed > 0 && timeout != NULL) {
        double ns = ((double)timeout->tv_sec * 1e9 + (double)timeout->tv_nsec) / (double)speed;
        hurried = (struct timespec){(time_t)(ns / 1e9), (long)fmod(ns, 1e9)};
        timeout = &hurried;
    }
    return is_interrupted() ? -1 : next(fds, count, timeout, mask);
}

pid_t waitpid(pid_t pid, int *status, int options)
{
    NEXT(waitpid);
    return (options & WNOHANG) == 0 && is_interrupted() ? -1 : next(pid, status, options);
}

int sched_setaffinity(pid_t pid, size_t size, const cpu_set_t *set)
{
    NEXT(sched_setaffinity);
    if (bind_error == 0)
        return next(pid, size, set);
    errno = (int)bind_error;
    return -1;
}

time_t time(time_t *out)
{
    NEXT(time);
    time_t now = is_past ? 60 : next(NULL) + (steps && turns++ % 2 == 0 ? 3600 : 0);
    if (out != NULL)
        *out = now;
    return now;
}

int clock_gettime(clockid_t clock, struct timespec *out)
{
    NEXT(clock_gettime);
    int result = next(clock, out);
    if (steps && clock == CLOCK_REALTIME && turns++ % 2 == 0)
        out->tv_sec += 3600;
    if (speed > 0 && clock == CLOCK_MONOTONIC) {
        out->tv_sec = out->tv_sec * (time_t)speed + out->tv_nsec * (long)speed / 1000000000;
        out->tv_nsec = out->tv_nsec * (long)speed % 1000000000;
    }
    return result;
}

int posix_spawnp(pid_t *pid, const char *file, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *attributes, char *const argv[], char *const env[])
{
    NEXT(posix_spawnp);
    bool is_block = block != NULL && strncmp(file, "/proc/self/fd/", 14) == 0;
    return next(pid, is_block ? block : file, actions, attributes, argv, env);
}
