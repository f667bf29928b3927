/* SPDX-License-Identifier: Apache-2.0 */
/* tryout.c: byval tryout, which byval try starts to see what code of the user does. */
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "cli/command.h"
#include "harness/kernels/own/own_tryout.h"

enum bv_exit bv_command_tryout(int argc, char **argv)
{
    struct bv_error err;
    if (argc != 2) {
        fprintf(stderr, "byval tryout: takes a kernel library; it is started by byval try\n");
        return BV_EXIT_USAGE;
    }
    /* As in byval-block: the parent decides when to stop, and takes us along when it is killed. */
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    FILE *out = fdopen(dup(STDOUT_FILENO), "w");
    if (out == NULL)
        return BV_EXIT_FAILED;
    enum bv_status status = bv_own_tryout_work(argv[1], out, &err);
    fclose(out);
    _exit(status == BV_OK ? BV_EXIT_DONE : BV_EXIT_FAILED); /* no destructor of the user's */
}
