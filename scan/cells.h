/* SPDX-License-Identifier: Apache-2.0 */
/* cells.h: a scan as the parts, columns and cells of a table, for terminals and pages alike. */
#ifndef BV_SCAN_CELLS_H
#define BV_SCAN_CELLS_H

#include "scan/scan.h"

/* Columns; from BV_SCAN_HOW on they are of words, before it of numbers. */
enum bv_scan_column {
    BV_SCAN_SHARE,
    BV_SCAN_BYTES,
    BV_SCAN_SITES,
    BV_SCAN_COPIED,
    BV_SCAN_WAIT,
    BV_SCAN_OVERLAP,
    BV_SCAN_HOW,
    BV_SCAN_TYPE,
    BV_SCAN_FUNCTION,
    BV_SCAN_WHERE,
    BV_SCAN_COLUMNS
};

enum { BV_SCAN_PARTS = 3, BV_SCAN_CELL = 400 };

/* A part of the table. */
struct bv_scan_part {
    const char *id; /* a word without spaces */
    const char *title;
    unsigned kinds, columns; /* bits */
    const char *sites;       /* heading of that column */
    const char *words;       /* below the title, if there are rows; "" */
};

extern const struct bv_scan_part bv_scan_parts[BV_SCAN_PARTS];

/* Whether a row belongs to a part. */
bool bv_scan_is_of(const struct bv_scan_part *part, const struct bv_scan_row *row);

/* Bits of the columns of a part that have something to say: no share without a profile, no ns
 * without prices. */
unsigned bv_scan_columns(const struct bv_scan *scan, const struct bv_scan_part *part);

const char *bv_scan_head(const struct bv_scan_part *part, enum bv_scan_column column);

/* What stands in a cell, cut to BV_SCAN_CELL bytes with its end: foreign words. */
void bv_scan_cell(const struct bv_scan *scan, const struct bv_scan_row *row,
                  enum bv_scan_column column, char *out);

/* The number by which a cell is sorted; NAN: it has none. */
double bv_scan_number(const struct bv_scan *scan, const struct bv_scan_row *row,
                      enum bv_scan_column column);

#endif
