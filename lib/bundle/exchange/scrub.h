/* SPDX-License-Identifier: Apache-2.0 */
/* scrub.h: takes out of a result what names its owner: host, paths, serial numbers. */
#ifndef BV_SCRUB_H
#define BV_SCRUB_H

#include "lib/bundle/result.h"

/* Put "(path)" for every path of a file that is not the system's own, and "(host)" for the host.
 * host     NULL: unknown
 * out      a new string that the caller frees; NULL where there was nothing to do
 * Errors   BV_E_NOMEM */
enum bv_status bv_scrub_string(const char *text, const char *host, char **out);

/* Scrub a result: its host becomes unknown, its texts are scrubbed, captured facts that number one
 * machine go.
 * changes  gets how many things were to be scrubbed
 * Errors   BV_E_NOMEM */
enum bv_status bv_scrub_result(struct bv_result *result, size_t *changes, struct bv_error *err);

#endif
