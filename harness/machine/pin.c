/* SPDX-License-Identifier: Apache-2.0 */
/* pin.c: choosing by a lexicographic order, binding through hwloc. */
#include "harness/machine/pin.h"

#include <assert.h>
#include <errno.h>
#include <hwloc.h>
#include <stdio.h>
#include <string.h>

/* How much better not to be in the system's way: a core of its own, else at least not CPU 0. */
static int distance_from_zero(struct bv_topology_cpu c)
{
    return c.core_zero ? c.cpu != 0 : 2;
}

/* Whether a is to be preferred to b; b has the lower OS index, which wins ties. */
static bool is_better(struct bv_topology_cpu a, struct bv_topology_cpu b)
{
    if (a.isolated != b.isolated)
        return a.isolated;
    if (a.nohz_full != b.nohz_full)
        return a.nohz_full;
    if (distance_from_zero(a) != distance_from_zero(b))
        return distance_from_zero(a) > distance_from_zero(b);
    return a.kind > b.kind;
}

static const char *reason_for(const struct bv_topology *topology, struct bv_topology_cpu best)
{
    size_t count = bv_topology_allowed_count(topology);
    if (count == 1)
        return "the only one allowed";
    if (best.isolated)
        return best.nohz_full ? "isolated, without timer tick" : "isolated";
    if (best.nohz_full)
        return "without timer tick";
    bool fastest = false;
    for (size_t i = 0; i < count; i++)
        fastest |= bv_topology_allowed(topology, i).kind < best.kind;
    if (!best.core_zero)
        return fastest ? "not core 0, of the fastest kind there" : "not core 0";
    return best.cpu != 0 ? "not CPU 0, though on its core" : "no better one allowed";
}

static void fill(struct bv_pin *out, struct bv_topology_cpu c, const char *reason)
{
    out->cpu = c.cpu;
    out->core = c.core;
    snprintf(out->reason, sizeof out->reason, "%s", reason);
}

enum bv_status bv_pin_choose(const struct bv_topology *topology, int requested, struct bv_pin *out,
                             struct bv_error *err)
{
    if (requested == BV_PIN_NONE) {
        *out = (struct bv_pin){.cpu = BV_PIN_NONE, .core = -1, .reason = "asked for"};
        return BV_OK;
    }
    size_t count = bv_topology_allowed_count(topology);
    struct bv_topology_cpu best = bv_topology_allowed(topology, 0);
    for (size_t i = 0; i < count; i++) {
        struct bv_topology_cpu c = bv_topology_allowed(topology, i);
        if (requested == c.cpu) {
            fill(out, c, "asked for");
            return BV_OK;
        }
        if (is_better(c, best))
            best = c;
    }
    if (requested != BV_PIN_AUTO) {
        char list[512];
        bv_topology_allowed_list(topology, list, sizeof list);
        return bv_fail(err, BV_E_REFUSED,
                       "CPU %d is not one that this process may use; allowed: %s", requested, list);
    }
    fill(out, best, reason_for(topology, best));
    return BV_OK;
}

static enum bv_status bind_failed(const struct bv_pin *pin, struct bv_error *err)
{
    if (errno == ENOSYS)
        return bv_fail(err, BV_E_UNSUPPORTED, "this system cannot bind a thread to a CPU (%s)",
                       strerror(errno));
    return bv_fail(err, BV_E_REFUSED,
                   "the system refuses to bind to CPU %d: %s; is it online and in the cpuset?",
                   pin->cpu, strerror(errno));
}

enum bv_status bv_pin_bind(const struct bv_topology *topology, const struct bv_pin *pin,
                           struct bv_error *err)
{
    if (pin->cpu == BV_PIN_NONE)
        return BV_OK;
    assert(pin->cpu >= 0);
    hwloc_topology_t hwloc = bv_topology_hwloc(topology);
    if (!hwloc_topology_is_thissystem(hwloc))
        return bv_fail(err, BV_E_UNSUPPORTED,
                       "the topology is not this machine's: nothing can be bound by it; is "
                       "HWLOC_XMLFILE or HWLOC_SYNTHETIC set?");
    enum bv_status status = BV_OK;
    hwloc_bitmap_t wanted = hwloc_bitmap_alloc(), found = hwloc_bitmap_alloc();
    if (wanted == NULL || found == NULL) {
        status = bv_fail(err, BV_E_NOMEM, "out of memory while binding to CPU %d", pin->cpu);
        goto done;
    }
    hwloc_bitmap_only(wanted, (unsigned)pin->cpu);
    if (hwloc_set_cpubind(hwloc, wanted, HWLOC_CPUBIND_THREAD | HWLOC_CPUBIND_STRICT) != 0 ||
        hwloc_get_cpubind(hwloc, found, HWLOC_CPUBIND_THREAD) != 0) {
        status = bind_failed(pin, err);
        goto done;
    }
    bool bound = hwloc_bitmap_isequal(found, wanted);
    if (hwloc_get_last_cpu_location(hwloc, found, HWLOC_CPUBIND_THREAD) != 0) {
        status = bind_failed(pin, err);
        goto done;
    }
    if (!bound || !hwloc_bitmap_isequal(found, wanted))
        status = bv_fail(err, BV_E_REFUSED,
                         "the system said that it bound to CPU %d, and did not; measure outside "
                         "this container or emulator",
                         pin->cpu);
done:
    hwloc_bitmap_free(found);
    hwloc_bitmap_free(wanted);
    return status;
}
