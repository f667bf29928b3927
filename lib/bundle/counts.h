/* SPDX-License-Identifier: Apache-2.0 */
/* counts.h: counts.json, exact counts of what a call does. */
#ifndef BV_COUNTS_H
#define BV_COUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/region.h"
#include "lib/base/status.h"

#define BV_COUNTS_SCHEMA 1 /* a reader refuses a newer one */

/* What was counted over so many calls of an arm; divide by `calls`. */
enum bv_count {
    BV_COUNT_INSTRUCTIONS, /* one with rep is one */
    BV_COUNT_LOADS,
    BV_COUNT_STORES,
    BV_COUNT_ALLOCATIONS, /* malloc, calloc, realloc, aligned_alloc and their like */
    BV_COUNT_FREES,
    BV_COUNT_BYTES, /* asked for by the allocations */
    BV_COUNT_COUNT
};

/* The name of a count in the file: "instructions" ... */
const char *bv_count_name(enum bv_count count);

struct bv_arm_counts {
    const char *name;
    uint64_t calls;
    uint64_t totals[BV_COUNT_COUNT];
};

struct bv_case_counts {
    const char *name;
    uint32_t size_bytes;
    bool failed;        /* died or gave wrong checksums, rather than cannot be counted here */
    const char *reason; /* NULL: counted */
    size_t arm_count;   /* 0 where there is a reason */
    struct bv_arm_counts *arms;
};

/* Strings are borrowed from `storage` or outlive the counts. */
struct bv_counts {
    const char *byval_version;
    const char *tool; /* name and version of what counted: "valgrind-3.19.0" */
    const char *compiler, *flags, *kernel_hash; /* of the kernels, as in a result's key */
    struct bv_case_counts *cases;
    size_t case_count;
    struct bv_region storage;
};

/* Read a file.
 * path     a counts.json, or a bundle folder that holds one
 * out      written only on BV_OK; bv_counts_finish it
 * Errors   BV_E_IO (cannot read), BV_E_INPUT (not JSON, cut short, not counts, a newer schema, a
 *          field that breaks the format: err says where), BV_E_NOMEM */
enum bv_status bv_counts_read(const char *path, struct bv_counts *out, struct bv_error *err);

/* Write a file: to a temporary name beside path, synced, then renamed.
 * Errors   BV_E_IO, BV_E_NOMEM; what stood at path is then untouched */
enum bv_status bv_counts_write(const struct bv_counts *counts, const char *path,
                               struct bv_error *err);

/* The counts of an arm; NULL where they are not there. */
const struct bv_arm_counts *bv_counts_find(const struct bv_counts *counts, const char *case_name,
                                           const char *arm);

/* Release; a zeroed one is fine. */
void bv_counts_finish(struct bv_counts *counts);

#endif
