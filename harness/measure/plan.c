/* SPDX-License-Identifier: Apache-2.0 */
/* plan.c: streams of one generator, one a purpose. */
#include "harness/measure/plan.h"

enum { STREAM_DRAW = 1, STREAM_LAYOUT, STREAM_ORDER, STREAM_VISIT, STREAM_OBJECTS };

static struct bv_random stream(uint64_t seed, uint64_t purpose, uint32_t block, uint32_t item)
{
    return bv_random_seed(seed, purpose << 60 | (uint64_t)item << 30 | block);
}

struct bv_draw bv_plan_draw(uint64_t seed, uint32_t block, uint32_t ordinal)
{
    struct bv_random of_layout = stream(seed, STREAM_LAYOUT, ordinal, 0);
    struct bv_random random = stream(seed, STREAM_DRAW, block, 0);
    return (struct bv_draw){
        .layout = 1 + (uint32_t)bv_random_below(&of_layout, INT32_MAX),
        .env_bytes = (uint32_t)bv_random_below(&random, 4096),
        .stack_bytes = 16 * (uint32_t)bv_random_below(&random, 256),
    };
}

void bv_plan_order(uint64_t seed, uint32_t block, uint32_t *order, uint32_t count)
{
    struct bv_random random = stream(seed, STREAM_ORDER, block, 0);
    for (uint32_t i = 0; i < count; i++)
        order[i] = i;
    bv_random_shuffle(&random, order, count);
}

struct bv_random bv_plan_visit(uint64_t seed, uint32_t block, uint32_t case_index)
{
    return stream(seed, STREAM_VISIT, block, case_index);
}

uint64_t bv_plan_objects(uint64_t seed, uint32_t block)
{
    struct bv_random random = stream(seed, STREAM_OBJECTS, block, 0);
    return bv_random_next(&random);
}

void bv_plan_round(struct bv_random *random, uint32_t round, uint32_t arms, uint32_t *order)
{
    if (round % arms == 0) {
        for (uint32_t i = 0; i < arms; i++)
            order[i] = i;
        bv_random_shuffle(random, order, arms);
        return;
    }
    uint32_t first = order[0];
    for (uint32_t i = 1; i < arms; i++)
        order[i - 1] = order[i];
    order[arms - 1] = first;
}
