/* SPDX-License-Identifier: Apache-2.0 */
/* collector_none.c: stands in for collector.c in a build without the Boehm collector. */
#include "benchmarks/heap/collector.h"

#include <math.h>

enum bv_status bv_collector_start(unsigned live_mib, uint64_t seed, struct bv_error *err)
{
    (void)live_mib;
    (void)seed;
    return bv_fail(err, BV_E_UNSUPPORTED,
                   "built without the Boehm collector: install libgc-dev and build anew");
}

/* Without a start there is nothing that the others could be asked for. */
enum bv_status bv_collector_verify(struct bv_error *err)
{
    (void)err;
    return BV_OK;
}

void *bv_collector_root(size_t bytes)
{
    (void)bytes;
    return NULL;
}

void bv_collector_root_free(void *root)
{
    (void)root;
}

size_t bv_collector_object_bytes(size_t bytes)
{
    return bytes;
}

uint64_t bv_collector_collections(void)
{
    return 0;
}

struct bv_collector_cycle bv_collector_last_cycle(void)
{
    return (struct bv_collector_cycle){0, 0};
}

double bv_collector_phase_bytes(void)
{
    return 0;
}

double bv_collector_total_bytes(void)
{
    return 0;
}

struct bv_collector_pauses bv_collector_pauses_since(uint64_t mark)
{
    (void)mark;
    return (struct bv_collector_pauses){NAN, NAN, NAN};
}

void bv_collector_look(struct bv_collector_use *out)
{
    *out = (struct bv_collector_use){NAN, NAN, NAN, NAN, NAN};
}
