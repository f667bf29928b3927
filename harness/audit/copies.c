/* SPDX-License-Identifier: Apache-2.0 */
/* copies.c: one walk down the lines, with what is known of each register. */
#include "harness/audit/copies.h"

#include <stdlib.h>
#include <string.h>

#include "lib/bundle/audit.h"

/* In a loop that is only a part of the turn? */
static bool is_inside_loop(struct bv_flow *flow, const struct bv_loop *turn, uint32_t line)
{
    struct bv_loop outer, inner;
    return bv_flow_loops(flow, line, &outer, &inner) && (turn == NULL || inner.head != turn->head);
}

/* What is known of the registers at a line. */
struct registers {
    bool loaded[BV_REGISTERS]; /* holds what was read from memory */
    bool known[BV_REGISTERS];  /* holds a constant */
    uint64_t values[BV_REGISTERS];
    uint32_t lines[BV_REGISTERS]; /* of the loads */
};

static void follow_register(const struct bv_isa *isa, struct registers *state,
                            const struct bv_insn *insn, uint32_t line, int i)
{
    int8_t to = insn->written[i], from = insn->sources[0];
    if (to < 0 || to == isa->frame_register)
        return;
    bool has_source = from >= 0;
    bool loaded = insn->keeps && (insn->loads || (has_source && state->loaded[from]));
    state->loaded[to] = loaded || (insn->blends && state->loaded[to]);
    if (loaded)
        state->lines[to] = insn->loads ? line : state->lines[from];
    state->known[to] =
        insn->sets || (insn->keeps && !insn->loads && has_source && state->known[from]);
    if (state->known[to])
        state->values[to] = insn->sets ? insn->value : state->values[from];
}

static void follow(const struct bv_isa *isa, struct registers *state, const struct bv_insn *insn,
                   uint32_t line)
{
    if (insn->kind == BV_INSN_CALL)
        for (int r = 0; r < BV_REGISTERS; r++)
            if ((isa->lost_in_calls >> r & 1) != 0)
                state->loaded[r] = state->known[r] = false;
    for (int i = 0; i < 2; i++)
        follow_register(isa, state, insn, line, i);
}

size_t bv_copies_name_length(const char *text)
{
    return strcspn(text, "@ ");
}

static bool calls_copier(const struct bv_insn *insn)
{
    if (insn->callee == NULL)
        return false;
    size_t length = bv_copies_name_length(insn->callee);
    return (length == 6 && memcmp(insn->callee, "memcpy", length) == 0) ||
           (length == 7 && memcmp(insn->callee, "memmove", length) == 0) ||
           (length == 15 && memcmp(insn->callee, "runtime.memmove", length) == 0);
}

/* Source   runtime/duff_amd64.s: 64 times a load, two additions and a store, of 14 bytes in all */
uint64_t bv_copies_by_duffcopy(const struct bv_insn *insn)
{
    enum { BLOCKS = 64, CODE_BYTES = 14, MOVED_BYTES = 16 };
    static const char name[] = "runtime.duffcopy";
    if (insn->callee == NULL || strncmp(insn->callee, name, sizeof name - 1) != 0)
        return 0;
    const char *inside = insn->callee + sizeof name - 1;
    uint64_t skipped = *inside == '+' ? strtoull(inside + 1, NULL, 16) / CODE_BYTES : 0;
    return skipped < BLOCKS ? (BLOCKS - skipped) * MOVED_BYTES : 0;
}

/* The bytes that an instruction copies; false where that cannot be said. */
static bool copied_bytes(const struct bv_isa *isa, const struct registers *state,
                         const struct bv_insn *insn, uint64_t *out)
{
    *out = 0;
    if (calls_copier(insn)) {
        *out = state->values[isa->length_register];
        return state->known[isa->length_register];
    }
    *out = bv_copies_by_duffcopy(insn);
    if (*out > 0)
        return true;
    if (insn->copies && insn->repeats) {
        *out = state->values[isa->count_register] * insn->store_bytes;
        return state->known[isa->count_register];
    }
    uint32_t shares = insn->sources[1] >= 0 ? 2 : 1;
    for (uint32_t i = 0; i < shares && insn->stores; i++)
        if (insn->copies || (insn->sources[i] >= 0 && state->loaded[insn->sources[i]]))
            *out += insn->store_bytes / shares;
    return true;
}

void bv_copies_read(const struct bv_isa *isa, const struct bv_function *function,
                    struct bv_flow *flow, const struct bv_loop *turn, struct bv_copies *out)
{
    struct registers state = {0};
    *out = (struct bv_copies){0};
    uint32_t last = turn == NULL ? function->line_count - 1 : turn->lines.last;
    for (uint32_t i = 0; i <= last; i++) {
        struct bv_insn insn;
        uint64_t bytes;
        isa->decode(function->lines[i].text, &insn);
        bool known = copied_bytes(isa, &state, &insn, &bytes);
        if (turn == NULL || bv_flow_in_loop(flow, turn->head, i)) {
            out->unknown = out->unknown || !known || (bytes > 0 && is_inside_loop(flow, turn, i));
            out->loads = out->loads || insn.loads || insn.copies;
            bool stacks = insn.stores && insn.on_stack;
            out->stacked_bytes += stacks ? insn.store_bytes : 0;
            out->placed_bytes += stacks ? insn.store_bytes : bytes;
            uint32_t width = insn.store_bytes / (insn.sources[1] >= 0 ? 2 : 1);
            if (insn.stores && known && bytes == 0 && (width == 8 || width == 16))
                out->made_bytes[width / 16] += insn.store_bytes;
            bool repeats = insn.copies && insn.repeats, calls = calls_copier(&insn);
            out->repeats = out->repeats || repeats;
            out->calls_memcpy = out->calls_memcpy || calls;
            *(repeats                            ? &out->repeated_bytes
              : calls                            ? &out->memcpy_bytes
              : bv_copies_by_duffcopy(&insn) > 0 ? &out->duffcopy_bytes
                                                 : &out->moved_bytes) += bytes;
        }
        if (insn.repeats && isa->count_register >= 0)
            state.known[isa->count_register] = false;
        follow(isa, &state, &insn, i);
    }
}

void bv_copies_mark(const struct bv_isa *isa, const struct bv_function *function, char *marks)
{
    struct registers state = {0};
    memset(marks, BV_MARK_PLAIN, function->line_count);
    marks[function->line_count] = '\0';
    for (uint32_t i = 0; i < function->line_count; i++) {
        struct bv_insn insn;
        uint64_t bytes;
        isa->decode(function->lines[i].text, &insn);
        bool known = copied_bytes(isa, &state, &insn, &bytes);
        if (!known || bytes > 0) {
            marks[i] = BV_MARK_COPY;
            for (int k = 0; k < 2 && insn.stores && !insn.copies; k++)
                if (insn.sources[k] >= 0 && state.loaded[insn.sources[k]])
                    marks[state.lines[insn.sources[k]]] = BV_MARK_COPY;
        } else if (insn.kind == BV_INSN_CALL) {
            marks[i] = BV_MARK_CALL;
        }
        follow(isa, &state, &insn, i);
    }
}

int64_t bv_copies_steps(const struct bv_isa *isa, const struct bv_function *function,
                        struct bv_stretch stretch)
{
    int64_t steps = 0;
    for (uint32_t i = stretch.first; i <= stretch.last; i++, steps++) {
        struct bv_insn insn;
        int32_t target = function->lines[i].target;
        isa->decode(function->lines[i].text, &insn);
        bool goes_round = i == stretch.last && target == (int32_t)stretch.first;
        bool leaves = insn.kind == BV_INSN_BRANCH &&
                      (target < (int32_t)stretch.first || target > (int32_t)stretch.last);
        if (target >= 0 && !goes_round && !leaves)
            return -1;
        if ((insn.kind == BV_INSN_RETURN || insn.kind == BV_INSN_JUMP) && i < stretch.last)
            return -1;
    }
    return steps;
}

void bv_copies_add(struct bv_copies *sum, const struct bv_copies *more)
{
    sum->moved_bytes += more->moved_bytes;
    sum->repeated_bytes += more->repeated_bytes;
    sum->memcpy_bytes += more->memcpy_bytes;
    sum->duffcopy_bytes += more->duffcopy_bytes;
    sum->repeats = sum->repeats || more->repeats;
    sum->calls_memcpy = sum->calls_memcpy || more->calls_memcpy;
    sum->unknown = sum->unknown || more->unknown;
}

struct bv_copies bv_copies_share(const struct bv_copies *traffic, uint32_t calls)
{
    struct bv_copies share = *traffic;
    share.moved_bytes /= calls;
    share.repeated_bytes /= calls;
    share.memcpy_bytes /= calls;
    share.duffcopy_bytes /= calls;
    share.placed_bytes /= calls;
    for (size_t i = 0; i < sizeof share.made_bytes / sizeof share.made_bytes[0]; i++)
        share.made_bytes[i] /= calls;
    share.stacked_bytes = (share.stacked_bytes + calls - 1) / calls;
    return share;
}

uint64_t bv_copies_made(const struct bv_copies *traffic)
{
    return traffic->moved_bytes + traffic->repeated_bytes + traffic->memcpy_bytes +
           traffic->duffcopy_bytes;
}

uint64_t bv_copies_frame(const struct bv_isa *isa, const struct bv_function *function)
{
    struct registers state = {0};
    uint64_t bytes = 0;
    for (uint32_t i = 0; i < function->line_count; i++) {
        struct bv_insn insn;
        isa->decode(function->lines[i].text, &insn);
        bytes += (uint64_t)insn.frame_bytes;
        if (insn.frame_source >= 0 && state.known[insn.frame_source])
            bytes += state.values[insn.frame_source];
        follow(isa, &state, &insn, i);
    }
    return bytes;
}

int64_t bv_copies_next_call(const struct bv_isa *isa, const struct bv_function *function,
                            struct bv_stretch stretch, uint32_t from, struct bv_insn *out)
{
    for (uint32_t i = from; i <= stretch.last; i++) {
        isa->decode(function->lines[i].text, out);
        if (out->kind == BV_INSN_CALL || (out->kind == BV_INSN_JUMP && out->callee != NULL))
            return i;
    }
    return -1;
}
