/* SPDX-License-Identifier: Apache-2.0 */
/* stop.c: see stop.h. */
#include "cli/stop.h"

#include <stddef.h>

static volatile sig_atomic_t stop_asked;

static void ask_stop(int signal_number)
{
    stop_asked = signal_number;
}

const volatile sig_atomic_t *bv_stop_watch(void)
{
    struct sigaction action = {.sa_handler = ask_stop};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    return &stop_asked;
}
