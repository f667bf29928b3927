/* SPDX-License-Identifier: Apache-2.0 */
/* output.h: what a scan found, in the forms that it is given away in. Foreign words are made
 * harmless. */
#ifndef BV_SCAN_OUTPUT_H
#define BV_SCAN_OUTPUT_H

#include "lib/base/text.h"
#include "scan/scan.h"

/* A table for people.
 * width    columns of the terminal; 0: lines as long as they come
 * most     rows of each part; 0: all */
void bv_scan_table(const struct bv_scan *scan, size_t width, size_t most, struct bv_text *out);

/* Comma-separated values, a line a row, and a line of headings; all rows. */
void bv_scan_csv(const struct bv_scan *scan, struct bv_text *out);

/* A JSON document; all rows.
 * Errors   BV_E_NOMEM */
enum bv_status bv_scan_json(const struct bv_scan *scan, struct bv_text *out, struct bv_error *err);

/* SARIF 2.1.0: copies that are made, and candidates.
 * Errors   BV_E_NOMEM */
enum bv_status bv_scan_sarif(const struct bv_scan *scan, struct bv_text *out, struct bv_error *err);

/* The same as the notes of a compiler: "file:line: note: ...", a line each. */
void bv_scan_notes(const struct bv_scan *scan, struct bv_text *out);

/* An HTML page that stands alone: the table's parts, with columns that sort and rows that filter.
 * pricing  what prices the rows: a sentence, which may be foreign words */
void bv_scan_html(const struct bv_scan *scan, const char *pricing, struct bv_text *out);

/* "a.out: 12 functions with code, 345 instructions; x86-64, DWARF 5": foreign words. */
void bv_scan_headline(const struct bv_scan *scan, struct bv_text *out);

/* A row in words, which may be foreign. */
void bv_scan_sentence(const struct bv_scan *scan, const struct bv_scan_row *row,
                      struct bv_text *out);

/* "stack", "hidden, rep movs", "removed" ...: how a row's bytes travel, in at most `size` bytes. */
void bv_scan_how(const struct bv_scan_row *row, char *out, size_t size);

#endif
