/* SPDX-License-Identifier: Apache-2.0 */
/* block_calls.c: calls, of what copies and of what takes copies. */
#include "lib/base/memory.h"
#include "scan/block_reader.h"

/* Bytes that Go's duffcopy copies from an entry on. */
static uint64_t duff_bytes(struct bv_block_reader *reader, const struct bv_copier_at *duff,
                           uint64_t entry)
{
    enum { DUFF_MOST = 1 << 16 }; /* of code, far above the real one: it is read at every call */
    uint64_t end = duff->address + duff->bytes, bytes = 0;
    if (duff->bytes > DUFF_MOST)
        return 0;
    const uint8_t *at = bv_binary_code(reader->binary, entry, end);
    size_t left = at != NULL ? end - entry : 0;
    while (left > 0 && cs_disasm_iter(reader->disassembler, &at, &left, &entry, reader->insn)) {
        struct bv_step step;
        reader->rules->understand(reader->insn, &step);
        if (step.kind == BV_STEP_END)
            break;
        if (step.kind == BV_STEP_STORE)
            bytes += (uint64_t)step.bytes * step.register_count;
    }
    return bytes;
}

/* Go moves what duffcopy's blocks do not fit itself, before or after. */
static void duff_copy(struct bv_block_reader *reader, const struct bv_code_line *line,
                      const struct bv_copier_at *duff)
{
    const struct bv_step_rules *rules = reader->rules;
    struct bv_register_value from = reader->state.values[rules->duff_from],
                             to = reader->state.values[rules->duff_to];
    const struct bv_moved pair = {.from = bv_memory_place_at(from),
                                  .to = bv_memory_place_at(to),
                                  .bytes = duff_bytes(reader, duff, line->step.target),
                                  .load = bv_code_line_part(line),
                                  .store = bv_code_line_part(line),
                                  .strategy = BV_STRATEGY_DUFF};
    if (pair.bytes > 0)
        bv_block_add_moved(reader, &pair);
    bv_block_lose(reader, rules->lost_in_duff);
    from.offset += (int64_t)pair.bytes;
    to.offset += (int64_t)pair.bytes;
    bv_block_set(reader, rules->duff_from, from);
    bv_block_set(reader, rules->duff_to, to);
}

static void call_copier(struct bv_block_reader *reader, const struct bv_code_line *line,
                        const struct bv_copier_at *copier)
{
    const struct bv_step_rules *rules = reader->rules;
    bool is_go = copier->kind == BV_COPIER_GO_MOVE;
    struct bv_register_value length =
        reader->state.values[is_go ? rules->go_length : rules->length];
    struct bv_register_value to = reader->state.values[is_go ? rules->go_to : rules->to];
    if (length.root != BV_ROOT_CONSTANT || length.offset <= BV_BLOCK_COPY_LEAST)
        return;
    struct bv_block_copy copy = {.address = line->address,
                                 .bytes = (uint64_t)length.offset,
                                 .strategy = BV_STRATEGY_MEMCPY,
                                 .callee_offset = -1,
                                 .first_part = reader->out->part_count};
    bv_block_add_part(reader, &copy, bv_code_line_part(line));
    bv_block_keep_copy(reader, copy, bv_memory_place_at(to));
}

/* Copies that wait for a call get it, where it takes what they made. */
static void give_to_call(struct bv_block_reader *reader, uint64_t site, uint64_t target)
{
    if (reader->starved) /* copies and places are not of one number then */
        return;
    struct bv_register_value stack = reader->state.values[reader->rules->stack];
    for (size_t i = reader->first_waiting; i < reader->place_count; i++) {
        struct bv_block_copy *copy =
            &reader->out->items[reader->out->count - reader->place_count + i];
        const struct bv_memory_place *to = &reader->places[i];
        if (to->index != 0)
            continue;
        if (to->base == stack.root && to->offset >= stack.offset) {
            copy->call = site;
            copy->callee = target;
            copy->callee_offset = to->offset - stack.offset;
        }
        for (int a = 0; a < 8 && reader->rules->arguments[a] >= 0; a++) {
            struct bv_register_value argument = reader->state.values[reader->rules->arguments[a]];
            if (argument.root == to->base && argument.offset == to->offset) {
                copy->call = site;
                copy->callee = target;
                copy->by_address = true;
            }
        }
    }
    reader->first_waiting = reader->place_count;
}

void bv_block_call(struct bv_block_reader *reader, const struct bv_code_line *line)
{
    const struct bv_step *step = &line->step;
    const struct bv_copier_at *copier =
        step->target != 0 ? bv_copiers_at(reader->binary, step->target, step->through_memory)
                          : NULL;
    if (copier != NULL && copier->kind == BV_COPIER_GO_DUFF) {
        duff_copy(reader, line, copier);
        return;
    }
    bv_block_keep_moved(reader, (struct bv_loop_turns){0});
    if (copier != NULL) {
        call_copier(reader, line, copier);
    } else {
        uint64_t target = step->through_memory ? 0 : step->target;
        if (target != 0)
            reader->starved |=
                !BV_APPEND(reader->out->calls, reader->out->call_count,
                           ((struct bv_call_site){line->address, target, reader->owner}));
        give_to_call(reader, line->address, target != 0 ? target : UINT64_MAX);
    }
    bv_block_lose(reader, reader->rules->lost_in_calls);
}
