/* SPDX-License-Identifier: Apache-2.0 */
/* independence.c: see independence.h. */
#include "report/analysis/independence.h"

#include <stdlib.h>
#include <string.h>

enum { PERMUTATIONS = 199 };

/* The first block of the same kind of process as a block: it stands for all of that kind. */
static uint32_t kind_of(const struct bv_result *result, uint32_t block)
{
    const struct bv_block_info *own = NULL;
    for (size_t i = 0; i < result->block_count && !own; i++)
        if (result->blocks[i].block == block)
            own = &result->blocks[i];
    for (size_t i = 0; i < result->block_count && own; i++)
        if (strcmp(result->blocks[i].regime, own->regime) == 0)
            return result->blocks[i].block;
    return 0;
}

bool bv_independence_fails(const struct bv_serial_correlation *correlation)
{
    return correlation->p <= 0.01;
}

enum bv_status bv_independence_find(const struct bv_summary *summary,
                                    struct bv_serial_correlation *out)
{
    size_t count = 0, most = summary->case_count * BV_CONTEST_MAX + 1;
    struct bv_sequence *sequences = malloc(most * sizeof sequences[0]);
    if (!sequences)
        return BV_E_NOMEM;
    for (size_t i = 0; i < summary->case_count; i++) {
        const struct bv_case_summary *row = &summary->cases[i];
        for (unsigned k = 0; k < BV_CONTEST_MAX && !row->is_null && !row->is_planted; k++) {
            const struct bv_contest *contest = &row->contests[k];
            if (contest->sample.count > 0)
                sequences[count++] = (struct bv_sequence){
                    contest->sample.values, contest->blocks, contest->sample.count,
                    kind_of(summary->result, contest->blocks[0])};
        }
    }
    enum bv_status status =
        bv_serial_correlation_find(sequences, count, PERMUTATIONS, summary->result->seed, out);
    free(sequences);
    return status;
}
