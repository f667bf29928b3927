/* SPDX-License-Identifier: Apache-2.0 */
/* lines.c: blocks, loops, and an analysis of constants: a register is known at the head of a block
 * where all ways into it agree. */
#include "scan/lines.h"

#include <stdlib.h>
#include <string.h>

#include "scan/loops.h"

enum { PASSES = 32 };

/* Room for one more. Returns  false when out of memory */
static bool make_room(void **items, size_t count, size_t *capacity, size_t bytes)
{
    if (count < *capacity)
        return true;
    size_t wanted = *capacity == 0 ? 256 : 2 * *capacity;
    void *grown = reallocarray(*items, wanted, bytes);
    if (grown == NULL)
        return false;
    *items = grown;
    *capacity = wanted;
    return true;
}

static bool add_line(struct bv_lines *lines, const struct bv_code_line *line)
{
    void *items = lines->items;
    if (!make_room(&items, lines->count, &lines->capacity, sizeof *line))
        return false;
    lines->items = items;
    lines->items[lines->count++] = *line;
    return true;
}

static bool add_block(struct bv_lines *lines, size_t first)
{
    void *blocks = lines->blocks;
    if (!make_room(&blocks, lines->block_count, &lines->block_capacity, sizeof *lines->blocks))
        return false;
    lines->blocks = blocks;
    lines->blocks[lines->block_count++] = (struct bv_code_block){.first = first, .ways = {-1, -1}};
    return true;
}

/* Disassemble; what is no instruction ends whatever goes on before it. */
static bool disassemble(struct bv_lines *lines, csh disassembler, cs_insn *insn,
                        const unsigned char *data, uint64_t low, uint64_t high)
{
    const uint8_t *at = data;
    size_t left = high - low, unit = lines->rules->unit;
    uint64_t address = low;
    lines->count = lines->block_count = 0;
    while (left > 0) {
        struct bv_code_line line = {.address = address, .length = (uint8_t)unit};
        if (cs_disasm_iter(disassembler, &at, &left, &address, insn)) {
            line.length = (uint8_t)insn->size;
            lines->rules->understand(insn, &line.step);
        } else {
            line.step.kind = BV_STEP_END;
            size_t skipped = left < unit ? left : unit;
            at += skipped;
            left -= skipped;
            address += skipped;
        }
        if (!add_line(lines, &line))
            return false;
    }
    return lines->count > 0;
}

static bool is_jump(const struct bv_step *step)
{
    return step->kind == BV_STEP_JUMP || step->kind == BV_STEP_BRANCH;
}

/* The line at an address; count: none begins there. */
static size_t line_at(const struct bv_lines *lines, uint64_t address)
{
    size_t low = 0, high = lines->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (lines->items[middle].address < address)
            low = middle + 1;
        else
            high = middle;
    }
    return low < lines->count && lines->items[low].address == address ? low : lines->count;
}

const struct bv_code_block *bv_lines_block(const struct bv_lines *lines, uint64_t address)
{
    size_t low = 0, high = lines->block_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (lines->items[lines->blocks[middle].first].address <= address)
            low = middle;
        else
            high = middle;
    }
    return &lines->blocks[low];
}

/* Blocks begin where something jumps to, and behind jumps. */
static bool cut_blocks(struct bv_lines *lines)
{
    unsigned char *begins = calloc(lines->count + 1, 1);
    if (begins == NULL)
        return false;
    begins[0] = 1;
    for (size_t i = 0; i < lines->count; i++) {
        const struct bv_step *step = &lines->items[i].step;
        size_t target = is_jump(step) ? line_at(lines, step->target) : lines->count;
        if (target < lines->count)
            begins[target] |= 2;
        if (is_jump(step) || step->kind == BV_STEP_END)
            begins[i + 1] |= 1;
    }
    bool good = true;
    for (size_t i = 0; i < lines->count && good; i++)
        if (begins[i] != 0) {
            good = add_block(lines, i);
            if (good)
                lines->blocks[lines->block_count - 1].is_head = (begins[i] & 2) != 0;
        }
    free(begins);
    return good;
}

static void connect_blocks(struct bv_lines *lines)
{
    for (size_t b = 0; b < lines->block_count; b++) {
        struct bv_code_block *block = &lines->blocks[b];
        bool is_last = b + 1 == lines->block_count;
        block->end = is_last ? lines->count : block[1].first;
        const struct bv_step *step = &lines->items[block->end - 1].step;
        if (step->kind != BV_STEP_JUMP && step->kind != BV_STEP_END && !is_last)
            block->ways[0] = (int32_t)b + 1;
        size_t target = is_jump(step) ? line_at(lines, step->target) : lines->count;
        if (target < lines->count)
            block->ways[1] =
                (int32_t)(bv_lines_block(lines, lines->items[target].address) - lines->blocks);
        block->turns = block->ways[1] == (int32_t)b;
    }
}

static bool find_loops(struct bv_lines *lines)
{
    size_t count = lines->block_count;
    struct bv_loops_node *nodes = calloc(count, sizeof *nodes);
    uint32_t *stack = calloc(count, sizeof *stack);
    bool good = nodes != NULL && stack != NULL;
    for (size_t b = 0; b < count && good; b++) {
        nodes[b].ways[0] = lines->blocks[b].ways[0];
        nodes[b].ways[1] = lines->blocks[b].turns ? BV_LOOPS_NOWHERE : lines->blocks[b].ways[1];
    }
    if (good)
        bv_loops_find(nodes, count, stack);
    for (size_t b = 0; b < count && good; b++)
        lines->blocks[b].is_looping = nodes[b].is_looping;
    free(nodes);
    free(stack);
    return good;
}

/* What a line makes of what is known. */
static void follow(const struct bv_lines *lines, const struct bv_step *step,
                   struct bv_register_value known[BV_STEP_FLOATS])
{
    const struct bv_register_value unknown = {BV_ROOT_OTHER, 0};
    int8_t to = step->registers[0], from = step->registers[1], stack = lines->rules->stack;
    struct bv_register_value moved = from >= 0 && from < BV_STEP_FLOATS ? known[from] : unknown;
    struct bv_register_value depth = known[stack];
    uint64_t lost = step->lost | (step->kind == BV_STEP_CALL ? lines->rules->lost_in_calls : 0);
    for (lost &= (UINT64_C(1) << BV_STEP_FLOATS) - 1; lost != 0; lost &= lost - 1)
        known[__builtin_ctzll(lost)] = unknown;
    bool writes = to >= 0 && to < BV_STEP_FLOATS;
    if (step->kind == BV_STEP_SET && writes)
        known[to] = (struct bv_register_value){BV_ROOT_CONSTANT, step->value};
    if (step->kind == BV_STEP_MOVE && writes) {
        known[to] = moved;
        known[to].offset += moved.root == BV_ROOT_OTHER ? 0 : step->value;
    }
    if (step->kind == BV_STEP_PUSH || step->kind == BV_STEP_PUSH_MEMORY ||
        step->kind == BV_STEP_POP || step->kind == BV_STEP_CALL)
        known[stack] = depth;
    bool is_access = step->kind == BV_STEP_LOAD || step->kind == BV_STEP_STORE;
    if (is_access && step->base >= 0 && step->base < BV_STEP_FLOATS &&
        known[step->base].root != BV_ROOT_OTHER)
        known[step->base].offset += step->before + step->after;
    if (depth.root == BV_ROOT_OTHER)
        return;
    if (step->kind == BV_STEP_PUSH || step->kind == BV_STEP_PUSH_MEMORY)
        known[stack].offset -= step->bytes;
    else if (step->kind == BV_STEP_POP)
        known[stack].offset += step->bytes;
}

/* What two ways agree on.
 * Returns  whether less is known than before */
static bool meet(struct bv_code_block *block, const struct bv_register_value known[BV_STEP_FLOATS])
{
    bool changed = !block->is_reached;
    if (!block->is_reached)
        memcpy(block->known, known, sizeof block->known);
    block->is_reached = true;
    for (int r = 0; r < BV_STEP_FLOATS; r++) {
        struct bv_register_value *own = &block->known[r];
        if (own->root != BV_ROOT_OTHER &&
            (own->root != known[r].root || own->offset != known[r].offset)) {
            *own = (struct bv_register_value){BV_ROOT_OTHER, 0};
            changed = true;
        }
    }
    block->is_changed = block->is_changed || changed;
    return changed;
}

static void forget(struct bv_register_value known[BV_STEP_FLOATS])
{
    for (int r = 0; r < BV_STEP_FLOATS; r++)
        known[r] = (struct bv_register_value){BV_ROOT_OTHER, 0};
}

static void find_known(struct bv_lines *lines)
{
    struct bv_register_value known[BV_STEP_FLOATS];
    forget(known);
    known[lines->rules->stack] = (struct bv_register_value){BV_ROOT_STACK, 0};
    meet(&lines->blocks[0], known);
    bool changed = true;
    for (int pass = 0; changed && pass < PASSES; pass++) {
        changed = false;
        for (size_t b = 0; b < lines->block_count; b++) {
            struct bv_code_block *block = &lines->blocks[b];
            if (!block->is_changed)
                continue;
            block->is_changed = false;
            memcpy(known, block->known, sizeof known);
            for (size_t i = block->first; i < block->end; i++)
                follow(lines, &lines->items[i].step, known);
            for (int w = 0; w < 2; w++)
                if (block->ways[w] >= 0)
                    changed = meet(&lines->blocks[block->ways[w]], known) || changed;
        }
    }
    for (size_t b = 0; b < lines->block_count; b++)
        if (changed || !lines->blocks[b].is_reached) { /* by a table of jumps, perhaps */
            forget(lines->blocks[b].known);
            lines->blocks[b].known[lines->rules->stack] =
                (struct bv_register_value){BV_ROOT_FRAME, 0};
        }
}

bool bv_lines_read(struct bv_lines *lines, csh disassembler, cs_insn *insn,
                   const unsigned char *data, uint64_t low, uint64_t high)
{
    if (!disassemble(lines, disassembler, insn, data, low, high) || !cut_blocks(lines))
        return false;
    connect_blocks(lines);
    find_known(lines);
    return find_loops(lines);
}

void bv_lines_finish(struct bv_lines *lines)
{
    free(lines->items);
    free(lines->blocks);
    *lines = (struct bv_lines){0};
}
