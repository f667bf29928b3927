/* SPDX-License-Identifier: Apache-2.0 */
/* iface.h: what family iface passes, a value of a type that its callee does not know, and its
 * callees. */
#ifndef BV_IFACE_H
#define BV_IFACE_H

#include "benchmarks/shape.h"

/* Sizes of the payload. Not beyond 256 B: whoever has larger ones does not put them in a union that
 * is passed by value. */
#define BV_IFACE_SIZES(X) X(8) X(16) X(32) X(64) X(128) X(256)

/* The vtable: what can be done with a payload, wherever it lies. */
struct bv_iface_type {
    size_t bytes;
    uint64_t (*read)(const void *payload);
};

/* boxed, pointer: Go's two words. Whether the data is a box is its maker's affair. */
struct bv_iface_pair {
    const struct bv_iface_type *type;
    const void *data;
};

/* smallbuf: a payload that fits lies in the value itself, as in libstdc++'s std::function. */
struct bv_iface_any {
    const struct bv_iface_type *type;
    union {
        void *box;
        struct bv_int_8 small;
        struct bv_int_16 large;
    } in;
};

#pragma GCC visibility push(hidden)

/* value: a union of which the payload is the largest member; the vtable is its tag. */
#define BV_IFACE_STAMP(N)                                                                          \
    struct bv_iface_union_##N {                                                                    \
        const struct bv_iface_type *type;                                                          \
        union {                                                                                    \
            uint64_t whole;                                                                        \
            double real;                                                                           \
            struct bv_int_##N object;                                                              \
        } as;                                                                                      \
    };                                                                                             \
    extern const struct bv_iface_type bv_iface_type_##N;                                           \
    uint64_t bv_iface_value_##N(struct bv_iface_union_##N x);
BV_IFACE_SIZES(BV_IFACE_STAMP)
#undef BV_IFACE_STAMP

uint64_t bv_iface_smallbuf(struct bv_iface_any x);
uint64_t bv_iface_pair(struct bv_iface_pair x);

#pragma GCC visibility pop

#endif
