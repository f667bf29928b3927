/* SPDX-License-Identifier: Apache-2.0 */
/* preset.h: how much to measure: quick, standard, full. */
#ifndef BV_PRESET_H
#define BV_PRESET_H

#include <stddef.h>
#include <stdint.h>

#include "benchmarks/case.h"

struct bv_preset {
    const char *name;
    enum bv_preset_id id; /* BV_PRESET_CHOICES: all cases */
    const char *summary;
    double budget_s;  /* INFINITY: until precise */
    double precision; /* width of the 95 % interval at which a case is done: 0.02 for 2 % */
    uint32_t blocks_min, blocks_max;
    double spacing_s; /* between the beginnings of a case's blocks, at least */
};

/* The preset of a name, NULL if there is none. */
const struct bv_preset *bv_preset_find(const char *name);

/* Which cases it measures: a POSIX extended regular expression over case names, put together from
 * what the families say of themselves. To be freed. NULL: out of memory. */
char *bv_preset_cases(const struct bv_preset *preset, const struct bv_catalogue *catalogue);

/* All of them, in order of their length. */
const struct bv_preset *bv_preset_all(size_t *count);

#endif
