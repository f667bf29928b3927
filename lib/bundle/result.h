/* SPDX-License-Identifier: Apache-2.0 */
/* result.h: what a run found, as it stands in memory. data/FORMAT.md says how it stands in a file.
 *
 * Strings are borrowed from `storage` or outlive the result; a NULL string is "unknown". */
#ifndef BV_RESULT_H
#define BV_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/region.h"
#include "lib/base/status.h"

#define BV_SCHEMA 2 /* of the result file; a reader refuses a newer one */

/* Since which each block draws a layout of its own, cases rest when a look decided them, and visits
 * that saw two states vote with the range between their two numbers. Older results are judged by
 * what held then. */
#define BV_SCHEMA_LOOKS 2

/* A named fact about a machine; value NULL is unknown, and unknown never equals unknown. */
struct bv_fact {
    const char *name;
    const char *value;
};

struct bv_facts {
    struct bv_fact *items;
    size_t count;
};

/* The value of a fact, or NULL where it is unknown or not there. */
const char *bv_facts_get(const struct bv_facts *facts, const char *name);

/* Something that makes the numbers doubtful, with what to do about it. */
struct bv_warning {
    const char *what;
    const char *advice;
};

/* What Google Benchmark writes into `context` of every file; its readers expect it there. */
struct bv_gbench_info {
    int num_cpus;
    int mhz_per_cpu;
    bool cpu_scaling_enabled;
    const char *library_build_type; /* "release" or "debug" */
    double load_avg[3];
    size_t load_avg_count;
    struct bv_gbench_cache {
        char type[16]; /* "Data", "Instruction", "Unified" */
        int level, size_bytes, num_sharing;
    } caches[8];
    size_t cache_count;
};

enum { BV_CPU_NONE = -2 }; /* in the place of a logical CPU: bound to none */

enum bv_case_state {
    BV_CASE_OPEN,        /* measured, interval still wider than asked: the budget ended first */
    BV_CASE_PRECISE,     /* interval as narrow as asked */
    BV_CASE_FAILED,      /* died or gave wrong checksums; see reason */
    BV_CASE_UNAVAILABLE, /* cannot run here; see reason */
    BV_CASE_STATE_COUNT
};

struct bv_case_info {
    const char *name; /* family/key:value/.../size:N */
    const char *arms[4];
    uint32_t arm_count;
    uint32_t size_bytes;
    enum bv_case_state state;
    const char *reason; /* NULL unless failed or unavailable */
};

/* What some families tell beside time; the names stand in record.c. */
enum bv_metric {
    BV_METRIC_COLLECTIONS, /* of the garbage collector during the rounds */
    BV_METRIC_PAUSE_P50_NS,
    BV_METRIC_PAUSE_P99_NS,
    BV_METRIC_PAUSE_MAX_NS,
    BV_METRIC_TRACED_BYTES,    /* live and scanned, after the last collection */
    BV_METRIC_RESIDENT_RATIO,  /* resident bytes / live bytes */
    BV_METRIC_ALLOCATIONS,     /* a call */
    BV_METRIC_ALLOCATED_BYTES, /* a call */
    BV_METRIC_BUDGET_BYTES, /* the collector's rule: no collection before so many are allocated */
    BV_METRIC_COUNT
};

/* One arm of one case in one block: the unit of the file. */
struct bv_row {
    uint32_t case_index; /* into bv_result.cases */
    uint32_t arm_index;  /* into its arms */
    uint32_t block;      /* repetition_index */
    uint32_t rounds;     /* rounds of this visit */
    uint64_t calls;      /* calls a slice (n), the same for all arms */
    double real_ns;      /* real_time: median over rounds of the raw time a call */
    double cpu_ns;       /* cpu_time: real_ns x share of the visit that the thread was on a CPU */
    double empty_ns;     /* time an iteration of the empty loop, same n, clock reads included */
    double log_ratio; /* median over rounds of ln(time of arm 0 / time of this arm); 0 for arm 0 */
    double spread; /* of these logarithms: 1.4826 x their median absolute deviation; NAN: unknown */
    uint32_t switches;   /* involuntary context switches during the visit */
    uint32_t migrations; /* times the visit found itself on another core than it began on */
    uint32_t faults;     /* page faults during the rounds of the visit */
    double metrics[BV_METRIC_COUNT]; /* NAN: unknown */
};

struct bv_block_info {
    uint32_t block;
    uint32_t layout;         /* order of the kernels' functions, by number */
    uint32_t env_bytes;      /* random padding of the environment */
    uint32_t stack_bytes;    /* random offset of the stack */
    double start_s, seconds; /* since the run began; duration */
    double canary_ghz[2];    /* effective clock before and after, from dependent adds */
    char regime[32];     /* what kind of process it was: "glibc", "jemalloc", "gc live:16" ... */
    char allocator[160]; /* name, version and file of the malloc that was in charge */
    double steal_s;      /* CPU time taken by the hypervisor, all cores; NAN unknown */
    double throttled_s;  /* that the CPU quota of a control group stopped its tasks; NAN unknown */
};

/* A block that died or was dropped, and what became of it. */
struct bv_event {
    uint32_t block;
    const char *what;
};

struct bv_result {
    int schema;
    const char *byval_version;
    const char *host_name;
    const char *started_utc; /* ISO 8601 */
    const char *preset;
    const char *filter;  /* NULL: the preset's own cases */
    const char *stopped; /* "precise", "budget", "blocks", "interrupted" */
    uint64_t seed;
    double budget_s, elapsed_s;
    double precision; /* asked width of the interval: 0.02 for 2 % */
    double spacing_s; /* asked time between the beginnings of a case's blocks */
    uint32_t blocks_min, blocks_max;
    uint32_t sessions; /* 1, and one more each time that measuring was gone on with after its end */
    uint32_t layouts;  /* that blocks drew from, numbered from 0; 0: each drew one of its own */
    int cpu;           /* OS index of the logical CPU that was measured on, or BV_CPU_NONE */
    double clock_step_ns; /* times are known to one step of the clock; NAN: not known */

    struct bv_gbench_info gbench;
    struct bv_facts key;          /* declared and stable; equal keys mean comparable times */
    struct bv_facts state_before; /* governor, boost, ... when the run began */
    struct bv_facts state_after;
    struct bv_facts capture; /* raw: cpuinfo, uname, compiler -v */
    struct bv_warning *warnings;
    size_t warning_count;

    struct bv_case_info *cases;
    size_t case_count;
    struct bv_block_info *blocks;
    size_t block_count;
    struct bv_row *rows; /* by block, then as measured */
    size_t row_count;
    struct bv_event *events;
    size_t event_count;

    /* What in its file says one thing to byval and another to readers of Google Benchmark's format;
     * NULL: nothing does. */
    const char *contradiction;

    struct bv_region storage; /* owner of the borrowed strings */
};

/* Copy a string into the result's storage.
 * text     NULL stays NULL
 * Returns  the copy, or NULL when out of memory */
const char *bv_result_keep(struct bv_result *result, const char *text);

/* Append to an array of the result; the item's strings must be kept or outlive the result.
 * Errors   BV_E_NOMEM */
enum bv_status bv_result_add_row(struct bv_result *result, const struct bv_row *row);
enum bv_status bv_result_add_block(struct bv_result *result, const struct bv_block_info *block);
enum bv_status bv_result_add_event(struct bv_result *result, const struct bv_event *event);
enum bv_status bv_result_add_case(struct bv_result *result, const struct bv_case_info *info);
enum bv_status bv_result_add_warning(struct bv_result *result, const struct bv_warning *warning);
enum bv_status bv_facts_add(struct bv_facts *facts, const char *name, const char *value);

/* Release what a reader allocated; NULL and a zeroed result are fine. */
void bv_result_finish(struct bv_result *result);

#endif
