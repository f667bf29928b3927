/* SPDX-License-Identifier: Apache-2.0 */
/* stop.h: Ctrl-C as a wish that whoever measures looks at. */
#ifndef BV_STOP_H
#define BV_STOP_H

#include <signal.h>

/* From now on SIGINT and SIGTERM do nothing but set what is returned, to their number. */
const volatile sig_atomic_t *bv_stop_watch(void);

#endif
