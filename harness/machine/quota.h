/* SPDX-License-Identifier: Apache-2.0 */
/* quota.h: how much of the processors a control group grants, and how often it stopped us. */
#ifndef BV_QUOTA_H
#define BV_QUOTA_H

#include <stdint.h>

/* Of all control groups from the process's own up to the root of what it sees. Counters run since
 * the groups began: subtract two readings. */
struct bv_quota {
    double cpus;        /* CPUs that the tightest grants; INFINITY: no limit; NAN unknown */
    int64_t stops;      /* counter: periods that ended early, the time being spent; -1 unknown */
    double throttled_s; /* counter: for how long, added up over threads; NAN unknown */
};

/* Read it. What cannot be read is unknown: this never fails.
 * root     as for bv_topology_open
 * Source   cpu.max and cpu.stat of version 2 (kernel: admin-guide/cgroup-v2), cpu.cfs_quota_us,
 *          cpu.cfs_period_us and cpu.stat of version 1 (scheduler/sched-bwc) */
struct bv_quota bv_quota_read(const char *root);

#endif
