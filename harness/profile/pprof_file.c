/* SPDX-License-Identifier: Apache-2.0 */
/* pprof_file.c: message by message; what is numbered comes before the numbers that speak of it. */
#include "harness/profile/pprof_file.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/memory.h"
#include "lib/base/packed.h"
#include "lib/base/protobuf.h"
#include "lib/base/version.h"

/* Fields of the messages. */
enum {
    PROFILE_TYPE = 1,
    PROFILE_SAMPLE,
    PROFILE_MAPPING,
    PROFILE_LOCATION,
    PROFILE_FUNCTION,
    PROFILE_STRING,
    PROFILE_DURATION = 10,
    PROFILE_PERIOD_TYPE,
    PROFILE_PERIOD,
    PROFILE_COMMENT
};
enum { TYPE_TYPE = 1, TYPE_UNIT };
enum { SAMPLE_LOCATIONS = 1, SAMPLE_VALUES };
enum {
    MAPPING_ID = 1,
    MAPPING_START,
    MAPPING_LIMIT,
    MAPPING_OFFSET,
    MAPPING_FILE,
    MAPPING_BUILD_ID,
    MAPPING_HAS_FUNCTIONS,
    MAPPING_HAS_FILES,
    MAPPING_HAS_LINES,
    MAPPING_HAS_INLINED
};
enum { LOCATION_ID = 1, LOCATION_MAPPING, LOCATION_ADDRESS, LOCATION_LINE };
enum { LINE_FUNCTION = 1, LINE_LINE };
enum { FUNCTION_ID = 1, FUNCTION_NAME, FUNCTION_SYSTEM_NAME, FUNCTION_FILE };

struct function {
    uint64_t name, source; /* numbers of strings */
};

struct writer {
    const struct bv_stack_profile *profile;
    struct bv_text out;
    struct bv_region storage;   /* of the strings */
    const char **strings;       /* number 0 is "" */
    struct function *functions; /* counted from 1 */
    uint64_t *addresses;        /* of locations, in order; counted from 1 */
    size_t string_count, function_count, address_count;
    bool starved;
};

/* The number of a string. */
static uint64_t string(struct writer *w, const char *text)
{
    for (size_t i = 0; i < w->string_count; i++)
        if (strcmp(w->strings[i], text) == 0)
            return i;
    const char *copy = bv_region_text(&w->storage, text, strlen(text));
    if (copy == NULL || !BV_APPEND(w->strings, w->string_count, copy)) {
        w->starved = true;
        return 0;
    }
    return w->string_count - 1;
}

static uint64_t function(struct writer *w, const char *name, const char *source)
{
    const struct function wanted = {string(w, name), string(w, source)};
    for (size_t i = 0; i < w->function_count; i++)
        if (w->functions[i].name == wanted.name && w->functions[i].source == wanted.source)
            return i + 1;
    w->starved |= !BV_APPEND(w->functions, w->function_count, wanted);
    return w->function_count;
}

/* Add a message to the profile, and release it. */
static void put_message(struct writer *w, struct bv_text *to, unsigned number,
                        struct bv_text *message)
{
    bv_message_put_bytes(to, number, message->data, message->length);
    w->starved |= message->failed;
    bv_text_finish(message);
}

static void put_type(struct writer *w, unsigned number, const struct bv_profile_value *value)
{
    struct bv_text message = {0};
    bv_message_put_number(&message, TYPE_TYPE, string(w, value->name));
    bv_message_put_number(&message, TYPE_UNIT, string(w, value->unit));
    put_message(w, &w->out, number, &message);
}

static int by_value(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static void collect_addresses(struct writer *w)
{
    size_t count = 0;
    for (size_t s = 0; s < w->profile->stack_count; s++)
        count += w->profile->stacks[s].depth;
    w->addresses = calloc(count + 1, sizeof *w->addresses);
    w->starved |= w->addresses == NULL;
    if (w->starved)
        return;
    count = 0;
    for (size_t s = 0; s < w->profile->stack_count; s++)
        for (uint32_t f = 0; f < w->profile->stacks[s].depth; f++)
            w->addresses[count++] = w->profile->stacks[s].frames[f];
    qsort(w->addresses, count, sizeof *w->addresses, by_value);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || w->addresses[i] != w->addresses[w->address_count - 1])
            w->addresses[w->address_count++] = w->addresses[i];
}

static uint64_t location(const struct writer *w, uint64_t address)
{
    const uint64_t *found =
        bsearch(&address, w->addresses, w->address_count, sizeof address, by_value);
    return (uint64_t)(found - w->addresses) + 1;
}

static void put_sample(struct writer *w, const struct bv_stack *stack)
{
    struct bv_text message = {0};
    uint64_t *ids = calloc(stack->depth, sizeof *ids);
    if (ids == NULL) {
        w->starved = true;
        return;
    }
    for (uint32_t i = 0; i < stack->depth; i++)
        ids[i] = location(w, stack->frames[i]);
    bv_message_put_numbers(&message, SAMPLE_LOCATIONS, ids, stack->depth);
    bv_message_put_numbers(&message, SAMPLE_VALUES, stack->values,
                           bv_profile_traits_of(w->profile->kind)->file_count);
    free(ids);
    put_message(w, &w->out, PROFILE_SAMPLE, &message);
}

static void put_mapping(struct writer *w, size_t index)
{
    const struct bv_code_mapping *mapping = &w->profile->mappings[index];
    struct bv_text message = {0};
    bool has_lines = mapping->file != NULL && bv_code_file_has_lines(mapping->file);
    bv_message_put_number(&message, MAPPING_ID, index + 1);
    bv_message_put_number(&message, MAPPING_START, mapping->start);
    bv_message_put_number(&message, MAPPING_LIMIT, mapping->limit);
    bv_message_put_number(&message, MAPPING_OFFSET, mapping->offset);
    bv_message_put_number(&message, MAPPING_FILE, string(w, mapping->path));
    bv_message_put_number(&message, MAPPING_BUILD_ID, string(w, mapping->build_id));
    bv_message_put_number(&message, MAPPING_HAS_FUNCTIONS, mapping->file != NULL);
    bv_message_put_number(&message, MAPPING_HAS_FILES, has_lines);
    bv_message_put_number(&message, MAPPING_HAS_LINES, has_lines);
    bv_message_put_number(&message, MAPPING_HAS_INLINED, has_lines);
    put_message(w, &w->out, PROFILE_MAPPING, &message);
}

static void put_location(struct writer *w, size_t index)
{
    struct bv_code_place places[BV_CODE_PLACES];
    struct bv_text message = {0};
    uint64_t address = w->addresses[index];
    const struct bv_code_mapping *mapping = bv_stack_profile_mapping(w->profile, address);
    bv_message_put_number(&message, LOCATION_ID, index + 1);
    if (mapping != NULL)
        bv_message_put_number(&message, LOCATION_MAPPING,
                              (uint64_t)(mapping - w->profile->mappings) + 1);
    bv_message_put_number(&message, LOCATION_ADDRESS, address);
    size_t count = bv_stack_profile_places(w->profile, address, places);
    for (size_t i = 0; i < count; i++) {
        struct bv_text line = {0};
        if (places[i].function == NULL)
            continue;
        bv_message_put_number(
            &line, LINE_FUNCTION,
            function(w, places[i].function, places[i].source == NULL ? "" : places[i].source));
        bv_message_put_number(&line, LINE_LINE, places[i].line);
        put_message(w, &message, LOCATION_LINE, &line);
    }
    put_message(w, &w->out, PROFILE_LOCATION, &message);
}

static void put_function(struct writer *w, size_t index)
{
    struct bv_text message = {0};
    bv_message_put_number(&message, FUNCTION_ID, index + 1);
    bv_message_put_number(&message, FUNCTION_NAME, w->functions[index].name);
    bv_message_put_number(&message, FUNCTION_SYSTEM_NAME, w->functions[index].name);
    bv_message_put_number(&message, FUNCTION_FILE, w->functions[index].source);
    put_message(w, &w->out, PROFILE_FUNCTION, &message);
}

/* Comments are numbers of strings. */
static void put_comment(struct writer *w, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void put_comment(struct writer *w, const char *format, ...)
{
    char *text;
    va_list args;
    va_start(args, format);
    int length = vasprintf(&text, format, args);
    va_end(args);
    if (length < 0) {
        w->starved = true;
        return;
    }
    bv_message_put_number(&w->out, PROFILE_COMMENT, string(w, text));
    free(text);
}

static void put_comments(struct writer *w)
{
    const struct bv_stack_profile *p = w->profile;
    put_comment(w, "byval %s, byval profile --kind %s, %s", BV_VERSION,
                bv_profile_kind_name(p->kind), p->date);
    put_comment(w, "case: %s, arm: %s", p->case_name, p->arm);
    put_comment(w, "calls: %llu", (unsigned long long)p->calls);
    if (p->kind == BV_PROFILE_CPU)
        put_comment(w,
                    "rate: %u samples a second of CPU time, by a timer of each thread; threads: "
                    "%u, CPU time: %.6f s",
                    p->rate_hz, p->threads, (double)p->cpu_ns * 1e-9);
    else if (p->kind == BV_PROFILE_HEAP)
        put_comment(w, "every allocation; sampled_space: as of a sample in %llu bytes",
                    (unsigned long long)p->period);
    put_comment(w, "%s: %llu, lost: %llu", bv_profile_traits_of(p->kind)->counted,
                (unsigned long long)p->samples, (unsigned long long)p->lost);
    put_comment(w, "kernels in the order in which they were linked");
}

static void put_all(struct writer *w)
{
    const struct bv_stack_profile *profile = w->profile;
    const struct bv_profile_traits *traits = bv_profile_traits_of(profile->kind);
    string(w, "");
    for (uint32_t i = 0; i < traits->file_count; i++)
        put_type(w, PROFILE_TYPE, &traits->values[i]);
    collect_addresses(w);
    for (size_t i = 0; i < profile->stack_count && !w->starved; i++)
        put_sample(w, &profile->stacks[i]);
    for (size_t i = 0; i < profile->mapping_count && !w->starved; i++)
        put_mapping(w, i);
    for (size_t i = 0; i < w->address_count && !w->starved; i++)
        put_location(w, i);
    for (size_t i = 0; i < w->function_count && !w->starved; i++)
        put_function(w, i);
    bv_message_put_number(&w->out, PROFILE_DURATION, profile->wall_ns);
    put_type(w, PROFILE_PERIOD_TYPE, &traits->period);
    bv_message_put_number(&w->out, PROFILE_PERIOD, profile->period);
    put_comments(w);
    for (size_t i = 0; i < w->string_count; i++)
        bv_message_put_bytes(&w->out, PROFILE_STRING, w->strings[i], strlen(w->strings[i]));
}

enum bv_status bv_pprof_file_write(const struct bv_stack_profile *profile, const char *path,
                                   struct bv_error *err)
{
    struct writer w = {.profile = profile};
    put_all(&w);
    enum bv_status status = w.starved || w.out.failed
                                ? bv_no_memory(err)
                                : bv_packed_write(path, w.out.data, w.out.length, err);
    bv_region_finish(&w.storage);
    free(w.strings);
    free(w.functions);
    free(w.addresses);
    bv_text_finish(&w.out);
    return status;
}
