/* SPDX-License-Identifier: Apache-2.0 */
/* block_values.c: what registers hold, and where memory is that they point to. */
#include "scan/block_reader.h"

struct bv_register_value bv_block_fresh(struct bv_block_reader *reader)
{
    return (struct bv_register_value){.root = reader->next_root++};
}

void bv_block_set(struct bv_block_reader *reader, int8_t r, struct bv_register_value value)
{
    if (r < 0)
        return;
    reader->state.values[r] = value;
    reader->state.sources[r][0].is_known = reader->state.sources[r][1].is_known = false;
}

void bv_block_lose(struct bv_block_reader *reader, uint64_t registers)
{
    for (int8_t r = 0; registers != 0; r++, registers >>= 1)
        if ((registers & 1) != 0)
            bv_block_set(reader, r, bv_block_fresh(reader));
}

struct bv_memory_place bv_block_place(const struct bv_block_reader *reader,
                                      const struct bv_step *step)
{
    struct bv_memory_place place = {.scale = step->scale, .offset = step->displacement};
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

struct bv_memory_place bv_memory_place_at(struct bv_register_value value)
{
    return (struct bv_memory_place){.base = value.root, .offset = value.offset};
}

bool bv_memory_place_same_base(const struct bv_memory_place *a, const struct bv_memory_place *b)
{
    return a->base == b->base && a->index == b->index && a->scale == b->scale;
}
