/* SPDX-License-Identifier: Apache-2.0 */
/* block_copy.c: a small interpreter that knows of each register only where its value came from.
 *
 * A value is a root, a number that stands for something unknown, and an offset; root 0 is the
 * constants. At each head of a block every register but the stack pointer gets a new root: several
 * ways lead there. What a register was loaded from is remembered until it changes; a store of it is
 * then a pair of places, and pairs at one distance that lie beside each other are one copy. */
#include "scan/block_copy.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/memory.h"
#include "scan/block_reader.h"

enum { FIRST_ROOT = BV_ROOT_OTHER + 1 };

const char *bv_strategy_name(enum bv_strategy strategy)
{
    static const char *const names[BV_STRATEGY_COUNT] = {"moves", "rep movs", "memcpy", "loop",
                                                         "duffcopy"};
    return names[strategy];
}

enum bv_status bv_block_reader_create(const struct bv_binary *binary, struct bv_block_reader **out,
                                      struct bv_error *err)
{
    struct bv_block_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL)
        return bv_no_memory(err);
    reader->binary = binary;
    reader->rules = reader->lines.rules = bv_step_rules(binary->abi);
    reader->pairs = malloc(BV_MOVED_MOST * sizeof *reader->pairs);
    if (reader->pairs == NULL || !bv_step_open(binary->abi, &reader->disassembler) ||
        (reader->insn = cs_malloc(reader->disassembler)) == NULL) {
        bv_block_reader_destroy(reader);
        return bv_no_memory(err);
    }
    *out = reader;
    return BV_OK;
}

void bv_block_reader_destroy(struct bv_block_reader *reader)
{
    if (reader == NULL)
        return;
    if (reader->insn != NULL)
        cs_free(reader->insn, 1);
    if (reader->disassembler != 0)
        cs_close(&reader->disassembler);
    bv_lines_finish(&reader->lines);
    free(reader->pairs);
    free(reader->places);
    free(reader);
}

void bv_block_copies_finish(struct bv_block_copies *copies)
{
    free(copies->items);
    free(copies->parts);
    free(copies->calls);
    *copies = (struct bv_block_copies){0};
}

/* known    at its head */
static void begin_block(struct bv_block_reader *reader, const struct bv_code_block *block,
                        bool falls_in)
{
    reader->has_entry = falls_in;
    if (falls_in)
        memcpy(reader->entry, reader->state.values, sizeof reader->entry);
    reader->block_root = reader->next_root;
    reader->block_address = reader->lines.items[block->first].address;
    reader->asked = (struct bv_compared){0};
    for (int r = 0; r < BV_STEP_REGISTERS; r++) {
        struct bv_register_value value = bv_block_fresh(reader);
        if (r < BV_STEP_FLOATS && block->known[r].root != BV_ROOT_OTHER)
            value = block->known[r];
        bv_block_set(reader, (int8_t)r, value);
    }
}

static void branch(struct bv_block_reader *reader, const struct bv_step *step)
{
    if (step->target != reader->block_address)
        return;
    if (step->until_zero && step->registers[0] >= 0)
        reader->asked = (struct bv_compared){.sides = {reader->state.values[step->registers[0]]},
                                             .bytes = step->bytes};
    bv_block_keep_moved(
        reader,
        (struct bv_loop_turns){.is_loop = true, .trips = bv_block_trips(reader, step->condition)});
}

static void follow(struct bv_block_reader *reader, const struct bv_code_line *line)
{
    const struct bv_step *step = &line->step;
    struct bv_register_value *values = reader->state.values;
    if (step->changes_flags || step->kind == BV_STEP_CALL)
        reader->asked = (struct bv_compared){0};
    switch (step->kind) {
    case BV_STEP_LOAD:
        bv_block_load(reader, line);
        break;
    case BV_STEP_STORE:
        bv_block_store(reader, line);
        break;
    case BV_STEP_MOVE:
        bv_block_move(reader, step);
        break;
    case BV_STEP_SET:
        bv_block_set(reader, step->registers[0],
                     (struct bv_register_value){BV_ROOT_CONSTANT, step->value});
        break;
    case BV_STEP_PUSH:
    case BV_STEP_PUSH_MEMORY:
        bv_block_push(reader, line);
        break;
    case BV_STEP_POP:
        bv_block_lose(reader, step->lost & ~(UINT64_C(1) << reader->rules->stack));
        values[reader->rules->stack].offset += step->bytes;
        break;
    case BV_STEP_STRING:
        bv_block_string_move(reader, line);
        break;
    case BV_STEP_COMPARE:
        reader->asked = (struct bv_compared){
            .sides = {values[step->registers[0]],
                      step->registers[1] >= 0
                          ? values[step->registers[1]]
                          : (struct bv_register_value){BV_ROOT_CONSTANT, step->value}},
            .bytes = step->bytes};
        break;
    case BV_STEP_CALL:
        bv_block_call(reader, line);
        break;
    case BV_STEP_BRANCH:
        branch(reader, step);
        break;
    case BV_STEP_JUMP:
        break;
    case BV_STEP_END:
    case BV_STEP_OTHER:
        bv_block_lose(reader, step->lost);
        break;
    }
    if ((step->kind == BV_STEP_LOAD || step->kind == BV_STEP_STORE) && step->base >= 0)
        values[step->base].offset += step->before + step->after;
}

static bool leaves(const struct bv_step *step)
{
    return step->kind == BV_STEP_JUMP || step->kind == BV_STEP_END;
}

static void follow_block(struct bv_block_reader *reader, size_t at, uint64_t low, uint64_t high)
{
    const struct bv_code_block *block = &reader->lines.blocks[at];
    bool falls_in = at > 0 && !leaves(&reader->lines.items[block->first - 1].step);
    if (!falls_in || block->is_head) {
        bv_block_keep_moved(reader, (struct bv_loop_turns){0});
        begin_block(reader, block, falls_in);
    }
    if (!falls_in)
        reader->first_waiting = reader->place_count;
    for (size_t i = block->first; i < block->end; i++) {
        const struct bv_code_line *line = &reader->lines.items[i];
        const struct bv_step *step = &line->step;
        bool outside = step->through_memory || step->target < low || step->target >= high;
        if (step->kind == BV_STEP_JUMP && outside)
            bv_block_call(reader, line); /* the last thing that it does */
        follow(reader, line);
    }
}

enum bv_status bv_block_reader_read(struct bv_block_reader *reader, uint64_t low, uint64_t high,
                                    uint32_t owner, struct bv_block_copies *out,
                                    struct bv_error *err)
{
    const unsigned char *data = bv_binary_code(reader->binary, low, high);
    size_t first_copy = out->count;
    if (data == NULL)
        return BV_OK;
    reader->out = out;
    reader->owner = owner;
    reader->next_root = FIRST_ROOT;
    reader->pair_count = 0;
    reader->place_count = reader->first_waiting = 0;
    if (!bv_lines_read(&reader->lines, reader->disassembler, reader->insn, data, low, high))
        return bv_no_memory(err);
    out->instructions += reader->lines.count;
    for (size_t b = 0; b < reader->lines.block_count && !reader->starved; b++) {
        if (reader->next_root > UINT32_MAX - (1u << 24))
            break; /* no numbers are left: the stretch has some 60 million blocks */
        follow_block(reader, b, low, high);
    }
    bv_block_keep_moved(reader, (struct bv_loop_turns){0});
    for (size_t i = first_copy; i < out->count; i++) {
        const struct bv_code_block *block = bv_lines_block(&reader->lines, out->items[i].address);
        out->items[i].in_loop =
            block->is_looping || (block->turns && out->items[i].strategy != BV_STRATEGY_LOOP);
    }
    return reader->starved ? bv_no_memory(err) : BV_OK;
}
