/* SPDX-License-Identifier: Apache-2.0 */
/* state.h: what about a machine may change from one run to the next, and spoils or explains it. */
#ifndef BV_STATE_H
#define BV_STATE_H

#include <stdint.h>

#include "harness/machine/quota.h"
#include "lib/base/status.h"
#include "lib/bundle/factlist.h"

/* A reading. Unknown is "" for text, -1 for integers, NAN for seconds and ratios. Counters run
 * since boot: subtract two readings. */
struct bv_state {
    int cpu;               /* the logical CPU that the reading is about */
    double at_s;           /* CLOCK_MONOTONIC */
    char governor[32];     /* of frequency scaling; unknown in most virtual machines */
    char driver[32];       /* of frequency scaling */
    int boost;             /* 0, 1 */
    int smt_active;        /* 0, 1: some core of the machine runs two threads */
    int sibling_count;     /* other logical CPUs on the core */
    int sibling;           /* the first of them; -1 none or unknown */
    double sibling_busy_s; /* counter: time that the siblings were not idle */
    int64_t procs_running; /* runnable now, byval included */
    double steal_cpu_s;    /* counter: taken from this CPU by the hypervisor */
    double steal_all_s;    /* counter: from all CPUs */
    int64_t throttle_core; /* counter: thermal throttling events */
    int64_t throttle_package;
    char thp[16];             /* transparent huge pages: always, madvise, never */
    int aslr;                 /* randomize_va_space: 0, 1, 2 */
    int aslr_personality_off; /* 1: switched off for this process (setarch -R, a debugger) */
    char store_bypass[48];    /* mitigation: "vulnerable" means fast; see Speculation_Store_Bypass
                                 in proc(5) */
    double load_1min;
    int64_t stack_limit_bytes; /* INT64_MAX: unlimited */
    char kernel[128];          /* release */
    char clocksource[32];
    int64_t context_switches; /* counter: all CPUs */
    int64_t memory_available_bytes;
    int64_t swap_used_bytes;
    struct bv_quota quota;
};

/* Take a reading. What cannot be read is unknown: this never fails.
 * root     as for bv_topology_open
 * cpu      OS index */
void bv_state_read(const char *root, int cpu, struct bv_state *out);

/* Append the reading as facts, always the same names in the same order: for
 * bv_result.state_before and state_after. */
void bv_state_facts(const struct bv_state *state, struct bv_factlist *list);

#endif
