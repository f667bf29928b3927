/* SPDX-License-Identifier: Apache-2.0 */
/* synthetic.h: results with planted effects, for tests of whatever reads results. */
#ifndef BV_SYNTHETIC_H
#define BV_SYNTHETIC_H

#include "lib/base/random.h"
#include "lib/bundle/result.h"

/* A result that grows case by case. Everything in it is a copy. */
struct bv_synthetic {
    struct bv_result result;
    struct bv_random random;
    double empty_ns;
};

/* A case with its truth. */
struct bv_synthetic_case {
    const char *name;
    uint32_t size_bytes;
    const char *arms[4];      /* NULL after the last */
    double ns[4];             /* true net time a call of each arm */
    double spread;            /* sd over blocks of each effect, as a log-ratio */
    enum bv_case_state state; /* failed and unavailable cases get no rows */
    const char *reason;
    uint32_t switches, migrations, faults; /* of every row */
};

/* A result without cases: `blocks` blocks of an invented machine. Same seed, same numbers.
 * Aborts when out of memory, as do all below: this is for tests. */
struct bv_synthetic *bv_synthetic_create(uint64_t seed, uint32_t blocks);
void bv_synthetic_destroy(struct bv_synthetic *synthetic);

/* Add a case and a row for each block and arm; its effects have normal noise, the times of a block
 * share a drift of 5 %. */
void bv_synthetic_add(struct bv_synthetic *synthetic, const struct bv_synthetic_case *planted);

void bv_synthetic_fact(struct bv_facts *facts, const char *name, const char *value);
void bv_synthetic_warn(struct bv_synthetic *synthetic, const char *what, const char *advice);
void bv_synthetic_event(struct bv_synthetic *synthetic, uint32_t block, const char *what);

/* Two A/A nulls and two layout twins, none with a difference. */
void bv_synthetic_nulls(struct bv_synthetic *synthetic, double spread);

/* A result such as a small preset would give: families arg (classes, sites) and ret, nulls, a
 * failed, an unavailable, a missed and a preempted case, warnings, and unknown facts. */
struct bv_synthetic *bv_synthetic_textbook(uint64_t seed, uint32_t blocks);

/* A result of one series of 50 sizes, some of them open: to 20 B the pointer wins, and at 20 B in
 * 18 of 20 layouts only; at 21 B it wins in 16, which makes it likely; above, in 10 of them. */
struct bv_synthetic *bv_synthetic_open(void);

#endif
