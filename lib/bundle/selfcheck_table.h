/* SPDX-License-Identifier: Apache-2.0 */
/* selfcheck_table.h: what byval promises of itself, and when a promise is kept: the rows of a
 * selfcheck. */
#ifndef BV_SELFCHECK_TABLE_H
#define BV_SELFCHECK_TABLE_H

#include <stdbool.h>
#include <stddef.h>

/* SHORT: too little was measured to say; it is never passed for the lack of a failure. */
enum bv_check_verdict { BV_CHECK_PASSED, BV_CHECK_FAILED, BV_CHECK_SHORT };

/* In the order of the table. */
enum bv_check_id {
    BV_CHECK_AA_VERDICTS,
    BV_CHECK_AA_COVERAGE,
    BV_CHECK_TWIN_VERDICTS,
    BV_CHECK_FLOOR,
    BV_CHECK_PLANTED_1,
    BV_CHECK_PLANTED_2,
    BV_CHECK_PLANTED_5,
    BV_CHECK_SIGN,
    BV_CHECK_COVERAGE,
    BV_CHECK_SPREAD,
    BV_CHECK_MISS,
    BV_CHECK_STOPPING,
    BV_CHECK_CLOCK,
    BV_CHECK_SHIM,
    BV_CHECK_PLAN,
    BV_CHECK_COUNT
};

/* What is constant about a check. */
struct bv_check_kind {
    const char *name; /* in files: "aa_verdicts" */
    const char *question;
    double target;     /* a share; NAN where the runs set it */
    size_t needed;     /* of what is counted; fewer are too few to pass */
    const char *units; /* what is counted: "tables" */
    bool at_least;     /* whether the target is the least, else the most, that passes */
    bool by_chance;    /* measured is a share of these, and a few may break the target by chance */
};

const struct bv_check_kind *bv_check_kind(enum bv_check_id id);

/* One check as it came out. */
struct bv_check {
    double measured; /* a share; NAN: not measured */
    double target;
    size_t count; /* behind it */
    enum bv_check_verdict verdict;
    char detail[200]; /* a sentence for people, without a full stop */
};

struct bv_selfcheck {
    struct bv_check checks[BV_CHECK_COUNT];
};

/* What a slice costs beside its calls. NAN: not measured. */
struct bv_slice_costs {
    double clock_ns;   /* of a slice without calls: two reads of the clock */
    double slice_ns;   /* of the slices that were compared */
    double shim_ratio; /* ln(slice inside Google Benchmark / the same outside) */
    size_t count;      /* slices of each */
};

/* What measured, target and count of a check come to. A success counts only when enough was
 * measured; a failure always, but for a share of a few, which must be off by three standard errors.
 */
enum bv_check_verdict bv_check_verdict_of(enum bv_check_id id, const struct bv_check *check);

/* FAILED where a check failed, else SHORT where one is, else PASSED. */
enum bv_check_verdict bv_selfcheck_verdict(const struct bv_selfcheck *check);

/* "passed", "FAILED", "too short" */
const char *bv_check_verdict_word(enum bv_check_verdict verdict);

#endif
