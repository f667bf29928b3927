/* SPDX-License-Identifier: Apache-2.0 */
/* ruletext.c: see ruletext.h. */
#include "harness/audit/ruletext.h"

#include <regex.h>
#include <string.h>

size_t bv_ruletext_key(const char *name, const char *key, size_t key_length, const char **value)
{
    for (const char *at = strchr(name, '/'); at != NULL; at = strchr(at + 1, '/'))
        if (strncmp(at + 1, key, key_length) == 0 && at[1 + key_length] == ':') {
            *value = at + 2 + key_length;
            return strcspn(*value, "/");
        }
    return 0;
}

void bv_ruletext_expand(const char *case_name, const char *arm, const char *text, size_t length,
                        char *out, size_t bytes)
{
    size_t n = 0;
    for (const char *p = text; p < text + length && n + 1 < bytes; p++) {
        const char *value = p;
        size_t value_length = 1;
        if (*p == '{') {
            size_t key_length = strcspn(p + 1, "}");
            bool pass = key_length == 4 && memcmp(p + 1, "pass", 4) == 0;
            value = arm;
            value_length =
                pass ? strlen(value) : bv_ruletext_key(case_name, p + 1, key_length, &value);
            p += key_length + 1;
        }
        if (n + value_length >= bytes)
            break;
        memcpy(out + n, value, value_length);
        n += value_length;
    }
    out[n] = '\0';
}

bool bv_ruletext_next(const char *case_name, const char *arm, const char **at,
                      struct bv_demand *out)
{
    *at += strspn(*at, " ");
    size_t length = strcspn(*at, " ");
    if (length == 0)
        return false;
    bool marked = strchr("?+*", **at) != NULL;
    out->how = '1';
    if (marked)
        out->how = **at;
    bv_ruletext_expand(case_name, arm, *at + marked, length - marked, out->name, sizeof out->name);
    *at += length;
    return true;
}

enum bv_status bv_ruletext_find(const struct bv_family *family, const char *case_name,
                                const char *arm, const char *isa, const struct bv_code_rule **out,
                                struct bv_error *err)
{
    *out = NULL;
    for (size_t i = 0; i < family->rule_count && *out == NULL; i++) {
        const struct bv_code_rule *rule = &family->rules[i];
        regex_t pattern;
        if ((rule->arm != NULL && strcmp(rule->arm, arm) != 0) ||
            (rule->isa != NULL && strcmp(rule->isa, isa) != 0))
            continue;
        if (rule->cases == NULL) {
            *out = rule;
            continue;
        }
        if (regcomp(&pattern, rule->cases, REG_EXTENDED | REG_NOSUB) != 0)
            return bv_fail(err, BV_E_INPUT, "family %s: rule %zu: '%s' is no regular expression",
                           family->name, i, rule->cases);
        if (regexec(&pattern, case_name, 0, NULL, 0) == 0)
            *out = rule;
        regfree(&pattern);
    }
    return BV_OK;
}
