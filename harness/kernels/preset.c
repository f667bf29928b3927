/* SPDX-License-Identifier: Apache-2.0 */
/* preset.c: the table of presets. */
#include "harness/kernels/preset.h"

#include <math.h>
#include <string.h>

/* quick: the question itself at every size, and of the other axes a few sizes each, so that some 30
 * blocks fit into the budget. standard: every axis, one at a time. selfcheck: byval selfcheck runs
 * it again and again; 32 blocks are what quick gives a case, here in a row, the harshest case.
 *
 * Elsewhere blocks of a case begin a second apart. What a machine does besides, its neighbours
 * above all, changes over seconds: blocks in a row tell of that moment alone, and their interval
 * covers too little (docs/STATISTICS.md). With many cases they are farther apart anyway.
 *
 * 32 blocks before a case may retire: with fewer, a table of some 150 cases cannot show two arms
 * equal (docs/STATISTICS.md). */
static const struct bv_preset presets[] = {
    {
        .name = "quick",
        .summary = "the main question, every other axis at a few sizes; 90 s",
        .cases =
            "^arg/class:int/reads:(none|one|all)/mode:throughput/site:stack/"
            "|^arg/class:int/reads:one/mode:latency/site:stack/size:(16|64|256|1024)$"
            "|^arg/class:int/reads:one/mode:throughput/site:(static|tls|heap)/"
            "size:(16|64|256)$"
            "|^arg/class:(double|vec|packed)/reads:one/mode:throughput/site:stack/"
            "size:(16|64)$"
            "|^(chain/depth:4|indirect|mutate/how:[a-z]+|inline|scan/set:l2)/size:(16|64|256)$"
            "|^ret/size:(16|64|256|1024)$"
            "|^(iface|closure/use:[a-z]+|escape/shape:pair)/size:(16|64)$"
            "|^churn/site:(stack|pool/life:lifo|arena)/calls:1/size:(64|256|1024)$"
            "|^churn/site:heap/alloc:glibc/life:lifo/calls:1/size:(16|64|256|512|1024|4096)$"
            "|^churn/site:heap/alloc:[jmt][a-z]+/life:lifo/calls:1/size:(64|256|512|1024)$"
            "|^churn/site:gc/live:(0|1)/life:lifo/calls:1/size:(64|256|1024)$"
            "|^churn/site:gc/live:16/life:lifo/calls:1/size:(64|1024)$"
            "|^churn/site:gc/live:64/life:lifo/calls:1/size:64$"
            "|^null/kind:[a-z]+/of:(value/size:(16|64|256|1024)|(pointer|churn)/size:(64|1024))$",
        .budget_s = 90,
        .precision = 0.02,
        .blocks_min = 32,
        .blocks_max = 1024,
        .apart_s = 1,
    },
    {
        .name = "standard",
        .summary = "every axis, one at a time, at every size; 10 min",
        .cases =
            "^arg/class:int/reads:(none|one|all)/mode:(throughput|latency)/site:stack/"
            "|^arg/class:int/reads:one/mode:throughput/site:"
            "|^arg/class:[a-z]+/reads:one/mode:throughput/site:stack/"
            "|^(chain|indirect|ret|mutate|scan|inline|iface|closure|escape|deep|threads)/"
            "|^null/kind:[a-z]+/of:(value/|(pointer|churn)/size:(16|64|256|1024)$)"
            "|^churn/site:(stack|alloca|heap_reused|arena|(pool|heap/alloc:[a-z]+)/life:[a-z]+)/"
            "calls:(1|16)/size:(16|64|256|1024|4096)$"
            "|^churn/site:gc(_atomic)?/live:(0|1|16|256)/life:lifo/calls:1/size:(64|256|1024)$"
            "|^mix/",
        .budget_s = 600,
        .precision = 0.02,
        .blocks_min = 32,
        .blocks_max = 1024,
        .apart_s = 1,
    },
    {
        .name = "selfcheck",
        .summary = "what has a known truth, and a few cases whose blocks differ; 8 s",
        .cases = "^planted/"
                 "|^null/kind:[a-z]+/of:((value|churn)/size:(16|64|256|1024|4096)"
                 "|pointer/size:(64|1024))$"
                 "|^arg/class:int/reads:one/mode:throughput/site:stack/size:(32|64|257|1024)$"
                 "|^churn/site:heap/alloc:glibc/life:lifo/calls:1/size:(64|1024)$"
                 "|^(chain/depth:4|mutate/how:update)/size:64$",
        .budget_s = 8,
        .precision = 0.02,
        .blocks_min = 32,
        .blocks_max = 1024,
        .apart_s = 0,
    },
    {
        .name = "full",
        .summary = "every case, until each is decided or has met 1,024 layouts; hours",
        .cases = "",
        .budget_s = INFINITY,
        .precision = 0.01,
        .blocks_min = 32,
        .blocks_max = 1024,
        .apart_s = 1,
    },
};

const struct bv_preset *bv_preset_all(size_t *count)
{
    *count = sizeof presets / sizeof presets[0];
    return presets;
}

const struct bv_preset *bv_preset_find(const char *name)
{
    for (size_t i = 0; i < sizeof presets / sizeof presets[0]; i++)
        if (strcmp(presets[i].name, name) == 0)
            return &presets[i];
    return NULL;
}
