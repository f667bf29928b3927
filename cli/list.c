/* SPDX-License-Identifier: Apache-2.0 */
/* list.c: byval list. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "cli/option.h"
#include "harness/kernels/layout.h"
#include "harness/kernels/preset.h"
#include "harness/kernels/select.h"
#include "lib/base/memory.h"

static enum bv_status list(const struct bv_preset *preset, const char *filter, bool arms,
                           struct bv_error *err)
{
    char kernels[PATH_MAX];
    struct bv_layout layout = {0};
    struct bv_result selected = {0};
    enum bv_status status = bv_kernels_find(NULL, kernels, err);
    if (status == BV_OK)
        status = bv_layout_describe(kernels, &layout, err);
    char *cases = status == BV_OK ? bv_preset_cases(preset, layout.catalogue) : NULL;
    if (status == BV_OK)
        status = cases == NULL
                     ? bv_no_memory(err)
                     : bv_select_cases(layout.catalogue, cases, filter, UINT64_MAX, &selected, err);
    for (size_t i = 0; i < selected.case_count; i++) {
        const struct bv_case_info *info = &selected.cases[i];
        if (!arms)
            puts(info->name);
        for (uint32_t arm = 0; arms && arm < info->arm_count; arm++)
            printf("%s/pass:%s\n", info->name, info->arms[arm]);
    }
    free(cases);
    bv_result_finish(&selected);
    bv_layout_close(&layout);
    return status;
}

enum bv_exit bv_command_list(int argc, char **argv)
{
    const char *preset_name = "full", *filter = NULL;
    bool arms = false;
    const struct bv_option options[] = {
        {"preset", "NAME", "only the cases of quick, standard or full (full)", bv_option_text,
         &preset_name},
        {"profile", "NAME", NULL, bv_option_text, &preset_name},
        {"filter", "RE", "only cases whose names match", bv_option_text, &filter},
        {"arms", NULL, "print the rows: every arm of every case", NULL, &arms},
    };
    const struct bv_usage usage = {
        .name = "list",
        .arguments = "",
        .summary = "Print the names of the cases, a line each.",
        .details = "examples:\n"
                   "  byval list --filter '^arg/.*/size:64$'\n"
                   "  byval list --preset quick | wc -l\n",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
    };
    int first;
    enum bv_parsed parsed = bv_options_parse(&usage, argc, argv, &first);
    if (parsed != BV_PARSED_OK)
        return parsed == BV_PARSED_HELP ? BV_EXIT_DONE : BV_EXIT_USAGE;
    const struct bv_preset *preset = bv_preset_find(preset_name);
    if (preset == NULL) {
        fprintf(stderr, "byval list: there is no preset '%s'; see byval list --help\n",
                preset_name);
        return BV_EXIT_USAGE;
    }
    struct bv_error err;
    if (list(preset, filter, arms, &err) != BV_OK)
        return bv_command_failed("list", &err);
    return BV_EXIT_DONE;
}
