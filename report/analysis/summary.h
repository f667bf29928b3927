/* SPDX-License-Identifier: Apache-2.0 */
/* summary.h: every number that a report shows, computed once from a result. */
#ifndef BV_SUMMARY_H
#define BV_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/bundle/audit.h"
#include "lib/bundle/result.h"
#include "lib/stats/crossover.h"
#include "lib/stats/noise.h"
#include "lib/stats/serial_correlation.h"
#include "lib/stats/stats.h"
#include "report/analysis/name.h"

enum { BV_CONTEST_MAX = 3 }; /* arms of a case but the first */

/* Why a case's numbers may be off without its interval showing it; drawn hollow, named in the
 * tables. An interval that is wider than asked is none: it says itself how little is known. */
enum bv_doubt {
    BV_DOUBT_FEW = 1,   /* too few blocks for an interval */
    BV_DOUBT_MOVED = 2, /* a visit found itself on another core than it began on */
    /* A median over rounds shrugs off a few bad ones; these count from a tenth of a visit's rounds
     * on, in most of the blocks. */
    BV_DOUBT_BUSY = 4,        /* preempted */
    BV_DOUBT_FAULTS = 8,      /* page-faulted */
    BV_DOUBT_RESOLUTION = 16, /* an arm is as fast as the empty loop in most of its blocks */
    BV_DOUBT_STOLEN = 32,     /* the hypervisor took time in most of its blocks */
    BV_DOUBT_DRIFTED = 64,    /* the clock changed within most of its blocks */
    BV_DOUBT_SHARED = 128, /* in over a tenth of its blocks others had a tenth of its CPU's time */
    BV_DOUBT_TWO_STATES = 256, /* in over a tenth of its blocks it was fast first and slow then, or
                                  the other way: the visit's two numbers differ by a tenth */
    BV_DOUBT_CODE = 512,       /* its machine code breaks a rule of its family, by the audit */
    BV_DOUBT_THROTTLED = 1024, /* a CPU quota stopped most of its blocks */
    BV_DOUBT_UNBOUND = 2048,   /* the run was bound to no CPU */
    BV_DOUBT_COUNT = 12
};

/* The name of a doubt, in a few words. index < BV_DOUBT_COUNT, for the doubt 1 << index */
const char *bv_doubt_words(unsigned index);

/* One arm of a case against the case's first arm. */
struct bv_contest {
    struct bv_sample sample; /* an effect a block that has both arms: log-ratio, empty loop
                                subtracted; empty: nothing measured, and the rest says nothing */
    const uint32_t *blocks;  /* of the effects, ascending */
    struct bv_spells spells; /* how many blocks each quarter of the run had, and how these differ */
    struct bv_interval effect;
    enum bv_verdict verdict;
    enum bv_verdict likely; /* the weaker word: see bv_likely(); a verdict is likely, too */
    double share;           /* of the table's error that the end of its session may spend */
    double p;               /* adjusted over the table */
    double mean;            /* of the effects: what layouts cost on average */
    double share_first,
        share_other; /* of the blocks in which that arm wins by more than the margin */
};

/* What one arm of a case took. */
struct bv_times {
    struct bv_sample sample; /* one a block: logarithm of the ns a call, empty loop subtracted */
    const uint32_t *blocks;  /* of the times, ascending */
};

struct bv_case_summary {
    const struct bv_case_info *info;
    struct bv_name name;
    bool is_null;    /* family `null`: arms that are the same by construction */
    bool is_planted; /* family `planted`: a known difference, and no question; see selfcheck.h */
    uint32_t blocks; /* blocks with a row of the first arm */
    struct bv_times times[1 + BV_CONTEST_MAX];
    struct bv_interval ns[1 + BV_CONTEST_MAX];  /* ns a call, net; estimate NAN: not measured */
    double allocations[1 + BV_CONTEST_MAX];     /* a call, as the rows say; NAN: they do not */
    struct bv_contest contests[BV_CONTEST_MAX]; /* [k] is arm k + 1 */
    bool is_narrow;  /* measured, and every contest's interval as narrow as asked */
    unsigned doubts; /* of enum bv_doubt */
};

/* The cases that differ in nothing but size. */
struct bv_series {
    const char *name; /* family/key:value/..., without size */
    struct bv_name parts;
    uint32_t family;       /* families counted from 0, in the order of their first series */
    const uint32_t *cases; /* into bv_summary.cases, by ascending size */
    size_t case_count;
    const char *arms[1 + BV_CONTEST_MAX]; /* of its first case; [0] is the reference */
    uint32_t arm_count;
    unsigned plainness; /* how much like the textbook question it is; 0: nothing was measured */
    struct bv_finding findings[BV_CONTEST_MAX]; /* [k] is arms[k + 1] against arms[0] */
};

struct bv_summary_options {
    double margin;                /* least equivalence margin as a share: 0 means 0.01 */
    double alpha;                 /* family-wise error rate of the verdicts: 0 means 0.05 */
    const struct bv_audit *audit; /* of the kernels that were measured; NULL: not known */
    const char *bundle;           /* where the result lies, as it was named; NULL: not known */
    unsigned resamples;           /* bootstrap replicates a crossover: 0 means 2,000 */
};

struct bv_summary {
    const struct bv_result *result; /* borrowed */
    const char *bundle;             /* as in the options; borrowed */
    struct bv_case_summary *cases;  /* in the result's order */
    size_t case_count;
    struct bv_series *series; /* by first case; nulls have none */
    size_t series_count;
    uint32_t family_count;
    struct bv_noise noise;
    struct bv_serial_correlation
        serial_correlation; /* of the effects: are blocks independent draws? */
    double margin;          /* of the verdicts: a log-ratio */
    double alpha;
    double drift;    /* variance of shares between quarters of the run, beyond chance: drift.h */
    double hidden;   /* by the clock: median over the contests' resolutions; NAN: not known */
    uint32_t blocks; /* blocks that gave at least one row */
    size_t states[BV_CASE_STATE_COUNT]; /* cases, nulls included */
    size_t narrow, wide;                /* measured cases by whether they are as narrow as asked */
    size_t verdicts[4];                 /* contests by enum bv_verdict, nulls excluded */
    size_t rows_dropped; /* rows without a usable time: not finite, not positive, or twice */
    size_t doubtful;     /* measured cases with a doubt, nulls included */
    size_t doubts[BV_DOUBT_COUNT]; /* the same by doubt: a case may have several */
    size_t main_series;            /* the series that the page opens with; series_count: none */
    void *storage;
    char *series_names; /* storage of the series */
    uint32_t *series_cases;
};

/* Compute it all.
 * result   outlives the summary; its rows may be in any order
 * options  non-NULL; zeroed for the defaults
 * out      written only on BV_OK; bv_summary_destroy it
 * Errors   BV_E_NOMEM */
enum bv_status bv_summary_create(const struct bv_result *result,
                                 const struct bv_summary_options *options, struct bv_summary **out,
                                 struct bv_error *err);

/* Whether the kernels were in Go. */
bool bv_summary_is_go(const struct bv_summary *summary);

/* Whether a row of the result stands behind the summary's numbers: its case did not fail, its times
 * are usable. */
bool bv_summary_takes(const struct bv_summary *summary, const struct bv_row *row);

/* The contest of an arm of a series at one of its sizes. Arms are matched by name.
 * at       < series->case_count
 * arm      1 .. series->arm_count - 1
 * Returns  NULL where that case lacks the arm or was not measured */
const struct bv_contest *bv_series_contest(const struct bv_summary *summary,
                                           const struct bv_series *series, size_t at, unsigned arm);

/* The time of an arm of a series at one of its sizes; arm 0 .. series->arm_count - 1.
 * Returns  estimate NAN where that case lacks the arm or was not measured */
struct bv_interval bv_series_ns(const struct bv_summary *summary, const struct bv_series *series,
                                size_t at, unsigned arm);

/* A series and one of its other arms: a line of the short answer. */
struct bv_answer {
    const struct bv_series *series;
    unsigned arm; /* 1 .. series->arm_count - 1 */
};

/* The lines of the short answer: the main series, then the plainest of each other family, each with
 * each of its other arms.
 * out      room for `most` answers
 * Returns  how many there are, which may be more than `most` */
size_t bv_summary_answers(const struct bv_summary *summary, struct bv_answer *out, size_t most);

/* NULL is fine. */
void bv_summary_destroy(struct bv_summary *summary);

#endif
