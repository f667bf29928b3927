/* SPDX-License-Identifier: Apache-2.0 */
/* affinity.c: by system calls alone, so that a block need not load hwloc. */
#include "harness/machine/affinity.h"

#include <errno.h>
#include <sched.h>
#include <stddef.h>
#include <string.h>

#include "lib/bundle/result.h"

bool bv_affinity_read(struct bv_affinity *out)
{
    return sched_getaffinity(0, sizeof *out, (cpu_set_t *)out) == 0;
}

bool bv_affinity_set(const struct bv_affinity *affinity)
{
    return sched_setaffinity(0, sizeof *affinity, (const cpu_set_t *)affinity) == 0;
}

bool bv_affinity_only(int cpu)
{
    struct bv_affinity only = {{0}};
    CPU_SET_S((size_t)cpu, sizeof only, (cpu_set_t *)&only);
    return bv_affinity_set(&only);
}

bool bv_affinity_others(const struct bv_affinity *others, int cpu)
{
    struct bv_affinity rest = *others;
    CPU_CLR_S((size_t)cpu, sizeof rest, (cpu_set_t *)&rest);
    return CPU_COUNT_S(sizeof rest, (cpu_set_t *)&rest) > 0 && bv_affinity_set(&rest);
}

enum bv_status bv_affinity_verify(int cpu, struct bv_error *err)
{
    if (cpu == BV_CPU_NONE)
        return BV_OK;
    struct bv_affinity mask;
    const cpu_set_t *set = (const cpu_set_t *)&mask;
    if (!bv_affinity_read(&mask))
        return bv_fail(err, BV_E_UNSUPPORTED, "cannot read the affinity: %s", strerror(errno));
    int count = CPU_COUNT_S(sizeof mask, set);
    if (!CPU_ISSET_S((size_t)cpu, sizeof mask, set))
        return bv_fail(err, BV_E_REFUSED,
                       "not bound to CPU %d: it is not in the affinity any more; give it back, or "
                       "begin a new run on another",
                       cpu);
    if (count != 1)
        return bv_fail(err, BV_E_REFUSED, "not bound to CPU %d: %d CPUs are in the affinity", cpu,
                       count);
    int here = sched_getcpu();
    if (here < 0)
        return bv_fail(err, BV_E_UNSUPPORTED, "cannot find out the current CPU: %s",
                       strerror(errno));
    if (here != cpu)
        return bv_fail(err, BV_E_REFUSED, "bound to CPU %d, but running on CPU %d", cpu, here);
    return BV_OK;
}
