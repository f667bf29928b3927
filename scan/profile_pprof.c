/* SPDX-License-Identifier: Apache-2.0 */
/* profile_pprof.c: pprof's protobuf.
 *
 * Source   github.com/google/pprof, proto/profile.proto */
#include <stdlib.h>
#include <string.h>

#include "lib/base/memory.h"
#include "lib/base/protobuf.h"
#include "scan/profile.h"

enum { FRAMES = 2 };

struct mapping {
    uint64_t id, start, limit, offset, file, build_id; /* the last two: numbers of strings */
};

struct location {
    uint64_t id, mapping, address, function;
};

struct function {
    uint64_t id, name;
};

struct profile {
    struct mapping *mappings;
    struct location *locations;
    struct function *functions;
    struct bv_message *strings;
    size_t mapping_count, location_count, function_count, string_count;
    bool torn, starved;
};

static void read_mapping(struct profile *profile, struct bv_message from)
{
    struct mapping mapping = {0};
    struct bv_message_field field;
    while (bv_message_next(&from, &field, &profile->torn)) {
        uint64_t *const to[] = {&mapping.id,     &mapping.start, &mapping.limit,
                                &mapping.offset, &mapping.file,  &mapping.build_id};
        if (field.number >= 1 && field.number <= 6)
            *to[field.number - 1] = field.value;
    }
    profile->starved |= !BV_APPEND(profile->mappings, profile->mapping_count, mapping);
}

static void read_location(struct profile *profile, struct bv_message from)
{
    struct location location = {0};
    struct bv_message_field field, line;
    while (bv_message_next(&from, &field, &profile->torn)) {
        if (field.number == 1)
            location.id = field.value;
        else if (field.number == 2)
            location.mapping = field.value;
        else if (field.number == 3)
            location.address = field.value;
        else if (field.number == 4)
            while (bv_message_next(&field.bytes, &line, &profile->torn))
                if (line.number == 1 && location.function == 0) /* the innermost */
                    location.function = line.value;
    }
    profile->starved |= !BV_APPEND(profile->locations, profile->location_count, location);
}

static void read_function(struct profile *profile, struct bv_message from)
{
    struct function function = {0};
    struct bv_message_field field;
    while (bv_message_next(&from, &field, &profile->torn)) {
        function.id = field.number == 1 ? field.value : function.id;
        function.name = field.number == 2 ? field.value : function.name;
    }
    profile->starved |= !BV_APPEND(profile->functions, profile->function_count, function);
}

/* All but the samples, which may stand before what they speak of. */
static void read_tables(struct profile *profile, struct bv_message from)
{
    struct bv_message_field field;
    while (!profile->starved && bv_message_next(&from, &field, &profile->torn)) {
        if (field.number == 3)
            read_mapping(profile, field.bytes);
        else if (field.number == 4)
            read_location(profile, field.bytes);
        else if (field.number == 5)
            read_function(profile, field.bytes);
        else if (field.number == 6)
            profile->starved |= !BV_APPEND(profile->strings, profile->string_count, field.bytes);
    }
}

static int by_id(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b; /* id is the first of each */
    return *x < *y ? -1 : *x > *y;
}

static const void *find(const void *items, size_t count, size_t bytes, uint64_t id)
{
    return count > 0 ? bsearch(&id, items, count, bytes, by_id) : NULL;
}

static void sort(void *items, size_t count, size_t bytes)
{
    if (count > 1)
        qsort(items, count, bytes, by_id);
}

static struct bv_message string_of(const struct profile *profile, uint64_t number)
{
    return number < profile->string_count ? profile->strings[number] : (struct bv_message){0};
}

/* Is it the program? The first mapping of a profile is that of the main program. */
static bool is_program(const struct profile *profile, const struct mapping *mapping,
                       const struct bv_binary *binary)
{
    struct bv_message file = string_of(profile, mapping->file);
    return file.at != NULL &&
           bv_profile_is_program(binary, (const char *)file.at, (size_t)(file.end - file.at));
}

static enum bv_status check_builds(const struct profile *profile, const char *name,
                                   const struct bv_binary *binary, struct bv_error *err)
{
    size_t own = strlen(binary->build_id);
    for (size_t i = 0; i < profile->mapping_count; i++) {
        struct bv_message id = string_of(profile, profile->mappings[i].build_id);
        size_t length = (size_t)(id.end - id.at);
        /* Go writes an id of its own, which is not that of the linker. */
        if (is_program(profile, &profile->mappings[i], binary) && length == own && own > 0 &&
            memcmp(id.at, binary->build_id, own) != 0)
            return bv_fail(err, BV_E_MISMATCH,
                           "%s: is of another build of %s: build id %.*s, and the program has %s",
                           name, binary->path, (int)length, (const char *)id.at, binary->build_id);
    }
    return BV_OK;
}

/* Where a location lies in the program's file; 0: elsewhere. */
static uint64_t address_of(const struct profile *profile, const struct location *location,
                           const struct bv_binary *binary)
{
    const struct mapping *mapping =
        find(profile->mappings, profile->mapping_count, sizeof *mapping, location->mapping);
    if (mapping == NULL || !is_program(profile, mapping, binary) ||
        location->address < mapping->start)
        return 0;
    return bv_binary_address(binary, location->address - mapping->start + mapping->offset);
}

static char *name_of(const struct profile *profile, const struct location *location)
{
    const struct function *function =
        find(profile->functions, profile->function_count, sizeof *function, location->function);
    struct bv_message name = string_of(profile, function != NULL ? function->name : UINT64_MAX);
    return name.at != NULL ? bv_memory_text((const char *)name.at, (size_t)(name.end - name.at))
                           : NULL;
}

/* The first numbers of a field that may be packed. */
static void take_numbers(struct profile *profile, const struct bv_message_field *field,
                         uint64_t *out, size_t *count, size_t most)
{
    struct bv_message packed = field->bytes;
    uint64_t value;
    if (packed.at == NULL) {
        if (*count < most)
            out[(*count)++] = field->value;
        return;
    }
    while (packed.at != packed.end && *count < most) {
        if (!bv_message_varint(&packed, &value)) {
            profile->torn = true;
            return;
        }
        out[(*count)++] = value;
    }
}

static void read_sample(struct profile *profile, struct bv_message from,
                        const struct bv_binary *binary, struct bv_profile *out)
{
    uint64_t ids[FRAMES], value[1], frames[FRAMES] = {0};
    char *names[FRAMES] = {0};
    size_t frame_count = 0, value_count = 0;
    struct bv_message_field field;
    while (bv_message_next(&from, &field, &profile->torn)) {
        if (field.number == 1)
            take_numbers(profile, &field, ids, &frame_count, FRAMES);
        else if (field.number == 2)
            take_numbers(profile, &field, value, &value_count, 1);
    }
    if (value_count == 0 || value[0] > INT64_MAX / 2)
        return;
    for (size_t i = 0; i < frame_count; i++) {
        const struct location *location =
            find(profile->locations, profile->location_count, sizeof *location, ids[i]);
        if (location == NULL)
            continue;
        frames[i] = address_of(profile, location, binary);
        names[i] = name_of(profile, location);
    }
    profile->starved |=
        !bv_profile_add(out, binary, frames, (const char *const *)names, frame_count, value[0]);
    for (size_t i = 0; i < FRAMES; i++)
        free(names[i]);
}

enum bv_status bv_profile_pprof(const char *data, size_t length, const char *name,
                                const struct bv_binary *binary, struct bv_profile *out,
                                struct bv_error *err)
{
    struct profile profile = {0};
    struct bv_message all = {(const unsigned char *)data, (const unsigned char *)data + length};
    struct bv_message_field field;
    read_tables(&profile, all);
    sort(profile.mappings, profile.mapping_count, sizeof *profile.mappings);
    sort(profile.locations, profile.location_count, sizeof *profile.locations);
    sort(profile.functions, profile.function_count, sizeof *profile.functions);
    enum bv_status status = check_builds(&profile, name, binary, err);
    while (status == BV_OK && !profile.torn && !profile.starved &&
           bv_message_next(&all, &field, &profile.torn))
        if (field.number == 2 && field.bytes.at != NULL)
            read_sample(&profile, field.bytes, binary, out);
    if (status == BV_OK && profile.starved)
        status = bv_no_memory(err);
    else if (status == BV_OK && profile.torn)
        status = bv_fail(err, BV_E_INPUT, "%s: is a torn profile of pprof, or none", name);
    free(profile.mappings);
    free(profile.locations);
    free(profile.functions);
    free(profile.strings);
    return status;
}
