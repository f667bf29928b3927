/* SPDX-License-Identifier: Apache-2.0 */
/* alike.c: see alike.h. */
#include "report/analysis/alike.h"

#include <string.h>

/* The number at text, its mark included; 0 where none begins there. */
static size_t number_at(const char *text)
{
    static const char *const digits = "0123456789";
    size_t mark;
    if (text[0] == '0' && text[1] == 'x') {
        mark = 2;
        return mark + strspn(text + mark, "0123456789abcdef");
    }
    if (text[0] != '#' && text[0] != '_')
        return 0;
    mark = text[0] == '#' && text[1] == '-' ? 2 : 1;
    size_t length = strspn(text + mark, digits);
    return length > 0 ? mark + length : 0;
}

bool bv_alike_lines(const char *a, const char *b)
{
    while (*a != '\0' && *b != '\0') {
        size_t in_a = number_at(a), in_b = number_at(b);
        if (*a != *b || (in_a > 0) != (in_b > 0))
            return false;
        a += in_a > 0 ? in_a : 1;
        b += in_b > 0 ? in_b : 1;
    }
    return *a == *b;
}

static bool alike_stretches(const char *const *a, const char *const *b, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (!bv_alike_lines(a[i], b[i]))
            return false;
    return true;
}

static bool alike_functions(const struct bv_audit_function *a, const struct bv_audit_function *b)
{
    return a->line_count == b->line_count && alike_stretches(a->lines, b->lines, a->line_count);
}

static bool alike_arms(const struct bv_audit *audit, const struct bv_audit_arm *a,
                       const struct bv_audit_arm *b)
{
    /* Jumps are numbered from the beginning of a function. */
    bool alike = strcmp(a->name, b->name) == 0 && a->ways == b->ways &&
                 a->instructions == b->instructions && a->loop_first == b->loop_first &&
                 a->loop_last == b->loop_last && a->callee_count == b->callee_count &&
                 a->violation_count + b->violation_count == 0 &&
                 alike_stretches(audit->functions[a->function].lines + a->loop_first,
                                 audit->functions[b->function].lines + b->loop_first,
                                 a->loop_last - a->loop_first + 1);
    for (uint32_t i = 0; alike && i < a->callee_count; i++)
        alike = alike_functions(&audit->functions[a->callees[i]], &audit->functions[b->callees[i]]);
    return alike;
}

bool bv_alike_cases(const struct bv_audit *audit, const struct bv_audit_case *a,
                    const struct bv_audit_case *b)
{
    bool alike = a->arm_count == b->arm_count && a->identical == b->identical;
    for (uint32_t i = 0; alike && i < a->arm_count; i++)
        alike = alike_arms(audit, &a->arms[i], &b->arms[i]);
    return alike;
}
