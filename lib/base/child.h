/* SPDX-License-Identifier: Apache-2.0 */
/* child.h: a block's process as the parent sees it: a job in, lines out, an end. */
#ifndef BV_CHILD_H
#define BV_CHILD_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "lib/base/status.h"

struct bv_child {
    pid_t pid;
    int out;      /* read end of its standard output */
    char *buffer; /* lines not yet taken */
    size_t used, taken, capacity;
};

/* Start `program block` with job on its standard input, in an environment of its own
 * (bv_environment_of_block) with env_bytes of padding. It inherits the affinity and standard error.
 * preload  library that the dynamic linker loads before others, NULL for none
 * Errors   BV_E_CHILD (cannot be started), BV_E_NOMEM
 * Source   posix_spawn() */
enum bv_status bv_child_start(const char *program, const char *job, uint32_t env_bytes,
                              const char *preload, struct bv_child *out, struct bv_error *err);

/* Start any program with job on its standard input and no environment but env. It inherits the
 * affinity and standard error.
 * argv     argv[0] is looked for on PATH; argv[1] is not NULL
 * folder   where it works; NULL: here
 * Errors   BV_E_UNSUPPORTED (there is no such program), BV_E_CHILD (cannot be started)
 * Source   posix_spawnp() */
enum bv_status bv_child_launch(char *const argv[], char *const env[], const char *folder,
                               const char *job, struct bv_child *out, struct bv_error *err);

/* Wait for the next line, without its newline; valid until the next call.
 * silence_s  longest wait; what is not a whole line does not count
 * stop       ends the wait when a signal handler sets it
 * out        NULL at the end of its output
 * Errors     BV_E_CHILD (silent for too long), BV_E_INTERRUPTED, BV_E_NOMEM, BV_E_IO */
enum bv_status bv_child_line(struct bv_child *child, double silence_s,
                             const volatile sig_atomic_t *stop, const char **line, size_t *length,
                             struct bv_error *err);

/* Wait for its end, or kill it; release everything.
 * patience_s  time it is given to end by itself
 * how         its end in words, such as "killed by SIGSEGV" or "exit code 1"
 * Returns     0 if it ended by itself with exit code 0 */
int bv_child_end(struct bv_child *child, double patience_s, char *how, size_t how_bytes);

#endif
