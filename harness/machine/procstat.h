/* SPDX-License-Identifier: Apache-2.0 */
/* procstat.h: the lines of /proc/stat. */
#ifndef BV_PROCSTAT_H
#define BV_PROCSTAT_H

#include <stdbool.h>
#include <stdint.h>

/* Times since boot, seconds. */
struct bv_procstat {
    double busy_s;  /* user, nice, system, irq, softirq and steal: all that was not idle */
    double steal_s; /* of these, taken by the hypervisor */
};

/* The times of a line.
 * stat     text of /proc/stat
 * name     "cpu" for all CPUs, "cpu3" for one
 * Returns  false unless the whole line is there, with all eight times of proc(5) */
bool bv_procstat_times(const char *stat, const char *name, struct bv_procstat *out);

/* The number of a line `name number`; -1 unknown. */
int64_t bv_procstat_count(const char *stat, const char *name);

/* CPU time that the hypervisor has taken since boot, all CPUs, seconds in steps of a clock tick
 * (10 ms); NAN unknown. */
double bv_procstat_steal_s(void);

#endif
