/* SPDX-License-Identifier: Apache-2.0 */
/* observe.h: what one arm of one case answers to a question. */
#ifndef BV_OBSERVE_H
#define BV_OBSERVE_H

#include "lib/bundle/escapes.h"
#include "report/analysis/codegen.h"
#include "report/analysis/regret.h"
#include "report/analysis/summary.h"
#include "report/claims/claim_table.h"

enum bv_reply { BV_REPLY_YES, BV_REPLY_NO, BV_REPLY_OPEN, BV_REPLY_COUNT };

/* All that is known of a run. */
struct bv_known {
    const struct bv_summary *summary;
    const struct bv_policies *policies; /* NULL: not judged */
    const struct bv_codegen *codegen;   /* NULL: nothing is known of the code */
    const struct bv_escapes *escapes;   /* NULL: no Go toolchain was asked */
};

struct bv_observation {
    bool is_known; /* false: nothing is known, and the rest says nothing */
    uint32_t bytes;
    /* Of the exact questions; OPEN where a verdict is to give it. */
    enum bv_reply reply;
    double exact[2];   /* what was counted, and what it is held against; NAN: neither */
    const char *other; /* of VERSIONS: the other compiler; it lives as long as the audit */
    /* Of TIME and RESIDENT: a log-ratio a block. */
    struct bv_sample sample;
    double share; /* of a table's error that may be spent on it */
    struct bv_interval effect;
    enum bv_verdict verdict; /* the run's own */
    double *owned;           /* free() it */
};

/* Look at an arm of a series at one of its sizes; not for REGRET and STACK_END.
 * out      is_known is false too where the question does not ask about that size
 * Errors   BV_E_NOMEM */
enum bv_status bv_observe(const struct bv_known *known, const struct bv_question *question,
                          const struct bv_series *series, size_t at, unsigned arm,
                          struct bv_observation *out);

/* Where the stack ends, in bytes; NAN: unknown, or not met before the search gave up. */
double bv_observe_stack_end(const struct bv_summary *summary);

/* Whether a list, its words separated by blanks, has a word of so many letters. */
bool bv_list_has(const char *list, const char *word, size_t length);

#endif
