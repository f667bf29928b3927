/* SPDX-License-Identifier: Apache-2.0 */
/* preset.c: the table of presets. */
#include "harness/kernels/preset.h"

#include <math.h>
#include <string.h>

#include "lib/base/text.h"

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
        .id = BV_PRESET_QUICK,
        .summary = "the main question, every other axis at a few sizes; 90 s",
        .budget_s = 90,
        .precision = 0.02,
        .blocks_min = 32,
        .blocks_max = 1024,
        .spacing_s = 1,
    },
    {
        .name = "standard",
        .id = BV_PRESET_STANDARD,
        .summary = "every axis, one at a time, at every size; 10 min",
        .budget_s = 600,
        .precision = 0.02,
        .blocks_min = 32,
        .blocks_max = 1024,
        .spacing_s = 1,
    },
    {
        .name = "selfcheck",
        .id = BV_PRESET_SELFCHECK,
        .summary = "what has a known truth, and a few cases whose blocks differ; 8 s",
        .budget_s = 8,
        .precision = 0.02,
        .blocks_min = 32,
        .blocks_max = 1024,
        .spacing_s = 0,
    },
    {
        .name = "full",
        .id = BV_PRESET_CHOICES,
        .summary = "every case, until each is decided or has met 1,024 layouts; hours",
        .budget_s = INFINITY,
        .precision = 0.01,
        .blocks_min = 32,
        .blocks_max = 1024,
        .spacing_s = 1,
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

char *bv_preset_cases(const struct bv_preset *preset, const struct bv_catalogue *catalogue)
{
    struct bv_text cases = {0};
    if (preset->id == BV_PRESET_CHOICES)
        return strdup("");
    for (size_t i = 0; i < catalogue->family_count; i++) {
        const struct bv_family *family = catalogue->families[i];
        if (family->presets[preset->id] != NULL)
            bv_text_format(&cases, "%s^%s/(%s)", cases.length > 0 ? "|" : "", family->name,
                           family->presets[preset->id]);
    }
    if (cases.length == 0)
        bv_text_put(&cases, "^$"); /* no family: no name is empty */
    if (!cases.failed)
        return cases.data;
    bv_text_finish(&cases);
    return NULL;
}
