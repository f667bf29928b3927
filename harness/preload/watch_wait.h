/* SPDX-License-Identifier: Apache-2.0 */
/* watch_wait.h: what libbyval-wait.so tells of the mutexes and condition variables of the process
 * that it is preloaded into. */
#ifndef BV_WATCH_WAIT_H
#define BV_WATCH_WAIT_H

#include <stdint.h>

/* Called for each wait, in the thread that waited: for a mutex that another one had, or for a
 * condition variable. Timed waits are not reported. */
struct bv_waits_watcher {
    void (*waited)(uint64_t ns, const void *caller, void *user);
    void *user;
};

#define BV_WAITS_LIBRARY "libbyval-wait.so"

/* Report to this watcher from now on; the caller keeps it. NULL: report to nobody. To be found by
 * dlsym(RTLD_DEFAULT, BV_WAITS_WATCH_SYMBOL): NULL where the library is not there. */
#define BV_WAITS_WATCH_SYMBOL "bv_waits_watch"
typedef void bv_waits_watch_fn(const struct bv_waits_watcher *watcher);

#endif
