/* SPDX-License-Identifier: Apache-2.0 */
/* passing_types.c: types for tests/unit/test_passing.c, which reads the DWARF of this object. */
#include <stdint.h>

typedef float f32x4 __attribute__((vector_size(16)));

struct empty {
};
struct pair {
    long a, b;
};
struct three {
    long a, b, c;
};
struct two_doubles {
    double a, b;
};
struct four_floats {
    float f[4];
};
struct five_floats {
    float f[5];
};
struct mixed {
    double d;
    int i;
};
struct packed {
    char c;
    long l;
} __attribute__((packed));
struct bits {
    unsigned a : 3, : 0, b : 7;
};
struct x87 {
    long double l;
};
struct with_vector {
    f32x4 v;
};
union either {
    double d;
    long l;
};
struct alignas_16 {
    _Alignas(16) long a;
    long b;
};
struct inner {
    struct pair pair;
    char tail[7];
};
struct big {
    struct inner items[8];
    double last;
};
struct flexible {
    uint32_t count;
    uint16_t rest[];
};
typedef const struct big big_alias;
enum colour { RED, GREEN };
struct with_enum {
    enum colour colour;
    _Bool is_set;
    void *next;
};
struct nested {
    struct pair pairs[2];
    uint16_t grid[2][3];
    union {
        float real;
        uint32_t word;
    };
};

#define SHOW(tag, name)                                                                            \
    void name(tag x, ...);                                                                         \
    void name(tag x, ...)                                                                          \
    {                                                                                              \
        (void)x;                                                                                   \
    }
SHOW(struct empty, empty)
SHOW(struct pair, pair)
SHOW(struct three, three)
SHOW(struct two_doubles, two_doubles)
SHOW(struct four_floats, four_floats)
SHOW(struct five_floats, five_floats)
SHOW(struct mixed, mixed)
SHOW(struct packed, packed)
SHOW(struct bits, bits)
SHOW(struct x87, x87)
SHOW(struct with_vector, with_vector)
SHOW(union either, either)
SHOW(struct alignas_16, alignas_16)
SHOW(struct inner, inner)
SHOW(big_alias, big)
SHOW(struct flexible, flexible)
SHOW(struct with_enum, with_enum)
SHOW(struct nested, nested)

/* Registers run out. */
struct pair crowded(long a, struct pair b, struct pair c, long d, struct pair e, long f);
struct pair crowded(long a, struct pair b, struct pair c, long d, struct pair e, long f)
{
    return (struct pair){a + b.a + c.a + d, e.a + f};
}

struct big returned(struct pair a, struct pair b, struct pair c);
struct big returned(struct pair a, struct pair b, struct pair c)
{
    return (struct big){.last = (double)(a.a + b.a + c.a)};
}
