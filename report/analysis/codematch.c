/* SPDX-License-Identifier: Apache-2.0 */
/* codematch.c: see codematch.h. */
#include "report/analysis/codematch.h"

#include <string.h>

static bool same_lines(const struct bv_audit_function *a, const struct bv_audit_function *b)
{
    if (a->line_count != b->line_count)
        return false;
    for (uint32_t i = 0; i < a->line_count; i++)
        if (strcmp(a->lines[i], b->lines[i]) != 0)
            return false;
    return true;
}

static bool same_arm(const struct bv_audit *a, const struct bv_audit_arm *x,
                     const struct bv_audit *b, const struct bv_audit_arm *y)
{
    if (strcmp(x->name, y->name) != 0 || x->callee_count != y->callee_count ||
        !same_lines(&a->functions[x->function], &b->functions[y->function]))
        return false;
    for (uint32_t i = 0; i < x->callee_count; i++)
        if (!same_lines(&a->functions[x->callees[i]], &b->functions[y->callees[i]]))
            return false;
    return true;
}

/* Its arms, without what another compiler made of one, which comes last. */
static uint32_t measured_arms(const struct bv_audit_case *of)
{
    uint32_t count = of->arm_count;
    while (count > 0 && strstr(of->arms[count - 1].name, BV_AUDIT_BY) != NULL)
        count--;
    return count;
}

enum bv_code bv_code_compare(const struct bv_audit *a, const struct bv_audit *b,
                             const char *case_name)
{
    const struct bv_audit_case *x = a ? bv_audit_case(a, case_name) : NULL;
    const struct bv_audit_case *y = b ? bv_audit_case(b, case_name) : NULL;
    if (!x || !y)
        return BV_CODE_UNKNOWN;
    const uint32_t arms = measured_arms(x);
    if (arms != measured_arms(y))
        return BV_CODE_OTHER;
    for (uint32_t arm = 0; arm < arms; arm++)
        if (!same_arm(a, &x->arms[arm], b, &y->arms[arm]))
            return BV_CODE_OTHER;
    return BV_CODE_SAME;
}
