/* SPDX-License-Identifier: Apache-2.0 */
/* leaf.h: the fields at the bottom of a type. */
#ifndef BV_LEAF_H
#define BV_LEAF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <elfutils/libdw.h>

/* Whether a struct ends in an array without a size, which no copy takes along. */
bool bv_type_is_flexible(const Dwarf_Die *type);

enum bv_leaf_kind {
    BV_LEAF_INTEGER, /* also enum, bool, char */
    BV_LEAF_POINTER, /* also references */
    BV_LEAF_FLOAT,   /* of 2, 4 or 8 bytes; of 16: AArch64's long double */
    BV_LEAF_X87,     /* x86's long double */
    BV_LEAF_VECTOR,
    BV_LEAF_OTHER
};

/* A field that has no fields. Of an array, each element is one. */
struct bv_leaf {
    const char *name; /* of the innermost member that has a name; NULL: none */
    const char *path; /* as C writes it: "dir.x", "v[2][1].y"; "" of a scalar; those of a base and
                         of a member without a name stand as their own. Valid during the call */
    enum bv_leaf_kind kind;
    uint64_t offset_bytes, size_bytes; /* of a bit field: the bytes that it touches */
    bool is_bits;                      /* it is a bit field */
    bool is_inherited, is_in_union;    /* a member of a base; of a union */
    bool is_const;                     /* it, or what it is in */
    uint32_t align_bytes;              /* that its type asks for */
    Dwarf_Die type;                    /* stripped */
};

/* Returns  false: it has seen enough */
typedef bool bv_leaf_fn(const struct bv_leaf *leaf, void *user);

/* Call a function for each leaf, in the order of the fields; those of a union one after the other.
 * Returns  whether all were seen: false where the function had enough, a type leads in a circle,
 * has more than 100,000 leaves, or a field of unknown place or size */
bool bv_type_leaves(const Dwarf_Die *type, bv_leaf_fn *leaf, void *user);

#endif
