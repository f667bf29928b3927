/* SPDX-License-Identifier: Apache-2.0 */
/* region.h: memory that is taken piece by piece and released at once. */
#ifndef BV_REGION_H
#define BV_REGION_H

#include <stddef.h>

/* Start zeroed: `struct bv_region region = {0};`. May be moved: its pieces stay where they are. */
struct bv_region {
    struct bv_region_chunk *chunks;
    char *next; /* free memory of the newest chunk */
    size_t left;
};

/* Lend a region its first memory, before anything is taken of it.
 * memory   zeroed; stays the caller's, who releases it after bv_region_finish() */
void bv_region_lend(struct bv_region *region, void *memory, size_t bytes);

/* Take zeroed memory, aligned for any type.
 * Returns  memory that lives as long as the region; NULL when out of memory */
void *bv_region_take(struct bv_region *region, size_t bytes);

/* Copy length bytes of text into the region and terminate them.
 * Returns  the copy, which lives as long as the region; NULL when out of memory */
char *bv_region_text(struct bv_region *region, const char *text, size_t length);

/* Release all that was taken, and zero the region; NULL and a zeroed region are fine. */
void bv_region_finish(struct bv_region *region);

#endif
