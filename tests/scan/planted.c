/* SPDX-License-Identifier: Apache-2.0 */
/* planted.c: twenty copies of known size and place: each line that copies says so, in bytes. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define APART __attribute__((noinline, noipa_))
#ifdef __clang__
#define noipa_ noinline
#else
#define noipa_ noipa
#endif

#define OF(n)                                                                                      \
    struct s##n {                                                                                  \
        uint64_t words[(n) / 8];                                                                   \
    }
OF(24);
OF(40);
OF(48);
OF(56);
OF(64);
OF(72);
OF(80);
OF(88);
OF(96);
OF(104);
OF(120);
OF(168);
OF(200);
OF(264);
OF(344);
OF(408);
OF(512);
OF(1000);
OF(2048);
OF(4096);

struct holder {
    uint64_t id;
    struct s88 inner;
    struct s168 *outer;
};

uint64_t sum;

/* By value, into functions that are called from one place or several. */
APART void take24(struct s24 s)
{
    sum += s.words[2];
}
APART void take40(uint64_t a, struct s40 s)
{
    sum += a + s.words[4];
}
APART void take72(struct s72 s)
{
    sum += s.words[8];
}
APART void take344(struct s344 s)
{
    sum += s.words[42];
}
APART void take2048(struct s2048 s)
{
    sum += s.words[255];
}
APART void look(const void *p)
{
    sum += *(const uint64_t *)p;
}

/* Out of functions. */
APART struct s56 give56(const struct s56 *from)
{
    return *from; /* copies 56 */
}
APART struct s408 give408(const struct s408 *from)
{
    return *from; /* copies 408 */
}

/* By hand. */
APART void assign48(struct s48 *to, const struct s48 *from)
{
    *to = *from; /* copies 48 */
}
APART void assign64(struct s64 *to, const struct s64 *from)
{
    *to = *from; /* copies 64 */
}
APART void assign512(struct s512 *to, const struct s512 *from)
{
    *to = *from; /* copies 512 */
}
APART void assign4096(struct s4096 *to, const struct s4096 *from)
{
    *to = *from; /* copies 4096 */
}
APART void copy80(void *to, const void *from)
{
    memcpy(to, from, 80); /* copies 80 */
}
APART void move1000(void *to, const void *from)
{
    memmove(to, from, 1000); /* copies 1000 */
}
APART void member(struct holder *to, const struct s88 *from)
{
    to->inner = *from; /* copies 88 */
}
APART void outer(struct holder *to, const struct s168 *from)
{
    *to->outer = *from; /* copies 168 */
}

static inline void inlined(struct s200 *to, const struct s200 *from)
{
    *to = *from; /* copies 200 */
}

APART void inlines(struct s200 *to, const struct s200 *from)
{
    sum++;
    inlined(to, from);
}

APART void loops(struct s104 *to, const struct s104 *from, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        to[i] = from[i]; /* copies 104 */
        look(&to[i]);
    }
}

/* As Go 1.26 copies: a loop with a constant count. */
APART void turns(void *to, const void *from)
{
#if defined __x86_64__
#define TURNS                                                                                      \
    "mov $5, %%ecx\n1: movups (%1), %%xmm0\n movups %%xmm0, (%0)\n movups 16(%1), %%xmm1\n"        \
    "movups %%xmm1, 16(%0)\n movups 32(%1), %%xmm0\n movups %%xmm0, 32(%0)\n"                      \
    "movups 48(%1), %%xmm1\n movups %%xmm1, 48(%0)\n add $64, %1\n add $64, %0\n dec %%ecx\n jne " \
    "1b"
#define SCRATCH "ecx", "xmm0", "xmm1"
#else
#define SCRATCH "x9", "v0", "v1"
#define TURNS                                                                                      \
    "add x9, %1, #320\n1: ldp q0, q1, [%1], #32\n stp q0, q1, [%0], #32\n cmp %1, x9\n b.ne 1b"
#endif
    __asm__ volatile(TURNS : "+r"(to), "+r"(from) : : "memory", "cc", SCRATCH); /* copies 320 */
}

APART void local120(const struct s120 *from)
{
    struct s120 own = *from; /* copies 120 */
    look(&own);
}

APART void local264(const struct s264 *from)
{
    struct s264 own = *from; /* copies 264 */
    look(&own);
}

/* None of these copies a block: an array as long as data says, a struct that is made of numbers, of
 * zeros, two words, or is looked at. */
APART void array(uint64_t *to, const uint64_t *from, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] = from[i];
}
APART void made(struct s96 *to, uint64_t a)
{
    *to = (struct s96){{a, a + 1, a + 2}};
}
APART void zeroed(struct s96 *to)
{
    memset(to, 0, sizeof *to);
}
APART void two(uint64_t *to, const uint64_t *from)
{
    memcpy(to, from, 16);
}
APART uint64_t adds(const struct s96 *s)
{
    return s->words[0] + s->words[3] + s->words[11];
}

static char from[8192], to[8192];
#define FROM(n) ((struct s##n *)from)
#define TO(n) ((struct s##n *)to)

/* How often each is called. */
static void work(size_t times)
{
    for (size_t i = 0; i < times; i++) {
        take24(*FROM(24));    /* copies 24 */
        take40(i, *FROM(40)); /* copies 40 */
        take72(*FROM(72));    /* copies 72 */
        take344(*FROM(344));  /* copies 344 */
        if (i % 8 == 0)
            take2048(*FROM(2048)); /* copies 2048 */
        assign48(TO(48), FROM(48));
        copy80(to, from);
        loops(TO(104), FROM(104), 8);
        inlines(TO(200), FROM(200));
    }
}

int main(int argc, char **argv)
{
    static struct holder holder;
    holder.outer = TO(168);
    size_t times = argc > 1 ? strtoul(argv[1], NULL, 10) : 1;
    work(times);
    struct s56 own56 = give56(FROM(56));
    struct s408 own408 = give408(FROM(408));
    look(&own56);
    look(&own408);
    assign64(TO(64), FROM(64));
    assign512(TO(512), FROM(512));
    assign4096(TO(4096), FROM(4096));
    move1000(to, from);
    member(&holder, FROM(88));
    outer(&holder, FROM(168));
    local120(FROM(120));
    local264(FROM(264));
    turns(to, from);
    array((uint64_t *)to, (uint64_t *)from, times);
    made(TO(96), times);
    zeroed(TO(96));
    two((uint64_t *)to, (uint64_t *)from);
    look(&holder);
    return (int)(sum + adds(TO(96))) & 1;
}
