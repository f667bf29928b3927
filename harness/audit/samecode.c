/* SPDX-License-Identifier: Apache-2.0 */
/* samecode.c: see samecode.h. */
#include "harness/audit/samecode.h"

#include <string.h>

/* "add x8, x10, x8" against "add x8, x8, x10". */
static bool is_swapped(const char *x, const char *y)
{
    size_t same = strcspn(x, ","), first = 0;
    if (strncmp(x, y, same + 1) != 0 || x[same] == '\0')
        return false;
    x += same + 1 + strspn(x + same + 1, " ");
    y += same + 1 + strspn(y + same + 1, " ");
    first = strcspn(x, ",");
    if (x[first] == '\0')
        return false;
    const char *second = x + first + 1 + strspn(x + first + 1, " ");
    size_t length = strlen(second);
    return strchr(second, ',') == NULL && strncmp(y, second, length) == 0 && y[length] == ',' &&
           strncmp(y + length + 1 + strspn(y + length + 1, " "), x, first) == 0 &&
           strlen(y + length + 1 + strspn(y + length + 1, " ")) == first;
}

bool bv_samecode(const struct bv_isa *isa, const struct bv_function *a, struct bv_stretch in_a,
                 const struct bv_function *b, struct bv_stretch in_b)
{
    if (in_a.last - in_a.first != in_b.last - in_b.first)
        return false;
    for (uint32_t i = 0; i <= in_a.last - in_a.first; i++) {
        const struct bv_line *x = &a->lines[in_a.first + i], *y = &b->lines[in_b.first + i];
        struct bv_insn insn;
        isa->decode(x->text, &insn);
        bool elsewhere = insn.callee != NULL || x->target >= 0;
        size_t length = elsewhere ? strcspn(x->text, " ") : strlen(x->text) + 1;
        if (strncmp(x->text, y->text, length) != 0 &&
            !(insn.commutes && is_swapped(x->text, y->text)))
            return false;
        if ((x->target < 0) != (y->target < 0) ||
            (x->target >= 0 && x->target - (int32_t)in_a.first != y->target - (int32_t)in_b.first))
            return false;
    }
    return true;
}
