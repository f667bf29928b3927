/* SPDX-License-Identifier: Apache-2.0 */
/* catalogue_rules.c: see catalogue_rules.h. */
#include "harness/kernels/catalogue_rules.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/memory.h"

enum { ALLOCATES_MAX = 100 };

static bool travel_of(const char *word, enum bv_travel *out)
{
    static const struct {
        const char *word;
        enum bv_travel travel;
    } all[] = {
        {"free", BV_TRAVEL_FREE},     {"value", BV_TRAVEL_VALUE},     {"made", BV_TRAVEL_MADE},
        {"result", BV_TRAVEL_RESULT}, {"pointer", BV_TRAVEL_POINTER}, {"inline", BV_TRAVEL_INLINE},
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (strcmp(all[i].word, word) == 0) {
            *out = all[i].travel;
            return true;
        }
    return false;
}

static enum bv_status read_rule(json_t *json, const char *where, const char *family,
                                struct bv_code_rule *out, struct bv_error *err)
{
    json_error_t why;
    const char *travel;
    int allocates = 0, more = 0, same = 0;
    if (json_unpack_ex(json, &why, 0, "{s?s, s?s, s:s, s?s, s?i, s?i, s?b}", "cases", &out->cases,
                       "arm", &out->arm, "travel", &travel, "calls", &out->calls, "allocates",
                       &allocates, "more_bytes", &more, "same_code", &same) != 0)
        return bv_fail(err, BV_E_INPUT, "%s: a rule of family %.100s: %s; build the kernels anew",
                       where, family, why.text);
    if (!travel_of(travel, &out->travel) || allocates < -1 || allocates > ALLOCATES_MAX ||
        more < 0 || more > UINT16_MAX)
        return bv_fail(
            err, BV_E_INPUT,
            "%s: a rule of family %.100s: travel '%.40s', allocates %d or more_bytes %d is "
            "not valid; build the kernels anew",
            where, family, travel, allocates, more);
    out->allocates = (int8_t)allocates;
    out->more_bytes = (uint16_t)more;
    out->same_code = same != 0;
    return BV_OK;
}

enum bv_status bv_catalogue_rules_read(const json_t *json, const char *where, struct bv_family *out,
                                       struct bv_error *err)
{
    size_t count = json_array_size(json);
    struct bv_code_rule *rules = calloc(count + 1, sizeof *rules);
    if (rules == NULL)
        return bv_no_memory(err);
    out->rules = rules;
    out->rule_count = count;
    enum bv_status status = BV_OK;
    for (size_t i = 0; i < count && status == BV_OK; i++)
        status = read_rule(json_array_get(json, i), where, out->name, &rules[i], err);
    return status;
}
