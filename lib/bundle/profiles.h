/* SPDX-License-Identifier: Apache-2.0 */
/* profiles.h: profiles.json, where the time, the allocations and the waiting of a run's arms go. */
#ifndef BV_PROFILES_H
#define BV_PROFILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/region.h"
#include "lib/base/status.h"

#define BV_PROFILES_SCHEMA 1 /* a reader refuses a newer one */

/* What a profile is of. */
enum bv_profile_kind { BV_PROFILE_CPU, BV_PROFILE_HEAP, BV_PROFILE_WAIT, BV_PROFILE_KINDS };

/* Its name in the file and on the command line: "cpu", "heap", "lock". */
const char *bv_profile_kind_name(enum bv_profile_kind kind);

/* What stands for a call path, by kind. */
enum { BV_PATH_SAMPLES };
enum { BV_PATH_OBJECTS, BV_PATH_BYTES, BV_PATH_LIVE_OBJECTS, BV_PATH_LIVE_BYTES };
enum { BV_PATH_WAITS, BV_PATH_WAIT_NS };
enum { BV_PATH_VALUES = BV_PATH_LIVE_BYTES + 1 };

/* How many of them a kind has. */
uint32_t bv_profile_kind_values(enum bv_profile_kind kind);

struct bv_profile_function {
    const char *name; /* NULL: no symbol says */
    const char *file; /* of its code, without folders */
};

/* Functions that called each other, and what was seen in the last one, not in what it called. */
struct bv_profile_path {
    const uint32_t *functions; /* into those of the profile; the outermost first */
    uint32_t depth;            /* above 0 */
    uint64_t values[BV_PATH_VALUES];
};

/* The machine code of a function, in the words of an audit, with the samples that stopped there. */
struct bv_profile_listing {
    uint32_t function;
    const char *const *lines;
    const char *marks; /* BV_MARK_X of audit.h, a line; a copy is an instruction that is one */
    const uint64_t *samples;
    uint32_t line_count; /* above 0 */
};

struct bv_arm_profile {
    const char *case_name, *arm;
    uint32_t kind;    /* enum bv_profile_kind */
    const char *date; /* UTC, when it ended */
    uint64_t calls;
    uint32_t threads, rate_hz; /* samples a second that were asked for; 0: each is recorded */
    uint64_t lost;             /* samples, allocations or waits that were due and are not in it */
    const char *file;          /* for pprof, in the folder of the bundle; NULL: not there */
    struct bv_profile_function *functions;
    size_t function_count;
    struct bv_profile_path *paths; /* above 0, together with something in their first value */
    size_t path_count;
    struct bv_profile_listing *listings; /* of the functions that have most samples; of cpu alone */
    size_t listing_count;
};

/* Strings and arrays are borrowed from `storage`, or outlive it. */
struct bv_profiles {
    const char *byval_version;
    const char *kernel_hash; /* of the kernels, as in a result's key; NULL: no profiles */
    struct bv_arm_profile *items;
    size_t count;
    struct bv_region storage;
};

/* The sum of one of the values over all paths. */
uint64_t bv_arm_profile_total(const struct bv_arm_profile *profile, uint32_t value);

/* NULL where it is not there. */
const struct bv_arm_profile *bv_profiles_find(const struct bv_profiles *profiles,
                                              const char *case_name, const char *arm,
                                              enum bv_profile_kind kind);

/* Whether there is one of a case, of whatever arm and kind. */
bool bv_profiles_has(const struct bv_profiles *profiles, const char *case_name);

/* Read a file.
 * path     a profiles.json, or a bundle folder that holds one
 * out      written only on BV_OK; bv_profiles_finish it
 * Errors   BV_E_IO (cannot read), BV_E_INPUT (no JSON, cut short, no profiles, a newer schema, a
 *          field that breaks the format: err says where), BV_E_NOMEM */
enum bv_status bv_profiles_read(const char *path, struct bv_profiles *out, struct bv_error *err);

/* Write a file: to a temporary name beside path, synced, then renamed.
 * Errors   BV_E_IO, BV_E_NOMEM; what stood at path is then untouched */
enum bv_status bv_profiles_write(const struct bv_profiles *profiles, const char *path,
                                 struct bv_error *err);

/* Release; a zeroed one is fine. */
void bv_profiles_finish(struct bv_profiles *profiles);

#endif
