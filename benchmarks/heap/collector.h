/* SPDX-License-Identifier: Apache-2.0 */
/* collector.h: the Boehm collector of this process, its live heap, and what it did.
 *
 * A process has one collector: once at work it stays, and so does its live heap. Only the process's
 * first thread may use it. */
#ifndef BV_COLLECTOR_H
#define BV_COLLECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

#pragma GCC visibility push(hidden)

/* Start the collector if need be, with one marker and without incremental collection, and give it a
 * live heap: a shuffled graph of small nodes, built anew if one of another size was asked before.
 * Nothing is ever printed.
 * live_mib  MiB of nodes; 0: none
 * seed      of the shuffle
 * Errors    BV_E_UNSUPPORTED (built without it, or not the first thread), BV_E_NOMEM */
enum bv_status bv_collector_start(unsigned live_mib, uint64_t seed, struct bv_error *err);

/* Walk the live heap and compare its nodes and their contents with what was built.
 * Errors   BV_E_MISMATCH */
enum bv_status bv_collector_verify(struct bv_error *err);

/* Zeroed memory that is scanned and never collected; NULL if there is none left. */
void *bv_collector_root(size_t bytes);
void bv_collector_root_free(void *root);

/* What the collector counts for an object of so many bytes. */
size_t bv_collector_object_bytes(size_t bytes);

/* Collections since the process began. */
uint64_t bv_collector_collections(void);

/* From the beginning of one collection to the beginning of the next. */
struct bv_collector_cycle {
    double bytes, ns; /* allocated, and passed; 0 if there was none yet with this live heap */
};
struct bv_collector_cycle bv_collector_last_cycle(void);

/* Allocated since the last collection, and since the process began. */
double bv_collector_phase_bytes(void);
double bv_collector_total_bytes(void);

/* The pauses since a mark, which is a number of collections. Only so many are kept: of the last. */
struct bv_collector_pauses {
    double p50_ns, p99_ns, max_ns; /* NAN without collections */
};
struct bv_collector_pauses bv_collector_pauses_since(uint64_t mark);

/* What the budget rule reckons with, in bytes. */
struct bv_collector_use {
    double traced; /* found alive by the last collection, and scanned */
    double atomic; /* found alive, not scanned */
    double roots;  /* data of the program and its libraries, but the collector's own */
    double stack;  /* in use */
    double heap;   /* taken from the system, in use or not */
};
void bv_collector_look(struct bv_collector_use *out);

/* The least that is allocated between two collections.
 * Source   bdwgc 8.2, alloc.c, min_bytes_allocd(): (2 x traced + atomic / 4 + roots + 2 x stack) /
 *          divisor, the divisor being 3 */
double bv_collector_budget_bytes(const struct bv_collector_use *use);

/* The most that may be allocated beyond the budget: a collection waits until no block is free, and
 * the heap had grown by steps.
 * Source   bdwgc 8.2, alloc.c, GC_collect_or_expand(): a third of the heap, 16 MiB at most */
double bv_collector_step_bytes(const struct bv_collector_use *use);

#pragma GCC visibility pop

#endif
