/* SPDX-License-Identifier: Apache-2.0 */
/* select.c: regular expressions over case names. */
#include "harness/kernels/select.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/memory.h"

uint64_t bv_select_case_stack(const struct bv_case *row)
{
    return (uint64_t)row->stack_bytes + BV_STACK_SPARE_BYTES;
}

size_t bv_select_stack_need(const struct bv_catalogue *catalogue)
{
    uint64_t most = 0;
    for (size_t f = 0; f < catalogue->family_count; f++)
        for (size_t c = 0; c < catalogue->families[f]->case_count; c++) {
            uint64_t need = bv_select_case_stack(&catalogue->families[f]->cases[c]);
            most = need > most ? need : most;
        }
    return most;
}

static enum bv_status add_case(const struct bv_case *row, uint64_t stack_bytes,
                               struct bv_result *out)
{
    struct bv_case_info info = {
        .name = row->name, .arm_count = row->arm_count, .size_bytes = row->size_bytes};
    for (uint32_t i = 0; i < row->arm_count; i++)
        info.arms[i] = row->arms[i].name;
    if (bv_select_case_stack(row) > stack_bytes) {
        char reason[200];
        snprintf(reason, sizeof reason,
                 "needs %llu KiB of stack, the limit is %llu KiB; raise it with ulimit -s",
                 (unsigned long long)(bv_select_case_stack(row) + 1023) / 1024,
                 (unsigned long long)stack_bytes / 1024);
        info.state = BV_CASE_UNAVAILABLE;
        info.reason = bv_result_keep(out, reason);
    }
    return bv_result_add_case(out, &info);
}

static enum bv_status add_matching(const struct bv_catalogue *catalogue, const regex_t *preset,
                                   const regex_t *filter, uint64_t stack_bytes,
                                   struct bv_result *out, struct bv_error *err)
{
    for (size_t f = 0; f < catalogue->family_count; f++) {
        for (size_t c = 0; c < catalogue->families[f]->case_count; c++) {
            const struct bv_case *row = &catalogue->families[f]->cases[c];
            if (regexec(preset, row->name, 0, NULL, 0) != 0 ||
                (filter != NULL && regexec(filter, row->name, 0, NULL, 0) != 0))
                continue;
            if (add_case(row, stack_bytes, out) != BV_OK)
                return bv_no_memory(err);
        }
    }
    return BV_OK;
}

enum bv_status bv_select_cases(const struct bv_catalogue *catalogue, const char *preset,
                               const char *filter, uint64_t stack_bytes, struct bv_result *out,
                               struct bv_error *err)
{
    regex_t preset_re, filter_re;
    char why[200];
    int code = regcomp(&preset_re, preset, REG_EXTENDED | REG_NOSUB);
    if (code != 0) {
        regerror(code, &preset_re, why, sizeof why);
        return bv_fail(err, BV_E_USAGE, "the preset's expression '%.100s': %s", preset, why);
    }
    code = filter == NULL ? 0 : regcomp(&filter_re, filter, REG_EXTENDED | REG_NOSUB);
    if (code != 0) {
        regerror(code, &filter_re, why, sizeof why);
        regfree(&preset_re);
        return bv_fail(err, BV_E_USAGE,
                       "--filter '%.200s' is not a POSIX extended regular expression: %s", filter,
                       why);
    }
    size_t before = out->case_count;
    enum bv_status status = add_matching(catalogue, &preset_re, filter == NULL ? NULL : &filter_re,
                                         stack_bytes, out, err);
    if (status == BV_OK && out->case_count == before)
        status = bv_fail(err, BV_E_USAGE,
                         "--filter '%.200s' selects no case; byval list prints the names, which "
                         "have no /pass:ARM%s",
                         filter == NULL ? "" : filter,
                         preset[0] == '\0' ? "" : " (--preset full has more cases)");
    regfree(&preset_re);
    if (filter != NULL)
        regfree(&filter_re);
    return status;
}

enum bv_status bv_select_regimes(const struct bv_layout *layout, const struct bv_result *result,
                                 struct bv_regime **out, struct bv_error *err)
{
    size_t count = result->case_count;
    struct bv_regime *regimes = calloc(count + 1, sizeof *regimes);
    enum bv_status status = regimes == NULL ? bv_no_memory(err) : BV_OK;
    for (size_t i = 0; i < count && status == BV_OK; i++) {
        struct bv_case_ref ref = bv_layout_find(layout, result->cases[i].name);
        if (ref.row == NULL)
            status = bv_fail(err, BV_E_MISMATCH, "the kernels have no case '%.200s'; build anew",
                             result->cases[i].name);
        else
            regimes[i] = ref.row->regime;
    }
    if (status != BV_OK) {
        free(regimes);
        return status;
    }
    *out = regimes;
    return BV_OK;
}
