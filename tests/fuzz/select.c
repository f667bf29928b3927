/* SPDX-License-Identifier: Apache-2.0 */
/* select.c: a pattern selects cases of the catalogue, or is refused with a reason. */
#include "harness/kernels/select.h"

#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/target.h"

/* To the C library each nested repetition doubles a pattern, or multiplies it by a number that it
 * names, and back-references take time without bound. Who types such a filter waits for himself. */
enum { PATTERN_MAX = 64, REPETITIONS_MAX = 6 };

static bool is_modest(const char *pattern)
{
    size_t repetitions = 0;
    for (const char *p = pattern; *p != '\0'; p++)
        repetitions += strchr("*+?", *p) != NULL;
    return repetitions <= REPETITIONS_MAX && strpbrk(pattern, "{\\") == NULL;
}

static const struct bv_case cases[] = {
    {.name = "arg/class:int/site:local/size:8",
     .size_bytes = 8,
     .stack_bytes = 4096,
     .arm_count = 2,
     .arms = {{"value", NULL}, {"pointer", NULL}}},
    {.name = "ret/live:16/size:65536",
     .size_bytes = 65536,
     .stack_bytes = 65536,
     .arm_count = 3,
     .arms = {{"value", NULL}, {"out", NULL}, {"heap", NULL}}},
};
static const struct bv_family family = {.name = "all", .cases = cases, .case_count = 2};
static const struct bv_family *const families[] = {&family};
static const struct bv_catalogue catalogue = {.families = families, .family_count = 1};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *filter = bv_fuzz_string(data, size < PATTERN_MAX ? size : PATTERN_MAX);
    if (!is_modest(filter)) {
        free(filter);
        return 0;
    }
    struct bv_result result = {0};
    struct bv_error err = {BV_OK, ""};
    enum bv_status status = bv_select_cases(&catalogue, "", filter, UINT64_MAX, &result, &err);
    if (status == BV_OK)
        bv_fuzz_demand(result.case_count >= 1 && result.case_count <= 2, "cases of the catalogue");
    else
        bv_fuzz_demand(status == BV_E_USAGE && err.text[0] != '\0' && result.case_count == 0,
                       "a refusal has a reason and no case");
    bv_result_finish(&result);
    free(filter);
    return 0;
}
