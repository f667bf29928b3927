/* SPDX-License-Identifier: Apache-2.0 */
/* date.h: when a run began, as text: 2026-01-31T23:59:59Z, always UTC. */
#ifndef BV_DATE_H
#define BV_DATE_H

#include <stdbool.h>

enum { BV_DATE_BYTES = sizeof "2026-01-31T23:59:59Z" };

/* What is said of a text that is none, with the text. */
#define BV_DATE_EXPECTED "expected a date such as 2026-01-31T23:59:59Z, not '%.40s'"

/* Whether a text is a date of the calendar in just this form. Then dates are in the order of
 * strcmp(). */
bool bv_date_is(const char *text);

/* Whether a run can have begun then: after byval was written, and not in a far future. A machine
 * without a clock that runs on begins in 1970: its times are as good as others.
 * text     as bv_date_is() takes it */
bool bv_date_is_likely(const char *text);

/* The date that the machine has now.
 * Source   time() */
void bv_date_now(char out[BV_DATE_BYTES]);

#endif
