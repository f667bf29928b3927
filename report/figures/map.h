/* SPDX-License-Identifier: Apache-2.0 */
/* map.h: the crossovers of all series on a grid: call patterns by the places of their objects. */
#ifndef BV_MAP_H
#define BV_MAP_H

#include "report/analysis/summary.h"

enum { BV_MAP_COLUMNS_MAX = 5, BV_MAP_ROWS_MAX = 24, BV_MAP_LABEL_SIZE = 48, BV_MAP_ID_SIZE = 16 };

/* An arm of a series against the first; series NULL: the run has no such cases. */
struct bv_map_cell {
    const struct bv_series *series;
    unsigned arm;
};

/* A family, or as much of it as one grid holds. */
struct bv_map_block {
    char title[BV_MAP_LABEL_SIZE];
    char keys[BV_MAP_LABEL_SIZE]; /* what the rows' labels are values of; empty: it varies */
    char rows[BV_MAP_ROWS_MAX][BV_MAP_LABEL_SIZE];
    char columns[BV_MAP_COLUMNS_MAX][BV_MAP_LABEL_SIZE]; /* ", " parts the lines */
    size_t row_count, column_count;                      /* neither is 0 */
    struct bv_map_cell cells[BV_MAP_ROWS_MAX][BV_MAP_COLUMNS_MAX];
};

/* The blocks that are drawn together. */
struct bv_map_sheet {
    char id[BV_MAP_ID_SIZE];
    const struct bv_map_block *blocks; /* the map's */
    size_t count;
};

struct bv_map {
    struct bv_map_block *blocks; /* by family, in the summary's order */
    size_t count;
    struct bv_map_sheet *sheets;
    size_t sheet_count;
    size_t left_out; /* cells of families that are too large for a map */
};

/* Lay out the map. Places (keys site, alloc, live) and other arms stand along one side of a
 * family's grid, all else along the other; the longer side goes down.
 * out      written only on BV_OK; bv_map_finish it before the summary goes
 * Errors   BV_E_NOMEM */
enum bv_status bv_map_init(const struct bv_summary *summary, struct bv_map *out);

/* The finding that a cell shows. cell.series non-NULL */
const struct bv_finding *bv_map_finding(struct bv_map_cell cell);

/* NULL and a zeroed map are fine. */
void bv_map_finish(struct bv_map *map);

#endif
