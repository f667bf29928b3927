/* SPDX-License-Identifier: Apache-2.0 */
/* shape.h: the structs that are passed, by class and size, and how a callee reads them.
 *
 * Class C of size N is struct bv_C_N. A read is a function over a pointer, for both arms: once
 * inlined into its callee it leaves no pointer behind. */
#ifndef BV_SHAPE_H
#define BV_SHAPE_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum bv_class {
    BV_CLASS_int,
    BV_CLASS_long,
    BV_CLASS_double,
    BV_CLASS_mixed,
    BV_CLASS_vec,
    BV_CLASS_packed,
    BV_CLASS_float,
    BV_CLASS_padded
};

/* Stamp X(class, bytes) for every class that has the size: fit is what sizes.def says of it. */
#define BV_CLASSES_1(X, N) X(int, N)
#define BV_CLASSES_4(X, N) BV_CLASSES_1(X, N) X(packed, N)
#define BV_CLASSES_8(X, N) BV_CLASSES_4(X, N) X(long, N) X(double, N)
#define BV_CLASSES_16(X, N) BV_CLASSES_8(X, N) X(mixed, N) X(vec, N)
/* The same for the classes that have a few sizes only: three and four floats, as points and colours
 * have them, and a pointer with an int, as slices and strings have them. */
#define BV_CLASSES_FEW(X) X(float, 12) X(float, 16) X(padded, 16)

/* What a read of a class yields. */
typedef uint64_t bv_read_int;
typedef uint64_t bv_read_long;
typedef double bv_read_double;
typedef double bv_read_mixed;
typedef float bv_read_vec;
typedef uint64_t bv_read_packed;
typedef float bv_read_float;
typedef uint64_t bv_read_padded;

/* A read as an integer: kernels add these up, so that no chain of floating-point additions hides
 * the call. */
static inline uint64_t bv_bits_int(uint64_t x)
{
    return x;
}

static inline uint64_t bv_bits_long(uint64_t x)
{
    return x;
}

static inline uint64_t bv_bits_double(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline uint64_t bv_bits_mixed(double x)
{
    return bv_bits_double(x);
}

static inline uint64_t bv_bits_vec(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline uint64_t bv_bits_packed(uint64_t x)
{
    return x;
}

static inline uint64_t bv_bits_float(float x)
{
    return bv_bits_vec(x);
}

static inline uint64_t bv_bits_padded(uint64_t x)
{
    return x;
}

/* The GNU vector type needs no flag up to 16 bytes: SSE2 and NEON are in the base of their ABIs. */
typedef float bv_float4 __attribute__((vector_size(16)));

struct bv_pair {
    int64_t i;
    double d;
};

/* Words where they fill the struct, else bytes. */
#define BV_ELEMENT(N) __typeof__(__builtin_choose_expr((N) % 4 == 0, (uint32_t)0, (uint8_t)0))

#define BV_STRUCT_int(N)                                                                           \
    struct bv_int_##N {                                                                            \
        BV_ELEMENT(N) f[(N) / sizeof(BV_ELEMENT(N))];                                              \
    };
/* Differs from int in its alignment, 8, and nothing else that matters: clang 14 copies *p twice on
 * its way into an argument if the struct is aligned to less (docs/KERNELS.md). */
#define BV_STRUCT_long(N)                                                                          \
    struct bv_long_##N {                                                                           \
        uint64_t f[(N) / sizeof(uint64_t)];                                                        \
    };
#define BV_STRUCT_double(N)                                                                        \
    struct bv_double_##N {                                                                         \
        double f[(N) / sizeof(double)];                                                            \
    };
#define BV_STRUCT_mixed(N)                                                                         \
    struct bv_mixed_##N {                                                                          \
        struct bv_pair f[(N) / sizeof(struct bv_pair)];                                            \
    };
#define BV_STRUCT_vec(N)                                                                           \
    struct bv_vec_##N {                                                                            \
        bv_float4 f[(N) / sizeof(bv_float4)];                                                      \
    };
/* Every word is unaligned; the rest keeps the size a round one. */
#define BV_STRUCT_packed(N)                                                                        \
    struct __attribute__((packed)) bv_packed_##N {                                                 \
        uint8_t tag;                                                                               \
        uint32_t f[(N) / 4 - 1];                                                                   \
        uint8_t rest[3];                                                                           \
    };
#define BV_STRUCT_float(N)                                                                         \
    struct bv_float_##N {                                                                          \
        float f[(N) / sizeof(float)];                                                              \
    };
/* Its last four bytes are nobody's. */
#define BV_STRUCT_padded(N)                                                                        \
    struct bv_padded_##N {                                                                         \
        const void *at;                                                                            \
        int32_t count;                                                                             \
    };

#define BV_COUNT(S) (sizeof(S)->f / sizeof(S)->f[0])
#define BV_MIDDLE(S) ((S)->f[BV_COUNT(S) / 2])

/* Byte-wise structs are read in words too: 129 B must not cost four times the additions of 128.
 * Not so the others: through memcpy gcc 12 spills a struct that came in registers. */
#define BV_READS_int(N)                                                                            \
    static inline uint64_t bv_one_int_##N(const struct bv_int_##N *s)                              \
    {                                                                                              \
        return BV_MIDDLE(s);                                                                       \
    }                                                                                              \
    static inline uint64_t bv_all_int_##N(const struct bv_int_##N *s)                              \
    {                                                                                              \
        uint32_t sum = 0;                                                                          \
        size_t i = 0;                                                                              \
        if (sizeof s->f[0] == 1)                                                                   \
            for (; i + sizeof sum <= BV_COUNT(s); i += sizeof sum) {                               \
                uint32_t word;                                                                     \
                memcpy(&word, (const char *)s + i, sizeof word);                                   \
                sum += word;                                                                       \
            }                                                                                      \
        for (; i < BV_COUNT(s); i++)                                                               \
            sum += s->f[i];                                                                        \
        return sum;                                                                                \
    }
#define BV_READS_long(N)                                                                           \
    static inline uint64_t bv_one_long_##N(const struct bv_long_##N *s)                            \
    {                                                                                              \
        return BV_MIDDLE(s);                                                                       \
    }                                                                                              \
    static inline uint64_t bv_all_long_##N(const struct bv_long_##N *s)                            \
    {                                                                                              \
        uint64_t sum = 0;                                                                          \
        for (size_t i = 0; i < BV_COUNT(s); i++)                                                   \
            sum += s->f[i];                                                                        \
        return sum;                                                                                \
    }
#define BV_READS_double(N)                                                                         \
    static inline double bv_one_double_##N(const struct bv_double_##N *s)                          \
    {                                                                                              \
        return BV_MIDDLE(s);                                                                       \
    }                                                                                              \
    static inline double bv_all_double_##N(const struct bv_double_##N *s)                          \
    {                                                                                              \
        double sum = s->f[0];                                                                      \
        for (size_t i = 1; i < BV_COUNT(s); i++)                                                   \
            sum += s->f[i];                                                                        \
        return sum;                                                                                \
    }
#define BV_READS_mixed(N)                                                                          \
    static inline double bv_one_mixed_##N(const struct bv_mixed_##N *s)                            \
    {                                                                                              \
        return BV_MIDDLE(s).d;                                                                     \
    }                                                                                              \
    static inline double bv_all_mixed_##N(const struct bv_mixed_##N *s)                            \
    {                                                                                              \
        int64_t whole = s->f[0].i;                                                                 \
        double sum = s->f[0].d;                                                                    \
        for (size_t i = 1; i < BV_COUNT(s); i++) {                                                 \
            whole += s->f[i].i;                                                                    \
            sum += s->f[i].d;                                                                      \
        }                                                                                          \
        return sum + (double)whole;                                                                \
    }
#define BV_READS_vec(N)                                                                            \
    static inline float bv_one_vec_##N(const struct bv_vec_##N *s)                                 \
    {                                                                                              \
        return BV_MIDDLE(s)[0];                                                                    \
    }                                                                                              \
    static inline float bv_all_vec_##N(const struct bv_vec_##N *s)                                 \
    {                                                                                              \
        bv_float4 sum = s->f[0];                                                                   \
        for (size_t i = 1; i < BV_COUNT(s); i++)                                                   \
            sum += s->f[i];                                                                        \
        return sum[0] + sum[1] + sum[2] + sum[3];                                                  \
    }
#define BV_READS_packed(N)                                                                         \
    static inline uint64_t bv_one_packed_##N(const struct bv_packed_##N *s)                        \
    {                                                                                              \
        return BV_MIDDLE(s);                                                                       \
    }                                                                                              \
    static inline uint64_t bv_all_packed_##N(const struct bv_packed_##N *s)                        \
    {                                                                                              \
        uint32_t sum = s->tag;                                                                     \
        for (size_t i = 0; i < BV_COUNT(s); i++)                                                   \
            sum += s->f[i];                                                                        \
        return sum + s->rest[0] + s->rest[1] + s->rest[2];                                         \
    }
#define BV_READS_float(N)                                                                          \
    static inline float bv_one_float_##N(const struct bv_float_##N *s)                             \
    {                                                                                              \
        return BV_MIDDLE(s);                                                                       \
    }                                                                                              \
    static inline float bv_all_float_##N(const struct bv_float_##N *s)                             \
    {                                                                                              \
        float sum = s->f[0];                                                                       \
        for (size_t i = 1; i < BV_COUNT(s); i++)                                                   \
            sum += s->f[i];                                                                        \
        return sum;                                                                                \
    }
#define BV_READS_padded(N)                                                                         \
    static inline uint64_t bv_one_padded_##N(const struct bv_padded_##N *s)                        \
    {                                                                                              \
        return (uint32_t)s->count;                                                                 \
    }                                                                                              \
    static inline uint64_t bv_all_padded_##N(const struct bv_padded_##N *s)                        \
    {                                                                                              \
        return (uintptr_t)s->at + (uint32_t)s->count;                                              \
    }

#define BV_NONE(C, N)                                                                              \
    static inline bv_read_##C bv_none_##C##_##N(const struct bv_##C##_##N *s)                      \
    {                                                                                              \
        (void)s;                                                                                   \
        return 1;                                                                                  \
    }

/* clang-format off */
#define BV_SHAPE(C, N)                                                                             \
    BV_STRUCT_##C(N)                                                                               \
    BV_READS_##C(N)                                                                                \
    BV_NONE(C, N)                                                                                  \
    static_assert(sizeof(struct bv_##C##_##N) == (N), "a padded struct is not the size it says");
/* clang-format on */

#define BV_SIZE(N, FIT)                                                                            \
    static_assert((N) % (FIT) == 0, "sizes.def: fit does not divide the size");                    \
    BV_CLASSES_##FIT(BV_SHAPE, N)
#include "benchmarks/sizes.def"
BV_CLASSES_FEW(BV_SHAPE)

#endif
