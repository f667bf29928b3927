/* SPDX-License-Identifier: Apache-2.0 */
/* icicle.h: the call tree of a profile as a figure: callers above, what they called below, as wide
 * as their share; and as a table. */
#ifndef BV_ICICLE_H
#define BV_ICICLE_H

#include "lib/base/text.h"
#include "report/analysis/call_tree.h"

/* Add the figure, and the table behind it. Each function of the figure is a link to its row, so
 * that a keyboard reaches it, and says its name and share to those who cannot see it. id
 * [a-z0-9-]+, unique in the page: of the table; its rows get it, too label    what it is of, in
 * HTML Errors   BV_E_NOMEM */
enum bv_status bv_icicle_put(struct bv_text *out, const struct bv_arm_profile *profile,
                             const char *id, const char *label, struct bv_error *err);

#endif
