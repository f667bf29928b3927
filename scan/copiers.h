/* SPDX-License-Identifier: Apache-2.0 */
/* copiers.h: where memcpy, memmove and Go's own copiers stand in a program. */
#ifndef BV_COPIERS_H
#define BV_COPIERS_H

#include <stdbool.h>
#include <stdint.h>

struct bv_binary;

/* What a function that is called does, if it is one of those that copy. */
enum bv_copier {
    BV_COPIER_NONE,
    BV_COPIER_MEMCPY,  /* memcpy, memmove and their like: length in the third argument */
    BV_COPIER_GO_MOVE, /* runtime.memmove: in Go's third register */
    BV_COPIER_GO_DUFF  /* runtime.duffcopy: the entry says how much */
};

struct bv_copier_at {
    uint64_t address, bytes; /* bytes: of its code, 0: unknown */
    enum bv_copier kind;
    bool is_slot; /* the address is that of the pointer by which it is called */
};

/* Find the copiers of a program by its symbols, by the pointers that its relocations name, and by
 * the stubs that jump through those.
 * binary   with its code; gets them
 * Returns  false when out of memory */
bool bv_copiers_find(struct bv_binary *binary);

/* The copier that stands at an address; NULL where none does. */
const struct bv_copier_at *bv_copiers_at(const struct bv_binary *binary, uint64_t address,
                                         bool is_slot);

#endif
