/* SPDX-License-Identifier: Apache-2.0 */
/* fact_differences.h: what differs between the machines, the code and the settings of several
 * results. */
#ifndef BV_FACT_DIFFERENCES_H
#define BV_FACT_DIFFERENCES_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/base/status.h"
#include "lib/bundle/result.h"

/* What a fact is about, and so what its difference means. */
enum bv_about {
    BV_ABOUT_MACHINE, /* times are then not comparable */
    BV_ABOUT_CODE,    /* compiler, flags, kernels: times compare the code */
    BV_ABOUT_SETTING, /* of the same machine: a doubt about the times */
    BV_ABOUT_READING, /* of a meter, such as a load: never the same twice */
    BV_ABOUT_COUNT
};

/* Unknown never equals unknown. */
enum bv_agreement {
    BV_AGREE_EQUAL,     /* known everywhere, and the same */
    BV_AGREE_UNKNOWN,   /* not known somewhere; where known, the same */
    BV_AGREE_DIFFERENT, /* two known values differ */
    BV_AGREE_COUNT
};

struct bv_compared_fact {
    const char *name; /* the first result's that has it */
    enum bv_about about;
    enum bv_agreement agreement;
    const char *const *values; /* by result; NULL: unknown */
};

struct bv_fact_differences {
    struct bv_compared_fact *facts; /* in order of first appearance: of the key, then the state */
    size_t count;
    size_t counts[BV_ABOUT_COUNT][BV_AGREE_COUNT];
    const char **values; /* storage */
};

/* Compare the machine keys, the states before the runs, and the versions of byval.
 * results  count > 0 of them; they outlive out
 * out      written only on BV_OK; bv_fact_differences_finish it
 * Errors   BV_E_NOMEM */
enum bv_status bv_fact_differences_find(const struct bv_result *const *results, size_t count,
                                        struct bv_fact_differences *out);

/* Whether the times of the results may be held against each other as times of one machine: no fact
 * about the machine is known to differ. */
bool bv_fact_differences_comparable(const struct bv_fact_differences *differences);

/* A zeroed one is fine. */
void bv_fact_differences_finish(struct bv_fact_differences *differences);

#endif
