/* SPDX-License-Identifier: Apache-2.0 */
/* probe.h: what the doctor looks at, gathered from the running machine. */
#ifndef BV_PROBE_H
#define BV_PROBE_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/machine/pin.h"
#include "harness/machine/stackend.h"
#include "harness/machine/state.h"
#include "harness/machine/topology.h"
#include "lib/base/clock.h"
#include "lib/base/date.h"

/* Plain data, so that a test can plant any machine. */
struct bv_probe {
    struct bv_pin pin;
    enum bv_status pin_status; /* of binding to it */
    char pin_text[256];        /* why that failed */
    size_t allowed_count;
    size_t isolated_count;         /* of the allowed ones */
    bool cpu_isolated;             /* the pin's own */
    struct bv_state first, second; /* some 0.2 s apart */
    char hypervisor[64];           /* as in the key: "none", a name, or "" for unknown */
    int perf_errno;                /* of counting instructions; 0: it counts */
    struct bv_clock clock;
    char tuners[120]; /* of the environment, as bv_environment_tuners() names them */
    size_t tuner_count;
    char now_utc[BV_DATE_BYTES];  /* what the machine takes for the date */
    char preload[120];            /* first line of /etc/ld.so.preload, "" for none */
    size_t stack_need_bytes;      /* of the hungriest case; 0 unknown */
    struct bv_stackend stack_end; /* if the next is BV_OK */
    enum bv_status stack_end_status;
    char stack_end_text[256]; /* why it is not */
};

/* Examine the machine, from the main thread; takes about 0.2 s. The binding of the calling thread
 * stays as it is. stack_need_bytes  of the hungriest case; 0 unknown */
void bv_probe_gather(const struct bv_topology *topology, const struct bv_pin *pin,
                     size_t stack_need_bytes, struct bv_probe *out);

#endif
