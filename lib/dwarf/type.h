/* SPDX-License-Identifier: Apache-2.0 */
/* type.h: types as DWARF describes them: size, alignment, and the fields at the bottom.
 *
 * DWARF of foreign files is foreign words: types may point at themselves, and sizes be absurd.
 * Every walk here ends, after a bounded number of steps, and says so where it gave up. */
#ifndef BV_TYPE_H
#define BV_TYPE_H

#include <stdbool.h>
#include <stdint.h>

#include <elfutils/libdw.h>

/* Behind typedefs and const, volatile, restrict, atomic: the type itself.
 * type     an entry of a type
 * out      may be the same
 * Returns  false where there is none (void), or it leads in a circle
 * Source   DWARF 5, 5.3 and 5.4 */
bool bv_type_strip(const Dwarf_Die *type, Dwarf_Die *out);

/* The type that an entry (a parameter, a variable, a member, a function's result) names, also by
 * what it is an instance of.
 * Returns  false where it names none: void */
bool bv_type_of(Dwarf_Die *entry, Dwarf_Die *out);

/* Whether a type, behind typedefs, is a struct, a class or a union. */
bool bv_type_is_aggregate(const Dwarf_Die *type);

/* Whether a struct ends in an array without a size, which no copy takes along. */
bool bv_type_is_flexible(const Dwarf_Die *type);

/* Its size.
 * out      bytes; 0 on failure
 * Returns  false where DWARF does not say it, or it is 2^62 bytes or more */
bool bv_type_size(const Dwarf_Die *type, uint64_t *out);

/* Its alignment in bytes: what DW_AT_alignment says, else what its fields come to; a packed struct
 * is recognized by its size. 1 where nothing is known. */
uint32_t bv_type_align(const Dwarf_Die *type);

/* Its name as its language's users write it, without "struct". NULL where it has none. The string
 * is DWARF's. A typedef's name counts, and a struct without a name has that of its typedef. */
const char *bv_type_name(const Dwarf_Die *type);

/* Whether C++ passes it by address because copying it runs code: it, a base or a member has a copy
 * constructor, a move constructor or a destructor that somebody wrote, or is virtual.
 * Source   Itanium C++ ABI, 3.1.2.3; DW_AT_calling_convention where the compiler gives it */
bool bv_type_is_nontrivial(const Dwarf_Die *type);

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
