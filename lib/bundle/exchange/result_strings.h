/* SPDX-License-Identifier: Apache-2.0 */
/* result_strings.h: every string of a result, one after the other. */
#ifndef BV_RESULT_STRINGS_H
#define BV_RESULT_STRINGS_H

#include "lib/bundle/result.h"

/* Told of a string, never NULL; may put another one in its place, which outlives the result.
 * what     what it is, for messages: "a case's name" */
typedef void bv_string_fn(const char **text, const char *what, void *user);

/* Visit all strings of a result but those of this program's own choice. */
void bv_result_strings_visit(struct bv_result *result, bv_string_fn *visit, void *user);

/* Whether a string can be shown as it is: UTF-8 without unseen letters (letter.h), and at most so
 * many bytes. */
bool bv_string_is_plain(const char *text, size_t most_bytes);

#endif
