/* SPDX-License-Identifier: Apache-2.0 */
/* process.c: posix_spawn; then looks, sleeps a little, looks again. */
#include "lib/base/process.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/clock.h"

/* What ends soon is not waited for much longer than it takes. */
enum { SHORTEST_NS = 20 * 1000, LONGEST_NS = 5 * 1000 * 1000 };

int bv_process_start(const struct bv_process *process, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    int error = posix_spawn_file_actions_init(&actions);
    if (error != 0)
        return error;
    error = posix_spawnattr_init(&attributes);
    if (error == 0) {
        sigemptyset(&none);
        posix_spawn_file_actions_adddup2(&actions, process->in, STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&actions, process->out, STDOUT_FILENO);
        if (process->complaints >= 0)
            posix_spawn_file_actions_adddup2(&actions, process->complaints, STDERR_FILENO);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
        if (process->folder != NULL)
            posix_spawn_file_actions_addchdir_np(&actions, process->folder);
        error =
            posix_spawnp(pid, process->argv[0], &actions, &attributes, process->argv, process->env);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

enum bv_status bv_process_wait(pid_t pid, double limit_s, bv_steps_fn *steps, void *user,
                               int *state)
{
    struct timespec nap = {.tv_nsec = SHORTEST_NS};
    double until_s = bv_clock_s() + limit_s;
    size_t taken = 0;
    for (;;) {
        int now;
        pid_t ended = waitpid(pid, &now, WNOHANG);
        if (ended == pid) {
            *state = now;
            return BV_OK;
        }
        if (ended < 0 && errno != EINTR)
            return BV_E_IO;
        size_t all = steps == NULL ? 0 : steps(user);
        if (all > taken) {
            taken = all;
            until_s = bv_clock_s() + limit_s;
        }
        if (bv_clock_s() >= until_s)
            break;
        nanosleep(&nap, NULL);
        nap.tv_nsec = 2 * nap.tv_nsec > LONGEST_NS ? LONGEST_NS : 2 * nap.tv_nsec;
    }
    kill(pid, SIGKILL);
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        ;
    return BV_E_CHILD;
}

void bv_process_end_words(int state, char *words, size_t size)
{
    if (WIFSIGNALED(state))
        snprintf(words, size, "killed by SIG%s", sigabbrev_np(WTERMSIG(state)));
    else
        snprintf(words, size, "exit code %d", WEXITSTATUS(state));
}
