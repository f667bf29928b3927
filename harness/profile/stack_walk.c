/* SPDX-License-Identifier: Apache-2.0 */
/* stack_walk.c: see stack_walk.h. */
#include "harness/profile/stack_walk.h"

#include <stddef.h>
#include <unwind.h>

struct walk {
    uint64_t from;
    struct bv_stack_walk *out;
};

static _Unwind_Reason_Code take_frame(struct _Unwind_Context *context, void *arg)
{
    const struct walk *walk = arg;
    struct bv_stack_walk *out = walk->out;
    int is_before = 0; /* the instruction there: a signal came */
    uint64_t address = _Unwind_GetIPInfo(context, &is_before);
    if (out->count == 0 && address != walk->from)
        return _URC_NO_REASON;
    if (address == 0 || out->count == BV_STACK_FRAMES)
        return _URC_END_OF_STACK;
    out->frames[out->count++] = is_before ? address : address - 1;
    return _URC_NO_REASON;
}

static _Unwind_Reason_Code take_none(struct _Unwind_Context *context, void *arg)
{
    (void)context, (void)arg;
    return _URC_END_OF_STACK;
}

void bv_stack_walk_prepare(void)
{
    _Unwind_Backtrace(take_none, NULL);
}

void bv_stack_walk_take(uint64_t from, struct bv_stack_walk *out)
{
    struct walk walk = {from, out};
    out->count = 0;
    _Unwind_Backtrace(take_frame, &walk);
    if (out->count == 0) /* there are no tables for the way there */
        out->frames[out->count++] = from;
}
