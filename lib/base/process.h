/* SPDX-License-Identifier: Apache-2.0 */
/* process.h: starting a program, and waiting for its end for no longer than is sensible. */
#ifndef BV_PROCESS_H
#define BV_PROCESS_H

#include <stddef.h>
#include <sys/types.h>

#include "lib/base/status.h"

/* A program to be started. */
struct bv_process {
    char *const *argv;  /* argv[0] is looked for on PATH */
    char *const *env;   /* the whole of its environment */
    const char *folder; /* where it works; NULL: here */
    int in, out;        /* its standard input and output */
    int complaints;     /* its standard error; negative: that of this process */
};

/* Start it. It inherits the affinity, and no blocked signal.
 * Returns  0, or an errno
 * Source   posix_spawnp() */
int bv_process_start(const struct bv_process *process, pid_t *pid);

/* How far a child is; it never becomes less. */
typedef size_t bv_steps_fn(void *user);

/* Wait for the end of a child. One that takes no step for limit_s is killed.
 * steps    called every few milliseconds; NULL: it takes none
 * state    as waitpid() returns it; written only on BV_OK
 * Errors   BV_E_CHILD (it was killed), BV_E_IO (it is no child: errno says why)
 * Source   waitpid(), CLOCK_MONOTONIC */
enum bv_status bv_process_wait(pid_t pid, double limit_s, bv_steps_fn *steps, void *user,
                               int *state);

/* A state of waitpid() in words, such as "killed by SIGSEGV" or "exit code 1". */
void bv_process_end_words(int state, char *words, size_t size);

#endif
