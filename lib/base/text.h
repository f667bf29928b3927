/* SPDX-License-Identifier: Apache-2.0 */
/* text.h: text that grows, and the escapes by which foreign words enter HTML and gnuplot. */
#ifndef BV_TEXT_H
#define BV_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Starts zeroed. Running out of memory is remembered, not reported at each call: test `failed`
 * once, when the text is complete. `data` is NULL while nothing was added. */
struct bv_text {
    char *data;
    size_t length;
    size_t capacity;
    bool failed;
};

/* Release the text; it is empty and usable again. NULL is fine. */
void bv_text_finish(struct bv_text *text);

/* Add words of our own, as they stand. */
void bv_text_put(struct bv_text *text, const char *words);
void bv_text_put_span(struct bv_text *text, const char *start, size_t length);

/* Add formatted words of our own. */
void bv_text_format(struct bv_text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Add foreign words so that HTML, SVG and double-quoted attributes show them letter by letter. What
 * bv_letter_is_unseen() becomes U+2423 (a newline shows as one sign, too), broken UTF-8 U+FFFD; and
 * so in all that follow. */
void bv_text_html(struct bv_text *text, const char *words);
void bv_text_html_span(struct bv_text *text, const char *start, size_t length);

/* Add foreign words for a terminal or a text file: signs in place of control characters. */
void bv_text_plain(struct bv_text *text, const char *words);

/* Move words, plain, into a line of their own; they are then empty, and released. */
void bv_text_line(struct bv_text *text, struct bv_text *words);

/* Add foreign words as a quoted field of comma-separated values: signs in place of control
 * characters, and nothing that a spreadsheet takes for a formula. NULL: nothing. */
void bv_text_csv(struct bv_text *text, const char *words);

/* Add a JSON document whose strings are foreign words: signs in place of unseen letters, but for
 * control characters that stand in it as JSON's escapes.
 * json     as Jansson writes it */
void bv_text_json(struct bv_text *text, const char *json);

/* Add foreign words as a single-quoted gnuplot string, quotes included. In such a string gnuplot
 * runs no backticks and expands no macros. Single quotes become U+2019. An unseen letter parts
 * `]]>`, which gnuplot would write into its SVG as it stands, where XML forbids it. */
void bv_text_gnuplot(struct bv_text *text, const char *words);

/* Copy words into a label of so many bytes, cut with an ellipsis where they are too long. */
void bv_text_cut(char *label, size_t size, const char *words);

#endif
