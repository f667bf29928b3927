/* SPDX-License-Identifier: Apache-2.0 */
/* listings.h: listings of machine code in a page, each function once. */
#ifndef BV_LISTINGS_H
#define BV_LISTINGS_H

#include <stdbool.h>

#include "lib/base/text.h"
#include "lib/bundle/audit.h"

struct bv_listings {
    const struct bv_audit *audit;
    bool *shown; /* by function of the audit */
};

/* Begin a page's listings; bv_listings_finish it.
 * Errors   BV_E_NOMEM */
enum bv_status bv_listings_begin(const struct bv_audit *audit, struct bv_listings *out,
                                 struct bv_error *err);
void bv_listings_finish(struct bv_listings *listings);

/* Add the arms of a case side by side: what breaks a rule, the loop, and what it calls. What stands
 * in the page already is linked to. */
void bv_listings_put(struct bv_listings *listings, const struct bv_audit_case *of,
                     struct bv_text *out);

#endif
