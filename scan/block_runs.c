/* SPDX-License-Identifier: Apache-2.0 */
/* block_runs.c: which bytes that moved are one copy, and how often a loop moves them. */
#include <stdlib.h>

#include "lib/base/memory.h"
#include "scan/block_reader.h"
#include "scan/turns.h"

enum { GAP = 7 };

void bv_block_add_moved(struct bv_block_reader *reader, const struct bv_moved *pair)
{
    if (reader->pair_count < BV_MOVED_MOST)
        reader->pairs[reader->pair_count++] = *pair;
}

static int compare_pairs(const void *a, const void *b)
{
    const struct bv_moved *x = a, *y = b;
    if (x->to.base != y->to.base)
        return x->to.base < y->to.base ? -1 : 1;
    if (x->to.index != y->to.index)
        return x->to.index < y->to.index ? -1 : 1;
    if (x->to.scale != y->to.scale)
        return x->to.scale < y->to.scale ? -1 : 1;
    if (x->from.base != y->from.base)
        return x->from.base < y->from.base ? -1 : 1;
    if (x->from.index != y->from.index)
        return x->from.index < y->from.index ? -1 : 1;
    int64_t dx = x->from.offset - x->to.offset, dy = y->from.offset - y->to.offset;
    if (dx != dy)
        return dx < dy ? -1 : 1;
    return x->to.offset < y->to.offset ? -1 : x->to.offset > y->to.offset;
}

bool bv_moved_goes_on(const struct bv_moved *a, const struct bv_moved *b)
{
    return bv_memory_place_same_base(&a->to, &b->to) &&
           bv_memory_place_same_base(&a->from, &b->from) &&
           a->from.offset - a->to.offset == b->from.offset - b->to.offset;
}

/* By how much a place moves in a turn of the loop. */
static bool step_of(const struct bv_block_reader *reader, const struct bv_memory_place *place,
                    int64_t *out)
{
    *out = 0;
    const uint32_t roots[2] = {place->base, place->index};
    for (int i = 0; i < 2; i++) {
        if (roots[i] < reader->block_root || roots[i] >= reader->block_root + BV_STEP_REGISTERS)
            continue; /* a constant, the stack, or made within the turn */
        uint32_t r = roots[i] - reader->block_root;
        struct bv_register_value end = reader->state.values[r];
        if (end.root != roots[i])
            return false;
        *out += end.offset * (i == 0 ? 1 : place->scale);
    }
    return true;
}

/* A value as it was when the loop was entered. */
static struct bv_register_value at_entry(const struct bv_block_reader *reader,
                                         struct bv_register_value value)
{
    if (value.root < reader->block_root || value.root >= reader->block_root + BV_STEP_REGISTERS)
        return value;
    struct bv_register_value entry = reader->entry[value.root - reader->block_root];
    entry.offset += value.offset;
    return entry;
}

int64_t bv_block_trips(const struct bv_block_reader *reader, enum bv_step_condition condition)
{
    const struct bv_compared *asked = &reader->asked;
    bool is_unsigned = condition >= BV_STEP_BELOW;
    if (!reader->has_entry || asked->bytes == 0 || (asked->is_result && is_unsigned))
        return 0;
    int64_t steps[2] = {0, 0};
    struct bv_register_value sides[2];
    for (int i = 0; i < 2; i++) {
        struct bv_memory_place place = bv_memory_place_at(asked->sides[i]);
        if (!step_of(reader, &place, &steps[i]))
            return 0;
        sides[i] = at_entry(reader, asked->sides[i]);
        if (sides[i].root == BV_ROOT_CONSTANT)
            sides[i].offset = bv_turns_cut(sides[i].offset, asked->bytes, !is_unsigned);
    }
    if (sides[0].root != sides[1].root)
        return 0;
    return bv_turns_until(condition, sides[1].offset - sides[0].offset, steps[0] - steps[1],
                          asked->bytes);
}

void bv_block_keep_copy(struct bv_block_reader *reader, struct bv_block_copy copy,
                        struct bv_memory_place to)
{
    reader->starved |= !BV_APPEND(reader->places, reader->place_count, to);
    copy.owner = reader->owner;
    reader->starved |= !BV_APPEND(reader->out->items, reader->out->count, copy);
}

void bv_block_add_part(struct bv_block_reader *reader, struct bv_block_copy *copy,
                       struct bv_copy_part part)
{
    if (reader->starved)
        return;
    for (uint32_t i = 0; i < copy->part_count; i++)
        if (reader->out->parts[copy->first_part + i].address == part.address)
            return;
    reader->starved = !BV_APPEND(reader->out->parts, reader->out->part_count, part);
    copy->part_count += !reader->starved;
}

/* Pairs that lie beside each other are a copy. */
static void keep_run(struct bv_block_reader *reader, const struct bv_moved *pairs, size_t count,
                     struct bv_loop_turns turns)
{
    struct bv_block_copy copy = {
        .address = UINT64_MAX, .first_part = reader->out->part_count, .callee_offset = -1};
    const struct bv_memory_place *from = &pairs[0].from;
    copy.from_arguments = !turns.is_loop && from->base == BV_ROOT_STACK && from->index == 0 &&
                          from->offset >= reader->rules->arguments_offset;
    struct bv_memory_place to = pairs[0].to;
    int64_t end = pairs[0].to.offset, step = 0;
    enum bv_strategy strategy = BV_STRATEGY_MOVES;
    for (size_t i = 0; i < count; i++) {
        int64_t first = pairs[i].to.offset, last = first + (int64_t)pairs[i].bytes;
        if (last > end) {
            copy.bytes += (uint64_t)(last - (first > end ? first : end));
            end = last;
        }
        if (pairs[i].strategy != BV_STRATEGY_MOVES)
            strategy = pairs[i].strategy;
        if (pairs[i].store.address < copy.address)
            copy.address = pairs[i].store.address;
    }
    if (turns.is_loop) {
        bool moves = !step_of(reader, &pairs[0].to, &step) || step != 0;
        if (moves && (turns.trips == 0 || (uint64_t)llabs(step) != copy.bytes))
            return; /* an array, of so many elements as data says */
        if (moves) {
            copy.bytes *= (uint64_t)turns.trips;
            copy.strategy = BV_STRATEGY_LOOP;
            struct bv_register_value value =
                at_entry(reader, (struct bv_register_value){to.base, to.offset});
            if (to.index == 0)
                to = bv_memory_place_at(value);
        }
    }
    if (copy.bytes <= BV_BLOCK_COPY_LEAST)
        return;
    for (size_t i = 0; i < count; i++) {
        bv_block_add_part(reader, &copy, pairs[i].load);
        bv_block_add_part(reader, &copy, pairs[i].store);
    }
    if (strategy != BV_STRATEGY_MOVES)
        copy.strategy = strategy;
    bv_block_keep_copy(reader, copy, to);
}

void bv_block_keep_moved(struct bv_block_reader *reader, struct bv_loop_turns turns)
{
    if (reader->pair_count > 1)
        qsort(reader->pairs, reader->pair_count, sizeof *reader->pairs, compare_pairs);
    for (size_t i = 0, next; i < reader->pair_count; i = next) {
        int64_t end = reader->pairs[i].to.offset + (int64_t)reader->pairs[i].bytes;
        for (next = i + 1; next < reader->pair_count; next++) {
            const struct bv_moved *pair = &reader->pairs[next];
            if (!bv_moved_goes_on(&reader->pairs[i], pair) || pair->to.offset > end + GAP)
                break;
            int64_t own = pair->to.offset + (int64_t)pair->bytes;
            end = own > end ? own : end;
        }
        keep_run(reader, reader->pairs + i, next - i, turns);
    }
    reader->pair_count = 0;
}
