/* SPDX-License-Identifier: Apache-2.0 */
/* tally.c: byval tally, which byval count starts under valgrind and without. */
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "cli/command.h"
#include "harness/count/count_worker.h"

enum bv_exit bv_command_tally(int argc, char **argv)
{
    (void)argv;
    struct bv_worker_job job;
    struct bv_error err;
    if (argc > 1) {
        fprintf(stderr, "byval tally: takes no arguments; it is started by byval count\n");
        return BV_EXIT_USAGE;
    }
    /* As in byval-block: the parent decides when to stop, and takes us along when it is killed. */
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    enum bv_status status = bv_worker_job_decode(STDIN_FILENO, &job, &err);
    if (status != BV_OK)
        return bv_command_failed("tally", &err);
    status = bv_count_worker_run(&job, stdout, &err);
    bv_worker_job_finish(&job);
    return status == BV_OK ? BV_EXIT_DONE : BV_EXIT_FAILED;
}
