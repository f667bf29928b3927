/* SPDX-License-Identifier: Apache-2.0 */
/* stop.h: Ctrl-C, or the end of the terminal, as a wish that whoever measures looks at. */
#ifndef BV_STOP_H
#define BV_STOP_H

#include <signal.h>

/* From now on SIGINT, SIGTERM, SIGHUP and SIGQUIT do nothing but set what is returned, to their
 * number; SIGHUP and SIGQUIT stay ignored where they were (nohup), and a second SIGQUIT kills. */
const volatile sig_atomic_t *bv_stop_watch(void);

/* From now on SIGPIPE does nothing: a write fails instead. With a terminal goes what byval's words
 * are piped through, and what was measured is still to be kept. */
void bv_stop_outlive_readers(void);

#endif
