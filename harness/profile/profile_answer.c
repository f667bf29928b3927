/* SPDX-License-Identifier: Apache-2.0 */
/* profile_answer.c: see profile_answer.h. */
#include "harness/profile/profile_answer.h"

#include <string.h>

#include "harness/profile/stack_walk.h"
#include "harness/worker/answer_line.h"
#include "lib/base/fields.h"
#include "lib/base/memory.h"

static const struct bv_place whole = {NULL, "its answer", BV_WHOLE};

static enum bv_status take_mapping(struct bv_stack_profile *to, const json_t *json,
                                   struct bv_error *err)
{
    const struct bv_place place = {&whole, "byval_mapping", BV_WHOLE};
    struct bv_code_mapping mapping = {.path = "", .build_id = ""};
    const struct bv_field fields[] = {
        BV_LONG_COUNT("start", BV_PLAIN, 0, INT64_MAX, &mapping.start),
        BV_LONG_COUNT("limit", BV_PLAIN, 0, INT64_MAX, &mapping.limit),
        BV_LONG_COUNT("offset", BV_PLAIN, 0, INT64_MAX, &mapping.offset),
        BV_TEXT("path", BV_PLAIN, &mapping.path),
        BV_TEXT("build_id", BV_PLAIN, &mapping.build_id),
    };
    if (bv_fields_read(json, &place, fields, sizeof fields / sizeof fields[0], true, err) != BV_OK)
        return BV_E_CHILD;
    mapping.path = bv_region_text(&to->storage, mapping.path, strlen(mapping.path));
    mapping.build_id = bv_region_text(&to->storage, mapping.build_id, strlen(mapping.build_id));
    return mapping.path != NULL && mapping.build_id != NULL &&
                   BV_APPEND(to->mappings, to->mapping_count, mapping)
               ? BV_OK
               : bv_no_memory(err);
}

static enum bv_status take_stack(struct bv_stack_profile *to, const json_t *json,
                                 struct bv_error *err)
{
    const struct bv_place place = {&whole, "byval_stack", BV_WHOLE};
    const uint32_t value_count = bv_profile_traits_of(to->kind)->value_count;
    const json_t *frames = NULL, *values = NULL;
    struct bv_stack stack = {0};
    const struct bv_field fields[] = {
        BV_LIST("values", BV_PLAIN, value_count, value_count, &values),
        BV_LIST("frames", BV_PLAIN, 1, BV_STACK_FRAMES, &frames),
    };
    if (bv_fields_read(json, &place, fields, sizeof fields / sizeof fields[0], true, err) != BV_OK)
        return BV_E_CHILD;
    size_t depth = json_array_size(frames);
    uint64_t *addresses = bv_region_take(&to->storage, depth * sizeof *addresses);
    if (addresses == NULL)
        return bv_no_memory(err);
    for (size_t i = 0; i < depth; i++) {
        const struct bv_place here = {&place, "frames", (int64_t)i};
        struct bv_field field = BV_LONG_COUNT(NULL, BV_PLAIN, 0, INT64_MAX, &addresses[i]);
        if (bv_value_read(json_array_get(frames, i), &here, field, err) != BV_OK)
            return BV_E_CHILD;
    }
    for (uint32_t i = 0; i < value_count; i++) {
        const struct bv_place here = {&place, "values", i};
        struct bv_field field = BV_LONG_COUNT(NULL, BV_PLAIN, 0, INT64_MAX, &stack.values[i]);
        if (bv_value_read(json_array_get(values, i), &here, field, err) != BV_OK)
            return BV_E_CHILD;
    }
    stack.frames = addresses;
    stack.depth = (uint32_t)depth;
    return BV_APPEND(to->stacks, to->stack_count, stack) ? BV_OK : bv_no_memory(err);
}

static enum bv_status take_end(struct bv_stack_profile *to, const json_t *json,
                               struct bv_error *err)
{
    const struct bv_place place = {&whole, "byval_end", BV_WHOLE};
    const struct bv_field fields[] = {
        BV_LONG_COUNT("samples", BV_PLAIN, 0, INT64_MAX, &to->samples),
        BV_LONG_COUNT("lost", BV_PLAIN, 0, INT64_MAX, &to->lost),
        BV_LONG_COUNT("period", BV_PLAIN, 1, INT32_MAX, &to->period),
        BV_LONG_COUNT("cpu_ns", BV_PLAIN, 0, INT64_MAX, &to->cpu_ns),
        BV_LONG_COUNT("wall_ns", BV_PLAIN, 0, INT64_MAX, &to->wall_ns),
        BV_COUNT("threads", BV_PLAIN, 1, INT32_MAX, &to->threads),
        BV_LONG_COUNT("calls", BV_PLAIN, 0, INT64_MAX, &to->calls),
    };
    if (bv_fields_read(json, &place, fields, sizeof fields / sizeof fields[0], true, err) != BV_OK)
        return BV_E_CHILD;
    uint64_t sum = 0;
    for (size_t i = 0; i < to->stack_count; i++)
        sum += to->stacks[i].values[0];
    return sum == to->samples ? BV_OK
                              : bv_fail(err, BV_E_CHILD, "its stacks are not as many as it says");
}

enum bv_status bv_profile_answer_take(struct bv_profile_answer *answer, const char *text,
                                      size_t length, struct bv_error *err)
{
    struct bv_answer_line line;
    enum bv_status status = bv_answer_line_read(text, length, &line, err);
    if (status != BV_OK)
        return status;
    bool under_way = answer->begun && !answer->complete;
    if (line.kind == BV_ANSWER_ERROR || (under_way && line.kind == BV_ANSWER_UNAVAILABLE)) {
        status = bv_fail(err, BV_E_UNSUPPORTED, "%s", line.text);
    } else if (under_way && line.kind == BV_ANSWER_FAILED) {
        status = bv_fail(err, BV_E_CHILD, "%s", line.text);
    } else if (line.kind == BV_ANSWER_BEGIN && !answer->begun) {
        answer->begun = true;
    } else if (under_way && line.kind == BV_ANSWER_MAPPING) {
        status = take_mapping(answer->profile, line.json, err);
    } else if (under_way && line.kind == BV_ANSWER_STACK) {
        status = take_stack(answer->profile, line.json, err);
    } else if (under_way && line.kind == BV_ANSWER_END) {
        status = take_end(answer->profile, line.json, err);
        answer->complete = status == BV_OK;
    } else {
        status = bv_fail(err, BV_E_CHILD, "said what is no part of a profile, or is out of order");
    }
    bv_answer_line_finish(&line);
    return status;
}
