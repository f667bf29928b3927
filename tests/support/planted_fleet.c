/* SPDX-License-Identifier: Apache-2.0 */
/* planted_fleet.c: see planted_fleet.h. */
#include "tests/support/planted_fleet.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

double bv_fleet_normal(struct bv_random *random)
{
    double u = 1 - bv_random_unit(random), v = bv_random_unit(random);
    return sqrt(-2 * log(u)) * cos(6.283185307179586 * v);
}

void bv_fleet_add(struct bv_planted_fleet *fleet, const char *kind, size_t cases, double level,
                  double noise, struct bv_random *random)
{
    size_t at = fleet->count++;
    if (at == BV_FLEET_MOST)
        abort();
    struct bv_synthetic *run = bv_synthetic_create(at + 1, 1);
    run->empty_ns = 0;
    for (size_t i = 0; i < cases; i++) {
        char name[64];
        snprintf(name, sizeof name, "arg/kind:%zu/size:8", i);
        bv_synthetic_add(run, &(struct bv_synthetic_case){.name = name,
                                                          .size_bytes = 8,
                                                          .arms = {"value", "pointer"},
                                                          .ns = {2, 3},
                                                          .state = BV_CASE_PRECISE});
        struct bv_row *rows = run->result.rows + run->result.row_count - 2;
        for (size_t arm = 0; arm < 2; arm++)
            rows[arm].real_ns = (2 + (double)arm) * exp(level + noise * bv_fleet_normal(random));
        rows[1].log_ratio = log(rows[0].real_ns / rows[1].real_ns);
    }
    bv_synthetic_fact(&run->result.key, "cpu.model", kind);
    snprintf(fleet->names[at], sizeof fleet->names[at], "fleet/n%zu", at);
    fleet->runs[at] = run;
    fleet->members[at] = (struct bv_kind_member){
        fleet->names[at], bv_facts_get(&run->result.key, "cpu.model"), &run->result};
}

void bv_fleet_finish(struct bv_planted_fleet *fleet)
{
    for (size_t i = 0; i < fleet->count; i++)
        bv_synthetic_destroy(fleet->runs[i]);
    *fleet = (struct bv_planted_fleet){0};
}
