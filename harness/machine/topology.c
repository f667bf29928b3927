/* SPDX-License-Identifier: Apache-2.0 */
/* topology.c: hwloc's topology, joined with what hwloc does not read: isolation and affinity. */
#include "harness/machine/topology.h"

#include <assert.h>
#include <hwloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/machine/core_kinds.h"
#include "lib/base/sysfile.h"
#include "lib/bundle/topologyfile.h"

struct bv_topology {
    hwloc_topology_t hwloc;
    hwloc_bitmap_t allowed;
    char *root;
    struct bv_topology_cpu *cpus; /* the allowed ones */
    size_t cpu_count;
    struct bv_caches stated;
};

/* Of a machine in a folder its file, else this machine. */
static enum bv_status load(struct bv_topology *t, struct bv_error *err)
{
    char path[4096];
    if (t->root[0] == '\0')
        return bv_topologyfile_read(NULL, &t->hwloc, err);
    int length = snprintf(path, sizeof path, "%s/topology.xml", t->root);
    if (length < 0 || (size_t)length >= sizeof path)
        return bv_fail(err, BV_E_UNSUPPORTED, "%.200s...: the path is too long", t->root);
    return bv_topologyfile_read(path, &t->hwloc, err);
}

static void read_set(const char *root, const char *path, hwloc_bitmap_t out)
{
    char text[1024];
    int low, high;
    const char *p = text;
    hwloc_bitmap_zero(out);
    if (bv_sysfile_word(root, path, text, sizeof text))
        while (bv_cpulist_next(&p, &low, &high))
            hwloc_bitmap_set_range(out, (unsigned)low, high);
}

/* Narrow the cpuset of the control group by the affinity of this thread. The kernel's default
 * affinity leaves out isolated CPUs, which are exactly the ones that a benchmark wants. */
static void narrow(struct bv_topology *t, hwloc_const_bitmap_t isolated, hwloc_bitmap_t scratch)
{
    hwloc_bitmap_copy(t->allowed, hwloc_topology_get_allowed_cpuset(t->hwloc));
    if (!hwloc_topology_is_thissystem(t->hwloc))
        return;
    hwloc_bitmap_t affinity = hwloc_bitmap_alloc();
    if (affinity == NULL || hwloc_get_cpubind(t->hwloc, affinity, HWLOC_CPUBIND_THREAD) != 0) {
        hwloc_bitmap_free(affinity);
        return;
    }
    hwloc_bitmap_andnot(scratch, t->allowed, isolated);
    if (hwloc_bitmap_iszero(scratch) || !hwloc_bitmap_isincluded(scratch, affinity))
        hwloc_bitmap_and(t->allowed, t->allowed, affinity);
    hwloc_bitmap_free(affinity);
}

static int kind_of(hwloc_topology_t hwloc, const struct bv_core_kinds *kinds, int cpu,
                   hwloc_bitmap_t scratch)
{
    hwloc_bitmap_only(scratch, (unsigned)cpu);
    int kind = hwloc_cpukinds_get_by_cpuset(hwloc, scratch, 0);
    return kind < 0 ? -1 : kinds->ranks[kind];
}

static struct bv_topology_cpu describe(hwloc_topology_t hwloc, const struct bv_core_kinds *kinds,
                                       int cpu, hwloc_const_bitmap_t isolated,
                                       hwloc_const_bitmap_t nohz, hwloc_bitmap_t scratch)
{
    struct bv_topology_cpu c = {
        .cpu = cpu,
        .core = -1,
        .core_zero = cpu == 0,
        .isolated = hwloc_bitmap_isset(isolated, (unsigned)cpu),
        .nohz_full = hwloc_bitmap_isset(nohz, (unsigned)cpu),
        .kind = kind_of(hwloc, kinds, cpu, scratch),
        .kind_count = kinds->count,
    };
    hwloc_obj_t pu = hwloc_get_pu_obj_by_os_index(hwloc, (unsigned)cpu);
    hwloc_obj_t core =
        pu != NULL ? hwloc_get_ancestor_obj_by_type(hwloc, HWLOC_OBJ_CORE, pu) : NULL;
    if (core != NULL) {
        c.core = (int)core->logical_index;
        /* The complete set also holds threads that are not allowed here. */
        c.core_zero = hwloc_bitmap_isset(core->complete_cpuset, 0);
    }
    return c;
}

enum bv_status bv_topology_open(const char *root, struct bv_topology **out, struct bv_error *err)
{
    assert(root != NULL && out != NULL);
    enum bv_status status = BV_E_NOMEM;
    struct bv_topology *t = calloc(1, sizeof *t);
    hwloc_bitmap_t isolated = hwloc_bitmap_alloc(), nohz = hwloc_bitmap_alloc();
    hwloc_bitmap_t scratch = hwloc_bitmap_alloc();
    struct bv_core_kinds kinds = {0};
    if (t == NULL || isolated == NULL || nohz == NULL || scratch == NULL)
        goto done;
    t->root = strdup(root);
    t->allowed = hwloc_bitmap_alloc();
    if (t->root == NULL || t->allowed == NULL)
        goto done;
    status = load(t, err);
    if (status != BV_OK)
        goto done;
    status = BV_E_NOMEM;
    read_set(root, "/sys/devices/system/cpu/isolated", isolated);
    read_set(root, "/sys/devices/system/cpu/nohz_full", nohz);
    narrow(t, isolated, scratch);
    int count = hwloc_bitmap_weight(t->allowed);
    if (count <= 0) {
        status = bv_fail(err, BV_E_UNSUPPORTED,
                         "no logical CPU is allowed: the cpuset and the affinity exclude each "
                         "other; start byval without taskset");
        goto done;
    }
    t->cpus = calloc((size_t)count, sizeof *t->cpus);
    if (t->cpus == NULL || bv_core_kinds_find(t->hwloc, &kinds) != BV_OK)
        goto done;
    for (int cpu = hwloc_bitmap_first(t->allowed); cpu >= 0;
         cpu = hwloc_bitmap_next(t->allowed, cpu))
        t->cpus[t->cpu_count++] = describe(t->hwloc, &kinds, cpu, isolated, nohz, scratch);
    *out = t;
    t = NULL;
    status = BV_OK;
done:
    if (status == BV_E_NOMEM)
        bv_fail(err, status, "out of memory while loading the topology");
    bv_topology_close(t);
    bv_core_kinds_finish(&kinds);
    hwloc_bitmap_free(scratch);
    hwloc_bitmap_free(nohz);
    hwloc_bitmap_free(isolated);
    return status;
}

void bv_topology_close(struct bv_topology *topology)
{
    if (topology == NULL)
        return;
    if (topology->hwloc != NULL)
        hwloc_topology_destroy(topology->hwloc);
    hwloc_bitmap_free(topology->allowed);
    free(topology->cpus);
    free(topology->root);
    free(topology);
}

const char *bv_topology_root(const struct bv_topology *topology)
{
    return topology->root;
}

size_t bv_topology_allowed_count(const struct bv_topology *topology)
{
    return topology->cpu_count;
}

struct bv_topology_cpu bv_topology_allowed(const struct bv_topology *topology, size_t i)
{
    assert(i < topology->cpu_count);
    return topology->cpus[i];
}

void bv_topology_allowed_list(const struct bv_topology *topology, char *text, size_t size)
{
    assert(size > 0);
    hwloc_bitmap_list_snprintf(text, size, topology->allowed);
}

static bool shares_core(struct bv_topology_cpu a, struct bv_topology_cpu b)
{
    return a.core >= 0 && a.core == b.core;
}

void bv_topology_core_list(const struct bv_topology *topology, int cpu, char *text, size_t size)
{
    assert(size > 0);
    text[0] = '\0';
    hwloc_bitmap_t chosen = hwloc_bitmap_alloc();
    if (chosen == NULL)
        return;
    for (size_t i = 0; i < topology->cpu_count; i++) {
        bool first = true; /* or cpu itself */
        for (size_t j = 0; j < topology->cpu_count; j++)
            if (shares_core(topology->cpus[i], topology->cpus[j]))
                first &= topology->cpus[i].cpu == cpu || (topology->cpus[j].cpu != cpu && j >= i);
        if (first)
            hwloc_bitmap_set(chosen, (unsigned)topology->cpus[i].cpu);
    }
    hwloc_bitmap_list_snprintf(text, size, chosen);
    hwloc_bitmap_free(chosen);
}

struct hwloc_topology *bv_topology_hwloc(const struct bv_topology *topology)
{
    return topology->hwloc;
}

/* As the system tells them. */
static void read_caches(const struct bv_topology *topology, int cpu, struct bv_caches *out)
{
    *out = (struct bv_caches){0};
    if (cpu < 0)
        return;
    hwloc_obj_t obj = hwloc_get_pu_obj_by_os_index(topology->hwloc, (unsigned)cpu);
    for (; obj != NULL; obj = obj->parent) {
        if (!hwloc_obj_type_is_dcache(obj->type))
            continue;
        size_t bytes = (size_t)obj->attr->cache.size;
        if (obj->type == HWLOC_OBJ_L1CACHE)
            out->l1d_bytes = bytes;
        else if (obj->type == HWLOC_OBJ_L2CACHE)
            out->l2_bytes = bytes;
        else if (obj->type == HWLOC_OBJ_L3CACHE)
            out->l3_bytes = bytes;
        if (out->line_bytes == 0)
            out->line_bytes = obj->attr->cache.linesize;
    }
}

void bv_topology_state_caches(struct bv_topology *topology, const struct bv_caches *stated)
{
    topology->stated = *stated;
}

bool bv_topology_is_stated(const struct bv_topology *topology)
{
    const struct bv_caches *stated = &topology->stated;
    return stated->l1d_bytes != 0 || stated->l2_bytes != 0 || stated->l3_bytes != 0;
}

bool bv_topology_tells_l3(const struct bv_topology *topology)
{
    bool found = false;
    for (size_t i = 0; i < topology->cpu_count; i++) {
        struct bv_caches caches;
        read_caches(topology, topology->cpus[i].cpu, &caches);
        found |= caches.l3_bytes != 0;
    }
    return found;
}

void bv_topology_caches(const struct bv_topology *topology, int cpu, struct bv_caches *out)
{
    const struct bv_caches *stated = &topology->stated;
    read_caches(topology, cpu, out);
    if (stated->l1d_bytes != 0)
        out->l1d_bytes = stated->l1d_bytes;
    if (stated->l2_bytes != 0)
        out->l2_bytes = stated->l2_bytes;
    if (stated->l3_bytes != 0)
        out->l3_bytes = stated->l3_bytes;
}
