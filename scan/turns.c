/* SPDX-License-Identifier: Apache-2.0 */
/* turns.c: see turns.h. */
#include "scan/turns.h"

#include <stdbool.h>
#include <stdlib.h>

int64_t bv_turns_cut(int64_t value, uint32_t bytes, bool is_signed)
{
    if (bytes >= 8)
        return value;
    uint64_t mask = (UINT64_C(1) << 8 * bytes) - 1, bits = (uint64_t)value & mask;
    bool is_below = is_signed && (bits >> (8 * bytes - 1)) != 0;
    return (int64_t)(is_below ? bits | ~mask : bits);
}

int64_t bv_turns_until(enum bv_step_condition condition, int64_t distance, int64_t step,
                       uint32_t bytes)
{
    bool rises = condition == BV_STEP_LESS || condition == BV_STEP_LESS_EQUAL ||
                 condition == BV_STEP_BELOW || condition == BV_STEP_BELOW_EQUAL;
    bool is_strict = condition == BV_STEP_LESS || condition == BV_STEP_GREATER ||
                     condition == BV_STEP_BELOW || condition == BV_STEP_ABOVE;
    if (step == 0 || step == INT64_MIN || distance == INT64_MIN)
        return 0;
    if (condition == BV_STEP_UNEQUAL) { /* however often the number goes round */
        uint64_t by = (uint64_t)llabs(step);
        uint64_t way = (uint64_t)bv_turns_cut(step > 0 ? distance : -distance, bytes, false);
        return way % by == 0 && way / by < BV_TURNS_MOST ? (int64_t)(way / by) + 1 : 0;
    }
    if (condition == BV_STEP_WHATEVER || condition == BV_STEP_EQUAL)
        return 0;
    int64_t way = rises ? distance : -distance, by = rises ? step : -step;
    if (way < (is_strict ? 1 : 0)) /* it does not hold the first time */
        return 1;
    if (by < 0)
        return 0;
    int64_t more = is_strict ? (way - 1) / by : way / by;
    return more < BV_TURNS_MOST - 1 ? more + 2 : 0;
}
