/* SPDX-License-Identifier: Apache-2.0 */
/* forecast.h: what a budget can decide, before anything is measured. */
#ifndef BV_FORECAST_H
#define BV_FORECAST_H

#include <stdbool.h>

#include "benchmarks/case.h"
#include "lib/bundle/result.h"

struct bv_forecast {
    size_t cases, contests, regimes; /* that will be measured */
    size_t left_out;                 /* cases that will not: the budget is too short for all */
    uint32_t blocks_floor;           /* blocks of a regime below which nothing can be decided */
    uint32_t blocks_max;             /* that were asked for */
    double blocks;                   /* of an ordinary process that the budget has time for */
    double floor_s;                  /* what the floor takes, for all cases, those left out too */
};

/* Estimate it by what visits and processes took on machines that were tried: within a factor of
 * two.
 * result   its cases, budget and most blocks are read
 * regimes  one a case */
struct bv_forecast bv_forecast_of(const struct bv_result *result, const struct bv_regime *regimes);

/* Where the budget is too short for the floor of all cases, leave some out rather than measure all
 * and decide nothing: whole series, those whose visits take longest first, of each but for what is
 * to be kept longest. They become unavailable, with the reason. Checks stay.
 * visits_s   what a visit took, by case, s; NULL: not known yet
 * first      POSIX extended regular expression over case names: what is kept longest
 * Errors     BV_E_NOMEM */
enum bv_status bv_forecast_trim(struct bv_result *result, const struct bv_regime *regimes,
                                const double *visits_s, const char *first, struct bv_error *err);

/* Whether a case is unavailable because it was left out. */
bool bv_forecast_left_out(const struct bv_case_info *info);

/* The forecast in one sentence, without a full stop. */
void bv_forecast_words(const struct bv_forecast *forecast, double budget_s, char *out,
                       size_t bytes);

#endif
