/* SPDX-License-Identifier: Apache-2.0 */
/* rules.c: rules that were read have their words, and their thresholds. */
#include "report/analysis/rules.h"

#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bv_rules rules = {0};
    struct bv_error err = {BV_OK, ""};
    if (bv_rules_parse((const char *)data, size, "rules.json", &rules, &err) != BV_OK) {
        bv_fuzz_demand(strncmp(err.text, "rules.json:", 11) == 0, "a refusal says where");
        bv_fuzz_demand(rules.count == 0 && rules.items == NULL, "and gives nothing");
        return 0;
    }
    for (size_t i = 0; i < rules.count; i++) {
        const struct bv_rule *rule = &rules.items[i];
        bv_fuzz_demand(rule->tool != NULL && rule->option != NULL && rule->source != NULL,
                       "a rule says whose it is");
    }
    bv_rules_finish(&rules);
    return 0;
}
