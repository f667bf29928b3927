/* SPDX-License-Identifier: Apache-2.0 */
/* turns.h: how often a loop goes round that counts up or down until a comparison ends it. */
#ifndef BV_TURNS_H
#define BV_TURNS_H

#include <stdbool.h>
#include <stdint.h>

#include "scan/step.h"

enum { BV_TURNS_MOST = 1 << 20 };

/* A constant as so many bytes of it are. */
int64_t bv_turns_cut(int64_t value, uint32_t bytes, bool is_signed);

/* Turns of a loop of which the first compares 0 with `distance`, the second `step` with it ..., and
 * that goes on while the condition holds.
 * bytes    that are compared
 * Returns  0: unknown, more than BV_TURNS_MOST, or it never ends */
int64_t bv_turns_until(enum bv_step_condition condition, int64_t distance, int64_t step,
                       uint32_t bytes);

#endif
