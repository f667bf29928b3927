/* SPDX-License-Identifier: Apache-2.0 */
/* block.c: byval-block, which byval run starts for every block, and byval profile once: a program
 * of its own, so that no block loads libraries that only other commands need. */
#include <alloca.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "cli/command.h"
#include "harness/measure/block.h"
#include "harness/profile/profile_worker.h"

/* Apart from the caller, so that its frame stands below the random offset. */
__attribute__((noinline)) static enum bv_status run_below(const struct bv_worker_job *job,
                                                          struct bv_error *err)
{
    char *offset = alloca(job->stack_bytes + 1);
    __asm__ volatile("" : : "r"(offset) : "memory");
    return job->work >= BV_WORK_CPU ? bv_profile_worker_run(job, stdout, err)
                                    : bv_block_run(job, stdout, err);
}

int main(int argc, char **argv)
{
    struct bv_worker_job job;
    struct bv_error err;
    if (argc != 2 || strcmp(argv[1], "block") != 0) {
        fprintf(stderr, "byval-block: is started by byval run, as `byval-block block`\n");
        return BV_EXIT_USAGE;
    }
    /* Ctrl-C, the end of a terminal, and what stops a service, reach all processes; the parent
     * decides. A killed parent takes us along. */
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    enum bv_status status = bv_worker_job_decode(STDIN_FILENO, &job, &err);
    if (status != BV_OK) {
        fprintf(stderr, "byval-block: %s\n", err.text);
        return BV_EXIT_FAILED;
    }
    status = run_below(&job, &err);
    bv_worker_job_finish(&job);
    /* What nobody could read was not measured. */
    return status == BV_OK && ferror(stdout) == 0 ? BV_EXIT_DONE : BV_EXIT_FAILED;
}
