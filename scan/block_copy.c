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
#include "scan/lines.h"
#include "scan/turns.h"

enum { FIRST_ROOT = BV_ROOT_OTHER + 1, GAP = 7, PAIRS_MOST = 4096 };

struct place {
    uint32_t base, index; /* roots; index 0: none */
    uint8_t scale;
    int64_t offset;
};

/* What a register holds of memory, whole or by halves. */
struct source {
    bool is_known;
    uint32_t bytes;
    struct place place;
    uint64_t address; /* of the load */
    uint8_t length;
};

/* Bytes that went from one place to another. */
struct pair {
    struct place from, to;
    uint64_t bytes;
    struct bv_copy_part load, store; /* one address twice where one instruction does both */
    enum bv_strategy strategy;       /* of moves, or by one instruction */
};

struct state {
    struct bv_register_value values[BV_STEP_REGISTERS];
    struct source sources[BV_STEP_REGISTERS][2];
};

/* What a branch may ask about. */
struct comparison {
    struct bv_register_value sides[2];
    uint32_t bytes; /* that are compared; 0: nothing is known */
    bool is_result; /* of a sum with 0: carries are those of the sum, and not known */
};

struct bv_block_reader {
    const struct bv_binary *binary;
    const struct bv_step_rules *rules;
    csh disassembler;
    cs_insn *insn;
    struct bv_lines lines;
    struct pair *pairs; /* PAIRS_MOST */
    size_t pair_count;
    struct state state;
    struct bv_register_value entry[BV_STEP_REGISTERS];
    bool has_entry;      /* what fell into the block is in `entry` */
    uint32_t next_root;  /* never given before, within a stretch */
    uint32_t block_root; /* register r had block_root + r where the block began */
    uint64_t block_address;
    struct comparison asked;           /* the last one */
    struct place *places;              /* where the copies of the stretch went */
    size_t place_count, first_waiting; /* place of a copy that may yet be an argument */
    struct bv_block_copies *out;
    uint32_t owner;
    bool starved;
};

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
    reader->pairs = malloc(PAIRS_MOST * sizeof *reader->pairs);
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

static struct bv_register_value fresh(struct bv_block_reader *reader)
{
    return (struct bv_register_value){.root = reader->next_root++};
}

static void set_value(struct bv_block_reader *reader, int8_t r, struct bv_register_value value)
{
    if (r < 0)
        return;
    reader->state.values[r] = value;
    reader->state.sources[r][0].is_known = reader->state.sources[r][1].is_known = false;
}

static void lose(struct bv_block_reader *reader, uint64_t registers)
{
    for (int8_t r = 0; registers != 0; r++, registers >>= 1)
        if ((registers & 1) != 0)
            set_value(reader, r, fresh(reader));
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
    reader->asked = (struct comparison){0};
    for (int r = 0; r < BV_STEP_REGISTERS; r++) {
        struct bv_register_value value = fresh(reader);
        if (r < BV_STEP_FLOATS && block->known[r].root != BV_ROOT_OTHER)
            value = block->known[r];
        set_value(reader, (int8_t)r, value);
    }
}

static struct place place_of(const struct bv_block_reader *reader, const struct bv_step *step)
{
    struct place place = {.scale = step->scale, .offset = step->displacement};
    if (step->base >= 0) {
        place.base = reader->state.values[step->base].root;
        place.offset += reader->state.values[step->base].offset + step->before;
    } else if (!step->is_absolute) {
        place.base = UINT32_MAX; /* of a thread */
    }
    if (step->index >= 0) {
        struct bv_register_value index = reader->state.values[step->index];
        place.offset += index.offset * step->scale;
        place.index = index.root;
    }
    if (place.index == 0)
        place.scale = 0;
    return place;
}

static struct place place_at(struct bv_register_value value)
{
    return (struct place){.base = value.root, .offset = value.offset};
}

static bool same_base(const struct place *a, const struct place *b)
{
    return a->base == b->base && a->index == b->index && a->scale == b->scale;
}

static void add_pair(struct bv_block_reader *reader, const struct pair *pair)
{
    if (reader->pair_count < PAIRS_MOST)
        reader->pairs[reader->pair_count++] = *pair;
}

static int compare_pairs(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
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

static bool goes_on(const struct pair *a, const struct pair *b)
{
    return same_base(&a->to, &b->to) && same_base(&a->from, &b->from) &&
           a->from.offset - a->to.offset == b->from.offset - b->to.offset;
}

/* What is known of the loop that the block is, where it is one. */
struct turns {
    bool is_loop;
    int64_t trips; /* 0: unknown */
};

/* By how much a place moves in a turn of the loop. */
static bool step_of(const struct bv_block_reader *reader, const struct place *place, int64_t *out)
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

/* How often a loop goes round whose end the last comparison decides.
 * Returns  0: unknown */
static int64_t trips_of(const struct bv_block_reader *reader, enum bv_step_condition condition)
{
    const struct comparison *asked = &reader->asked;
    bool is_unsigned = condition >= BV_STEP_BELOW;
    if (!reader->has_entry || asked->bytes == 0 || (asked->is_result && is_unsigned))
        return 0;
    int64_t steps[2] = {0, 0};
    struct bv_register_value sides[2];
    for (int i = 0; i < 2; i++) {
        struct place place = place_at(asked->sides[i]);
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

static void keep_copy(struct bv_block_reader *reader, struct bv_block_copy copy, struct place to)
{
    reader->starved |= !BV_APPEND(reader->places, reader->place_count, to);
    copy.owner = reader->owner;
    reader->starved |= !BV_APPEND(reader->out->items, reader->out->count, copy);
}

static void add_part(struct bv_block_reader *reader, struct bv_block_copy *copy,
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
static void keep_run(struct bv_block_reader *reader, const struct pair *pairs, size_t count,
                     struct turns turns)
{
    struct bv_block_copy copy = {
        .address = UINT64_MAX, .first_part = reader->out->part_count, .callee_offset = -1};
    struct place to = pairs[0].to;
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
                to = place_at(value);
        }
    }
    if (copy.bytes <= BV_BLOCK_COPY_LEAST)
        return;
    for (size_t i = 0; i < count; i++) {
        add_part(reader, &copy, pairs[i].load);
        add_part(reader, &copy, pairs[i].store);
    }
    if (strategy != BV_STRATEGY_MOVES)
        copy.strategy = strategy;
    keep_copy(reader, copy, to);
}

static void keep_pairs(struct bv_block_reader *reader, struct turns turns)
{
    if (reader->pair_count > 1)
        qsort(reader->pairs, reader->pair_count, sizeof *reader->pairs, compare_pairs);
    for (size_t i = 0, next; i < reader->pair_count; i = next) {
        int64_t end = reader->pairs[i].to.offset + (int64_t)reader->pairs[i].bytes;
        for (next = i + 1; next < reader->pair_count; next++) {
            const struct pair *pair = &reader->pairs[next];
            if (!goes_on(&reader->pairs[i], pair) || pair->to.offset > end + GAP)
                break;
            int64_t own = pair->to.offset + (int64_t)pair->bytes;
            end = own > end ? own : end;
        }
        keep_run(reader, reader->pairs + i, next - i, turns);
    }
    reader->pair_count = 0;
}

static struct bv_copy_part part_of(const struct bv_code_line *line)
{
    return (struct bv_copy_part){line->address, line->length};
}

static void load(struct bv_block_reader *reader, const struct bv_code_line *line)
{
    const struct bv_step *step = &line->step;
    struct place place = place_of(reader, step);
    struct source kept = {0};
    if (step->part == BV_STEP_HIGH && step->registers[0] >= 0)
        kept = reader->state.sources[step->registers[0]][0];
    lose(reader, step->lost);
    for (uint8_t i = 0; i < step->register_count; i++) {
        int8_t r = step->registers[i];
        struct source source = {true, step->bytes, place, line->address, line->length};
        source.place.offset += (int64_t)i * step->bytes;
        if (r < 0)
            continue;
        set_value(reader, r, fresh(reader));
        if (step->part == BV_STEP_HIGH) {
            reader->state.sources[r][0] = kept;
            reader->state.sources[r][1] = source;
        } else {
            reader->state.sources[r][0] = source;
        }
    }
}

static void store_part(struct bv_block_reader *reader, const struct bv_code_line *line,
                       const struct source *source, struct place to, uint32_t bytes)
{
    if (!source->is_known || source->bytes < bytes)
        return;
    const struct pair pair = {.from = source->place,
                              .to = to,
                              .bytes = bytes,
                              .load = {source->address, source->length},
                              .store = part_of(line)};
    if (!same_base(&pair.from, &to) || pair.from.offset != to.offset)
        add_pair(reader, &pair);
}

static void store(struct bv_block_reader *reader, const struct bv_code_line *line)
{
    const struct bv_step *step = &line->step;
    struct place to = place_of(reader, step);
    for (uint8_t i = 0; i < step->register_count; i++, to.offset += step->bytes) {
        int8_t r = step->registers[i];
        if (r < 0)
            continue;
        const struct source *halves = reader->state.sources[r];
        if (step->part == BV_STEP_HIGH) {
            store_part(reader, line, &halves[1], to, step->bytes);
        } else if (halves[1].is_known && step->bytes == 16) {
            struct place high = to;
            high.offset += 8;
            store_part(reader, line, &halves[0], to, 8);
            store_part(reader, line, &halves[1], high, 8);
        } else {
            store_part(reader, line, &halves[0], to, step->bytes);
        }
    }
}

static void move(struct bv_block_reader *reader, const struct bv_step *step)
{
    struct bv_register_value value = reader->state.values[step->registers[1]];
    const struct source from = reader->state.sources[step->registers[1]][0];
    const struct source from_high = reader->state.sources[step->registers[1]][1];
    const struct source kept = reader->state.sources[step->registers[0]][0];
    value.offset += step->value;
    set_value(reader, step->registers[0], value);
    struct source *to = reader->state.sources[step->registers[0]];
    if (step->part == BV_STEP_HIGH) { /* the low half of the other one on top of what is there */
        to[0] = kept;
        to[1] = from;
        reader->state.values[step->registers[0]] = fresh(reader);
    } else if (step->value == 0) {
        to[0] = from;
        to[1] = from_high;
    }
    if (step->changes_flags)
        reader->asked =
            (struct comparison){.sides = {value}, .bytes = step->bytes, .is_result = true};
}

static void push(struct bv_block_reader *reader, const struct bv_code_line *line)
{
    const struct bv_step *step = &line->step;
    struct bv_register_value *stack = &reader->state.values[reader->rules->stack];
    struct place from = place_of(reader, step);
    stack->offset -= step->bytes;
    if (step->kind == BV_STEP_PUSH_MEMORY) {
        const struct source source = {true, step->bytes, from, line->address, line->length};
        store_part(reader, line, &source, place_at(*stack), step->bytes);
    } else if (step->registers[0] >= 0) {
        store_part(reader, line, &reader->state.sources[step->registers[0]][0], place_at(*stack),
                   step->bytes);
    }
}

/* Where compilers do not know how the target is aligned, they move the first and the last word, and
 * between them, from the next aligned place on, as many as it takes. */
static void fill_gap(struct bv_block_reader *reader, const struct bv_code_line *line)
{
    if (reader->pair_count < 2)
        return;
    const struct pair *last = &reader->pairs[reader->pair_count - 1], *first = last - 1;
    if (first->to.offset > last->to.offset) {
        const struct pair *earlier = first;
        first = last;
        last = earlier;
    }
    int64_t from = first->to.offset + (int64_t)first->bytes, bytes = last->to.offset - from;
    if (!goes_on(first, last) || first->bytes != line->step.bytes ||
        last->bytes != line->step.bytes || bytes <= BV_BLOCK_COPY_LEAST)
        return;
    struct pair pair = {.from = first->from,
                        .to = first->to,
                        .bytes = (uint64_t)bytes,
                        .load = part_of(line),
                        .store = part_of(line),
                        .strategy = BV_STRATEGY_REP_MOVS};
    pair.from.offset += (int64_t)first->bytes;
    pair.to.offset += (int64_t)first->bytes;
    add_pair(reader, &pair);
}

static void string_move(struct bv_block_reader *reader, const struct bv_code_line *line)
{
    const struct bv_step_rules *rules = reader->rules;
    struct bv_register_value *values = reader->state.values;
    uint64_t times = 1;
    if (line->step.repeats) {
        struct bv_register_value count = values[rules->count];
        if (count.root != BV_ROOT_CONSTANT || count.offset < 0 || count.offset > INT32_MAX) {
            fill_gap(reader, line);
            lose(reader, line->step.lost);
            return;
        }
        times = (uint64_t)count.offset;
    }
    const struct pair pair = {.from = place_at(values[rules->from]),
                              .to = place_at(values[rules->to]),
                              .bytes = times * line->step.bytes,
                              .load = part_of(line),
                              .store = part_of(line),
                              .strategy =
                                  line->step.repeats ? BV_STRATEGY_REP_MOVS : BV_STRATEGY_MOVES};
    add_pair(reader, &pair);
    if (line->step.repeats)
        set_value(reader, rules->count, (struct bv_register_value){0});
    values[rules->from].offset += (int64_t)pair.bytes;
    values[rules->to].offset += (int64_t)pair.bytes;
}

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
    const struct pair pair = {.from = place_at(from),
                              .to = place_at(to),
                              .bytes = duff_bytes(reader, duff, line->step.target),
                              .load = part_of(line),
                              .store = part_of(line),
                              .strategy = BV_STRATEGY_DUFF};
    if (pair.bytes > 0)
        add_pair(reader, &pair);
    lose(reader, rules->lost_in_duff);
    from.offset += (int64_t)pair.bytes;
    to.offset += (int64_t)pair.bytes;
    set_value(reader, rules->duff_from, from);
    set_value(reader, rules->duff_to, to);
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
    add_part(reader, &copy, part_of(line));
    keep_copy(reader, copy, place_at(to));
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
        const struct place *to = &reader->places[i];
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

/* leaves   by a jump: nothing follows */
static void call(struct bv_block_reader *reader, const struct bv_code_line *line)
{
    const struct bv_step *step = &line->step;
    const struct bv_copier_at *copier =
        step->target != 0 ? bv_copiers_at(reader->binary, step->target, step->through_memory)
                          : NULL;
    if (copier != NULL && copier->kind == BV_COPIER_GO_DUFF) {
        duff_copy(reader, line, copier);
        return;
    }
    keep_pairs(reader, (struct turns){0});
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
    lose(reader, reader->rules->lost_in_calls);
}

static void branch(struct bv_block_reader *reader, const struct bv_step *step)
{
    if (step->target != reader->block_address)
        return;
    if (step->until_zero && step->registers[0] >= 0)
        reader->asked = (struct comparison){.sides = {reader->state.values[step->registers[0]]},
                                            .bytes = step->bytes};
    keep_pairs(reader, (struct turns){.is_loop = true, .trips = trips_of(reader, step->condition)});
}

static void follow(struct bv_block_reader *reader, const struct bv_code_line *line)
{
    const struct bv_step *step = &line->step;
    struct bv_register_value *values = reader->state.values;
    if (step->changes_flags || step->kind == BV_STEP_CALL)
        reader->asked = (struct comparison){0};
    switch (step->kind) {
    case BV_STEP_LOAD:
        load(reader, line);
        break;
    case BV_STEP_STORE:
        store(reader, line);
        break;
    case BV_STEP_MOVE:
        move(reader, step);
        break;
    case BV_STEP_SET:
        set_value(reader, step->registers[0],
                  (struct bv_register_value){BV_ROOT_CONSTANT, step->value});
        break;
    case BV_STEP_PUSH:
    case BV_STEP_PUSH_MEMORY:
        push(reader, line);
        break;
    case BV_STEP_POP:
        lose(reader, step->lost & ~(UINT64_C(1) << reader->rules->stack));
        values[reader->rules->stack].offset += step->bytes;
        break;
    case BV_STEP_STRING:
        string_move(reader, line);
        break;
    case BV_STEP_COMPARE:
        reader->asked = (struct comparison){
            .sides = {values[step->registers[0]],
                      step->registers[1] >= 0
                          ? values[step->registers[1]]
                          : (struct bv_register_value){BV_ROOT_CONSTANT, step->value}},
            .bytes = step->bytes};
        break;
    case BV_STEP_CALL:
        call(reader, line);
        break;
    case BV_STEP_BRANCH:
        branch(reader, step);
        break;
    case BV_STEP_JUMP:
        break;
    case BV_STEP_END:
    case BV_STEP_OTHER:
        lose(reader, step->lost);
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
        keep_pairs(reader, (struct turns){0});
        begin_block(reader, block, falls_in);
    }
    if (!falls_in)
        reader->first_waiting = reader->place_count;
    for (size_t i = block->first; i < block->end; i++) {
        const struct bv_code_line *line = &reader->lines.items[i];
        const struct bv_step *step = &line->step;
        bool outside = step->through_memory || step->target < low || step->target >= high;
        if (step->kind == BV_STEP_JUMP && outside)
            call(reader, line); /* the last thing that it does */
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
    keep_pairs(reader, (struct turns){0});
    for (size_t i = first_copy; i < out->count; i++) {
        const struct bv_code_block *block = bv_lines_block(&reader->lines, out->items[i].address);
        out->items[i].in_loop =
            block->is_looping || (block->turns && out->items[i].strategy != BV_STRATEGY_LOOP);
    }
    return reader->starved ? bv_no_memory(err) : BV_OK;
}
