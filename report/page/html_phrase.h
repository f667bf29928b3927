/* SPDX-License-Identifier: Apache-2.0 */
/* html_phrase.h: words composed from foreign names, as HTML. */
#ifndef BV_HTML_PHRASE_H
#define BV_HTML_PHRASE_H

#include <stdbool.h>

#include "lib/base/text.h"
#include "report/analysis/summary.h"

/* Add words, each number kept on one line with its unit, and release them.
 * sentence   with a capital and a full stop */
void bv_html_phrase_put(struct bv_text *out, struct bv_text *words, bool sentence);

/* What a series and arm come to.
 * headline   as a sentence without intervals */
void bv_html_phrase_answer(struct bv_text *out, const struct bv_answer *answer, bool headline);

/* "arg, class int, reads one" */
void bv_html_phrase_series(struct bv_text *out, const struct bv_series *series);

/* "ret, value against heap": as bv_words_contest */
void bv_html_phrase_contest(struct bv_text *out, const struct bv_answer *answer);

/* The same in plain words, in brackets, where there are some for each of its keys: "a struct of
 * ints, passed to a function that reads one field ...". Else nothing. */
void bv_html_phrase_gloss(struct bv_text *out, const struct bv_series *series);

/* byval's version, host, processor, compiler, preset, filter and date, as a paragraph. */
void bv_html_phrase_identity(struct bv_text *out, const struct bv_result *result);

/* A link to a file of the page's folder, which says so itself: the page may be elsewhere.
 * path     relative, of letters that need no escape
 * words    HTML */
void bv_html_phrase_file(struct bv_text *out, const char *path, const char *words);

/* That links lead out of the page, for who has got it alone: a paragraph.
 * what     "figures and data" */
void bv_html_phrase_beside(struct bv_text *out, const char *what);

#endif
