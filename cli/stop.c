/* SPDX-License-Identifier: Apache-2.0 */
/* stop.c: see stop.h. */
#include "cli/stop.h"

#include <stddef.h>

static volatile sig_atomic_t stop_asked;

static void ask_stop(int signal_number)
{
    stop_asked = signal_number;
}

static void take_no_notice(int signal_number)
{
    (void)signal_number;
}

const volatile sig_atomic_t *bv_stop_watch(void)
{
    struct sigaction action = {.sa_handler = ask_stop}, before;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    /* nohup means that a terminal may close. */
    if (sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        sigaction(SIGHUP, &action, NULL);
    /* The second one ends a byval that does not come to its end. */
    action.sa_flags = (int)SA_RESETHAND;
    if (sigaction(SIGQUIT, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        sigaction(SIGQUIT, &action, NULL);
    return &stop_asked;
}

void bv_stop_outlive_readers(void)
{
    /* Not SIG_IGN, which children would inherit. */
    struct sigaction action = {.sa_handler = take_no_notice, .sa_flags = SA_RESTART}, before;
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGPIPE, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        sigaction(SIGPIPE, &action, NULL);
}
