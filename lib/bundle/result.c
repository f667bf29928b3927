/* SPDX-License-Identifier: Apache-2.0 */
/* result.c: growing and releasing a result. */
#include "lib/bundle/result.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/letter.h"

const char *bv_facts_get(const struct bv_facts *facts, const char *name)
{
    for (size_t i = 0; i < facts->count; i++)
        if (strcmp(facts->items[i].name, name) == 0)
            return facts->items[i].value;
    return NULL;
}

const char *bv_result_keep(struct bv_result *result, const char *text)
{
    if (text == NULL)
        return NULL;
    const char *kept = bv_letters_or_note(text);
    return bv_region_text(&result->storage, kept, strlen(kept));
}

/* Make room for one more item; capacity doubles at the powers of two, so it need not be stored. */
static void *grow(void *items, size_t count, size_t item_bytes)
{
    if (count != 0 && (count & (count - 1)) != 0)
        return items;
    return realloc(items, (count == 0 ? 1 : 2 * count) * item_bytes);
}

#define ADD(items, count, item)                                                                    \
    do {                                                                                           \
        void *grown = grow((items), (count), sizeof *(items));                                     \
        if (grown == NULL)                                                                         \
            return BV_E_NOMEM;                                                                     \
        (items) = grown;                                                                           \
        (items)[(count)++] = (item);                                                               \
        return BV_OK;                                                                              \
    } while (0)

enum bv_status bv_result_add_row(struct bv_result *result, const struct bv_row *row)
{
    ADD(result->rows, result->row_count, *row);
}

enum bv_status bv_result_add_block(struct bv_result *result, const struct bv_block_info *block)
{
    ADD(result->blocks, result->block_count, *block);
}

enum bv_status bv_result_add_event(struct bv_result *result, const struct bv_event *event)
{
    ADD(result->events, result->event_count, *event);
}

enum bv_status bv_result_add_case(struct bv_result *result, const struct bv_case_info *info)
{
    ADD(result->cases, result->case_count, *info);
}

enum bv_status bv_result_add_warning(struct bv_result *result, const struct bv_warning *warning)
{
    ADD(result->warnings, result->warning_count, *warning);
}

enum bv_status bv_facts_add(struct bv_facts *facts, const char *name, const char *value)
{
    ADD(facts->items, facts->count, ((struct bv_fact){name, value}));
}

void bv_result_finish(struct bv_result *result)
{
    if (result == NULL)
        return;
    free(result->key.items);
    free(result->state_before.items);
    free(result->state_after.items);
    free(result->capture.items);
    free(result->warnings);
    free(result->cases);
    free(result->blocks);
    free(result->rows);
    free(result->events);
    bv_region_finish(&result->storage);
    memset(result, 0, sizeof *result);
}
