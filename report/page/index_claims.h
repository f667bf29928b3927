/* SPDX-License-Identifier: Apache-2.0 */
/* index_claims.h: the claims of several runs side by side, in C and in Go. */
#ifndef BV_INDEX_CLAIMS_H
#define BV_INDEX_CLAIMS_H

#include "lib/base/text.h"
#include "report/claims/claims.h"

/* What the page that leads to several reports keeps of one; zeroed: nothing. */
struct bv_index_run {
    char folder[80]; /* of its page; safe in a link */
    char *compiler;  /* name and version, without flags */
    bool is_go;
    enum bv_judgement *judgements; /* of each claim, in the table's order */
    char **whys;                   /* likewise */
    struct bv_escapes escapes;     /* zeroed where there are none */
};

/* Keep what is needed of a run, whose summary and claims may then go.
 * escapes  NULL: there are none
 * out      zeroed, but for its folder; bv_index_run_finish it, whatever comes back
 * Errors   BV_E_NOMEM */
enum bv_status bv_index_run_take(const struct bv_summary *summary, const struct bv_claims *claims,
                                 const struct bv_escapes *escapes, struct bv_index_run *out);

/* Each claim's verdict by run, and of those that C and Go answer otherwise, why. Nothing where the
 * runs are of one language. */
void bv_index_claims_put(struct bv_text *out, const struct bv_index_run *runs, size_t count);

/* A zeroed one is fine. */
void bv_index_run_finish(struct bv_index_run *run);

#endif
