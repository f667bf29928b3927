/* SPDX-License-Identifier: Apache-2.0 */
/* own_type.h: what the compiler made of a user's type. */
#ifndef BV_OWN_TYPE_H
#define BV_OWN_TYPE_H

#include <stdint.h>

#include "harness/kernels/own/own_compiler.h"
#include "lib/base/text.h"
#include "lib/dwarf/leaf.h"
#include "lib/dwarf/passing.h"

enum { BV_OWN_BYTES_MAX = 1 << 20, BV_OWN_SCALARS_MAX = 6 };

/* A scalar of the type, or a row of equal ones. */
struct bv_own_field {
    char *path;  /* of the first: "dir.x", "v[0]"; "" of a scalar */
    char *array; /* of several: "v", whose elements they are; NULL: it is one */
    uint64_t offset_bytes, size_bytes, count;
    enum bv_leaf_kind kind;
    char fill;        /* as in struct bv_own_leaf */
    bool is_overlaid; /* another one stands at its place, or may */
    bool is_nameless; /* its path may name another one, or nothing that can be written: a const */
    bool is_bits;
};

/* What is known of a type; the words of an answer follow from it. */
struct bv_own_type {
    char name[160]; /* as people know it: "ray"; of a type without a name, its text */
    uint64_t size_bytes;
    uint32_t align_bytes;
    enum bv_passing passing;  /* by value, as an argument */
    enum bv_passing returned; /* as a result */
    bool is_nontrivial;       /* C++: more than its bytes are copied */
    bool is_plain;            /* it can be made anew, field by field */
    bool copies, moves;
    bool has_default; /* C++: it can be made without anything */
    bool is_blank;    /* made without anything, it has no contents: nothing is stored */
    bool has_pointers;
    struct bv_own_field *fields;
    size_t field_count;
    uint64_t scalar_count;
};

/* Where the type gets its name bv_own: the beginning of every file that knows it. */
void bv_own_type_preamble(const struct bv_own_config *config, struct bv_text *out);

/* Compile the type, and read what came of it.
 * out      bv_own_type_finish it
 * Errors   BV_E_INPUT (it does not compile: err has the compiler's words), BV_E_REFUSED (no object
 *          of it can be passed by value: err says why), else as bv_own_compile */
enum bv_status bv_own_type_find(const struct bv_own_config *config,
                                const struct bv_own_compiler *compiler, struct bv_own_type *out,
                                struct bv_error *err);

void bv_own_type_finish(struct bv_own_type *type);

/* Write a file of the folder. Errors: BV_E_IO, BV_E_NOMEM (the text failed); it is then empty */
enum bv_status bv_own_write(const struct bv_own_config *config, const char *name,
                            struct bv_text *text, struct bv_error *err);

#endif
