/* SPDX-License-Identifier: Apache-2.0 */
/* patience.c: looks, sleeps a little, looks again. */
#include "lib/base/patience.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "lib/base/clock.h"

/* What ends soon is not waited for much longer than it takes. */
enum { SHORTEST_NS = 200 * 1000, LONGEST_NS = 20 * 1000 * 1000 };

enum bv_status bv_patience_wait(pid_t pid, double limit_s, bv_steps_fn *steps, void *user,
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
