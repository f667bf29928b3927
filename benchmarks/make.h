/* SPDX-License-Identifier: Apache-2.0 */
/* make.h: how a kernel makes a struct right before it passes it: its fields one
 * by one, or 16 bytes at a time. Of classes long and double, whose fields have
 * 8 bytes.
 *
 * All fields get one number, laundered between any two stores: a compiler
 * cannot tell that they are equal, and so cannot put two of them into one
 * store. */
#ifndef BV_MAKE_H
#define BV_MAKE_H

#include "benchmarks/shape.h"
#include "benchmarks/sink.h"

/* Stamp X(class, bytes) for every struct that is made so. By vectors only what 16 B fill and no
 * register takes: gcc 12 takes a vector apart through the stack. */
#define BV_MADE_SIZES(X, C) X(C, 32) X(C, 48) X(C, 64) X(C, 96) X(C, 128)
#define BV_MADE_VECTOR(X) BV_MADE_SIZES(X, long) BV_MADE_SIZES(X, double)
#define BV_MADE_FIELDS_SIZES(X, C) X(C, 16) X(C, 24) BV_MADE_SIZES(X, C)
#define BV_MADE_FIELDS(X) BV_MADE_FIELDS_SIZES(X, long) BV_MADE_FIELDS_SIZES(X, double)

typedef uint64_t bv_field_long;
typedef double bv_field_double;
typedef uint64_t bv_two_long __attribute__((vector_size(16)));
typedef double bv_two_double __attribute__((vector_size(16)));

static inline uint64_t bv_field_of_long(uint64_t seed)
{
    return seed;
}

/* Of 32 bits: more take a branch on the way to a double. */
static inline double bv_field_of_double(uint64_t seed)
{
    return (double)(int32_t)seed;
}

#define BV_LAUNDER_long(x) BV_LAUNDER(x)
#define BV_LAUNDER_double(x) BV_LAUNDER_REAL(x)

#define BV_STORE_FIELD(C, I)                                                                       \
    if ((I) < BV_COUNT(s)) {                                                                       \
        s->f[I] = field;                                                                           \
        BV_LAUNDER_##C(field);                                                                     \
    }
#define BV_STORE_TWO(I)                                                                            \
    if (2 * (I) + 1 < BV_COUNT(s)) {                                                               \
        memcpy(&s->f[2 * (I)], &two, sizeof two);                                                  \
        BV_LAUNDER_REAL(two);                                                                      \
    }
#define BV_MAKE_FIELDS(C, N)                                                                       \
    static inline void bv_make_fields_##C##_##N(struct bv_##C##_##N *s, uint64_t seed)             \
    {                                                                                              \
        bv_field_##C field = bv_field_of_##C(seed);                                                \
        BV_STORE_FIELD(C, 0)                                                                       \
        BV_STORE_FIELD(C, 1)                                                                       \
        BV_STORE_FIELD(C, 2)                                                                       \
        BV_STORE_FIELD(C, 3)                                                                       \
        BV_STORE_FIELD(C, 4)                                                                       \
        BV_STORE_FIELD(C, 5)                                                                       \
        BV_STORE_FIELD(C, 6)                                                                       \
        BV_STORE_FIELD(C, 7)                                                                       \
        BV_STORE_FIELD(C, 8)                                                                       \
        BV_STORE_FIELD(C, 9)                                                                       \
        BV_STORE_FIELD(C, 10)                                                                      \
        BV_STORE_FIELD(C, 11)                                                                      \
        BV_STORE_FIELD(C, 12)                                                                      \
        BV_STORE_FIELD(C, 13)                                                                      \
        BV_STORE_FIELD(C, 14)                                                                      \
        BV_STORE_FIELD(C, 15)                                                                      \
        static_assert(sizeof *s <= 16 * sizeof field, "a field is left out");                      \
    }
#define BV_MAKE_VECTOR(C, N)                                                                       \
    static inline void bv_make_vector_##C##_##N(struct bv_##C##_##N *s, uint64_t seed)             \
    {                                                                                              \
        bv_field_##C field = bv_field_of_##C(seed);                                                \
        bv_two_##C two = {field, field};                                                           \
        BV_LAUNDER_REAL(two);                                                                      \
        BV_STORE_TWO(0)                                                                            \
        BV_STORE_TWO(1)                                                                            \
        BV_STORE_TWO(2)                                                                            \
        BV_STORE_TWO(3)                                                                            \
        BV_STORE_TWO(4)                                                                            \
        BV_STORE_TWO(5)                                                                            \
        BV_STORE_TWO(6)                                                                            \
        BV_STORE_TWO(7)                                                                            \
    }
BV_MADE_FIELDS(BV_MAKE_FIELDS)
BV_MADE_VECTOR(BV_MAKE_VECTOR)

#endif
