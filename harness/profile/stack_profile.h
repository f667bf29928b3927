/* SPDX-License-Identifier: Apache-2.0 */
/* stack_profile.h: stacks of one arm, what each stands for, and in which files their code is. */
#ifndef BV_STACK_PROFILE_H
#define BV_STACK_PROFILE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/date.h"
#include "lib/base/region.h"
#include "lib/base/status.h"
#include "lib/bundle/profiles.h"
#include "lib/dwarf/code_place.h"

/* Code of a file, as it was mapped. */
struct bv_code_mapping {
    uint64_t start, limit, offset;
    const char *path;
    const char *build_id;      /* hexadecimal digits; "": unknown */
    struct bv_code_file *file; /* NULL: it cannot be read, and its addresses stay without names */
};

/* What stands for a stack. The first so many go into files. */
enum { BV_CPU_SAMPLES, BV_CPU_NS, BV_CPU_VALUES };
enum {
    BV_HEAP_OBJECTS,
    BV_HEAP_BYTES,
    BV_HEAP_LIVE_OBJECTS, /* not freed when the profile ended */
    BV_HEAP_LIVE_BYTES,
    BV_HEAP_SAMPLED_BYTES, /* what samples say of BV_HEAP_BYTES */
    BV_HEAP_SAMPLES,
    BV_HEAP_DEVIATION, /* standard deviation of that estimate */
    BV_HEAP_VALUES
};
enum { BV_WAIT_COUNT, BV_WAIT_NS, BV_WAIT_VALUES };
enum { BV_STACK_VALUES = BV_HEAP_VALUES };

struct bv_profile_value {
    const char *name, *unit; /* as pprof's readers know them */
};

struct bv_profile_traits {
    const char *counted; /* what struct bv_stack_profile has in `samples` */
    struct bv_profile_value values[BV_STACK_VALUES];
    uint32_t value_count, file_count; /* all; those that go into files */
    uint32_t main;                    /* by which stacks are ranked */
    struct bv_profile_value period;
};

const struct bv_profile_traits *bv_profile_traits_of(enum bv_profile_kind kind);

struct bv_stack {
    const uint64_t *frames; /* the innermost first; of callers an address within the call */
    uint32_t depth;
    uint64_t values[BV_STACK_VALUES];
};

struct bv_stack_profile {
    enum bv_profile_kind kind;
    const char *case_name, *arm;
    const char *runner; /* the program whose frames are not the arm's; it may be in no stack */
    struct bv_code_mapping *mappings;
    struct bv_stack *stacks;
    size_t mapping_count, stack_count;
    uint32_t rate_hz; /* as it was asked for */
    uint32_t threads;
    uint64_t samples, lost; /* or allocations, or waits */
    uint64_t period;        /* ns between samples, or bytes; 1 of waits */
    uint64_t cpu_ns, wall_ns, calls;
    char date[BV_DATE_BYTES]; /* when it ended */
    struct bv_region storage; /* owns the texts and frames */
};

/* The mapping of an address; NULL: none. */
const struct bv_code_mapping *bv_stack_profile_mapping(const struct bv_stack_profile *profile,
                                                       uint64_t address);

/* Open the files of mappings in which there are frames.
 * Errors   BV_E_MISMATCH (one is of another build now), BV_E_NOMEM. One that cannot be read at all
 *          stays without names */
enum bv_status bv_stack_profile_open_files(struct bv_stack_profile *profile, struct bv_error *err);

/* Where an address is.
 * Returns  how many places; 0: in no file that can be read */
size_t bv_stack_profile_places(const struct bv_stack_profile *profile, uint64_t address,
                               struct bv_code_place out[BV_CODE_PLACES]);

/* Release; a zeroed one is fine. */
void bv_stack_profile_finish(struct bv_stack_profile *profile);

#endif
