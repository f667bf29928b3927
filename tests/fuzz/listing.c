/* SPDX-License-Identifier: Apache-2.0 */
/* listing.c: what a disassembler prints becomes functions that can be found, with jumps into them,
 * loops, and copies. */
#include "harness/audit/listing.h"

#include <stdlib.h>
#include <string.h>

#include "harness/audit/copies.h"
#include "harness/audit/flow.h"

#include "tests/fuzz/target.h"

static void demand_loop(struct bv_flow *flow, const struct bv_function *function,
                        const struct bv_loop *loop)
{
    bv_fuzz_demand(loop->lines.first <= loop->head && loop->head <= loop->lines.last &&
                       loop->lines.last < function->line_count,
                   "a loop has its head, and is in its function");
    bv_fuzz_demand(bv_flow_in_loop(flow, loop->head, loop->lines.first) &&
                       bv_flow_in_loop(flow, loop->head, loop->lines.last),
                   "a loop begins and ends with a line of its own");
}

static void follow(const struct bv_isa *isa, const struct bv_function *function)
{
    struct bv_flow *flow = bv_flow_create(isa, function);
    char *marks = malloc(function->line_count + 1u);
    struct bv_loop outer, inner;
    struct bv_copies all, turn;
    bv_fuzz_demand(flow != NULL && marks != NULL, "memory");
    bv_copies_mark(isa, function, marks);
    bv_copies_read(isa, function, flow, NULL, &all);
    for (uint32_t i = 0; i < function->line_count && i < 64; i++) {
        if (!bv_flow_loops(flow, i, &outer, &inner))
            continue;
        demand_loop(flow, function, &outer);
        demand_loop(flow, function, &inner);
        bv_fuzz_demand(bv_flow_in_loop(flow, inner.head, i), "a loop around a line has it");
        bv_copies_read(isa, function, flow, &inner, &turn);
        bv_fuzz_demand(turn.stacked_bytes <= all.stacked_bytes, "a turn is a part of the whole");
    }
    free(marks);
    bv_flow_destroy(flow);
}

static void look(const struct bv_listing *listing)
{
    size_t count;
    const struct bv_function *all = bv_listing_all(listing, &count);
    for (size_t f = 0; f < count; f++) {
        const struct bv_function *at = bv_listing_at(listing, all[f].address);
        const struct bv_function *named = bv_listing_named(listing, all[f].name);
        bv_fuzz_demand(at != NULL && at->address == all[f].address, "a function has an address");
        bv_fuzz_demand(named != NULL && strcmp(named->name, all[f].name) == 0, "and a name");
        for (uint32_t i = 0; i < all[f].line_count; i++) {
            const struct bv_line *line = &all[f].lines[i];
            bv_fuzz_demand(strchr(line->text, '\n') == NULL, "a line is one line");
            bv_fuzz_demand(line->target >= -1 && line->target < (int32_t)all[f].line_count,
                           "a target is a line of the function, or none");
        }
        if (all[f].line_count > 0) {
            follow(&bv_isa_x86_64, &all[f]);
            follow(&bv_isa_aarch64, &all[f]);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bv_listing *listing = bv_listing_create();
    struct bv_error err;
    bv_fuzz_demand(listing != NULL, "memory");
    for (size_t at = 0; at < size;) {
        const uint8_t *end = memchr(data + at, '\n', size - at);
        size_t length = end == NULL ? size - at : (size_t)(end - data) - at;
        bv_fuzz_demand(bv_listing_add(listing, (const char *)data + at, length) == BV_OK,
                       "any line can be taken in");
        at += length + 1;
    }
    if (bv_listing_finish(listing, &err) == BV_OK)
        look(listing);
    bv_listing_destroy(listing);
    return 0;
}
