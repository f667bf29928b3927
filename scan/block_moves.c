/* SPDX-License-Identifier: Apache-2.0 */
/* block_moves.c: instructions that move bytes, one after the other. */
#include "scan/block_reader.h"

struct bv_copy_part bv_code_line_part(const struct bv_code_line *line)
{
    return (struct bv_copy_part){line->address, line->length};
}

void bv_block_load(struct bv_block_reader *reader, const struct bv_code_line *line)
{
    const struct bv_step *step = &line->step;
    struct bv_memory_place place = bv_block_place(reader, step);
    struct bv_register_source kept = {0};
    if (step->part == BV_STEP_HIGH && step->registers[0] >= 0)
        kept = reader->state.sources[step->registers[0]][0];
    bv_block_lose(reader, step->lost);
    for (uint8_t i = 0; i < step->register_count; i++) {
        int8_t r = step->registers[i];
        struct bv_register_source source = {true, step->bytes, place, line->address, line->length};
        source.place.offset += (int64_t)i * step->bytes;
        if (r < 0)
            continue;
        bv_block_set(reader, r, bv_block_fresh(reader));
        if (step->part == BV_STEP_HIGH) {
            reader->state.sources[r][0] = kept;
            reader->state.sources[r][1] = source;
        } else {
            reader->state.sources[r][0] = source;
        }
    }
}

static void store_part(struct bv_block_reader *reader, const struct bv_code_line *line,
                       const struct bv_register_source *source, struct bv_memory_place to,
                       uint32_t bytes)
{
    if (!source->is_known || source->bytes < bytes)
        return;
    const struct bv_moved pair = {.from = source->place,
                                  .to = to,
                                  .bytes = bytes,
                                  .load = {source->address, source->length},
                                  .store = bv_code_line_part(line)};
    if (!bv_memory_place_same_base(&pair.from, &to) || pair.from.offset != to.offset)
        bv_block_add_moved(reader, &pair);
}

void bv_block_store(struct bv_block_reader *reader, const struct bv_code_line *line)
{
    const struct bv_step *step = &line->step;
    struct bv_memory_place to = bv_block_place(reader, step);
    for (uint8_t i = 0; i < step->register_count; i++, to.offset += step->bytes) {
        int8_t r = step->registers[i];
        if (r < 0)
            continue;
        const struct bv_register_source *halves = reader->state.sources[r];
        if (step->part == BV_STEP_HIGH) {
            store_part(reader, line, &halves[1], to, step->bytes);
        } else if (halves[1].is_known && step->bytes == 16) {
            struct bv_memory_place high = to;
            high.offset += 8;
            store_part(reader, line, &halves[0], to, 8);
            store_part(reader, line, &halves[1], high, 8);
        } else {
            store_part(reader, line, &halves[0], to, step->bytes);
        }
    }
}

void bv_block_move(struct bv_block_reader *reader, const struct bv_step *step)
{
    struct bv_register_value value = reader->state.values[step->registers[1]];
    const struct bv_register_source from = reader->state.sources[step->registers[1]][0];
    const struct bv_register_source from_high = reader->state.sources[step->registers[1]][1];
    const struct bv_register_source kept = reader->state.sources[step->registers[0]][0];
    value.offset += step->value;
    bv_block_set(reader, step->registers[0], value);
    struct bv_register_source *to = reader->state.sources[step->registers[0]];
    if (step->part == BV_STEP_HIGH) { /* the low half of the other one on top of what is there */
        to[0] = kept;
        to[1] = from;
        reader->state.values[step->registers[0]] = bv_block_fresh(reader);
    } else if (step->value == 0) {
        to[0] = from;
        to[1] = from_high;
    }
    if (step->changes_flags)
        reader->asked =
            (struct bv_compared){.sides = {value}, .bytes = step->bytes, .is_result = true};
}

void bv_block_push(struct bv_block_reader *reader, const struct bv_code_line *line)
{
    const struct bv_step *step = &line->step;
    struct bv_register_value *stack = &reader->state.values[reader->rules->stack];
    struct bv_memory_place from = bv_block_place(reader, step);
    stack->offset -= step->bytes;
    if (step->kind == BV_STEP_PUSH_MEMORY) {
        const struct bv_register_source source = {true, step->bytes, from, line->address,
                                                  line->length};
        store_part(reader, line, &source, bv_memory_place_at(*stack), step->bytes);
    } else if (step->registers[0] >= 0) {
        store_part(reader, line, &reader->state.sources[step->registers[0]][0],
                   bv_memory_place_at(*stack), step->bytes);
    }
}

/* Where compilers do not know how the target is aligned, they move the first and the last word, and
 * between them, from the next aligned place on, as many as it takes. */
static void fill_gap(struct bv_block_reader *reader, const struct bv_code_line *line)
{
    if (reader->pair_count < 2)
        return;
    const struct bv_moved *last = &reader->pairs[reader->pair_count - 1], *first = last - 1;
    if (first->to.offset > last->to.offset) {
        const struct bv_moved *earlier = first;
        first = last;
        last = earlier;
    }
    int64_t from = first->to.offset + (int64_t)first->bytes, bytes = last->to.offset - from;
    if (!bv_moved_goes_on(first, last) || first->bytes != line->step.bytes ||
        last->bytes != line->step.bytes || bytes <= BV_BLOCK_COPY_LEAST)
        return;
    struct bv_moved pair = {.from = first->from,
                            .to = first->to,
                            .bytes = (uint64_t)bytes,
                            .load = bv_code_line_part(line),
                            .store = bv_code_line_part(line),
                            .strategy = BV_STRATEGY_REP_MOVS};
    pair.from.offset += (int64_t)first->bytes;
    pair.to.offset += (int64_t)first->bytes;
    bv_block_add_moved(reader, &pair);
}

void bv_block_string_move(struct bv_block_reader *reader, const struct bv_code_line *line)
{
    const struct bv_step_rules *rules = reader->rules;
    struct bv_register_value *values = reader->state.values;
    uint64_t times = 1;
    if (line->step.repeats) {
        struct bv_register_value count = values[rules->count];
        if (count.root != BV_ROOT_CONSTANT || count.offset < 0 || count.offset > INT32_MAX) {
            fill_gap(reader, line);
            bv_block_lose(reader, line->step.lost);
            return;
        }
        times = (uint64_t)count.offset;
    }
    const struct bv_moved pair = {.from = bv_memory_place_at(values[rules->from]),
                                  .to = bv_memory_place_at(values[rules->to]),
                                  .bytes = times * line->step.bytes,
                                  .load = bv_code_line_part(line),
                                  .store = bv_code_line_part(line),
                                  .strategy = line->step.repeats ? BV_STRATEGY_REP_MOVS
                                                                 : BV_STRATEGY_MOVES};
    bv_block_add_moved(reader, &pair);
    if (line->step.repeats)
        bv_block_set(reader, rules->count, (struct bv_register_value){0});
    values[rules->from].offset += (int64_t)pair.bytes;
    values[rules->to].offset += (int64_t)pair.bytes;
}
