/* SPDX-License-Identifier: Apache-2.0 */
/* profile_record.c: whoever shows a profile has no files to look for names in, so all are in it. */
#include "harness/profile/profile_record.h"

#include <stdlib.h>
#include <string.h>

#include "harness/profile/profile_table.h"
#include "lib/base/memory.h"
#include "lib/base/text.h"
#include "lib/bundle/audit.h"

enum {
    FUNCTIONS_MOST = 2000,
    PATHS_MOST = 1000, /* the others end in the outermost function */
    DEPTH_MOST = 100   /* more than a stack has */
};

struct recorder {
    const struct bv_stack_profile *profile;
    struct bv_region *storage;
    struct bv_arm_profile *to;
};

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

/* Foreign words in a line; NULL: no memory. */
static const char *keep(const struct recorder *r, const char *words)
{
    struct bv_text line = {0};
    bv_text_plain(&line, words[0] == '\0' ? "?" : words);
    const char *copy = line.failed ? NULL : bv_region_text(r->storage, line.data, line.length);
    bv_text_finish(&line);
    return copy;
}

/* Returns  its number; FUNCTIONS_MOST: no memory. The last number is for all that are too many */
static uint32_t function(const struct recorder *r, const char *name, const char *file)
{
    struct bv_arm_profile *to = r->to;
    struct bv_profile_function wanted = {NULL, keep(r, last_part(file))};
    if (name != NULL)
        wanted.name = keep(r, name);
    if (wanted.file == NULL || (name != NULL && wanted.name == NULL))
        return FUNCTIONS_MOST;
    for (uint32_t i = 0; i < to->function_count; i++) {
        const struct bv_profile_function *own = &to->functions[i];
        if (strcmp(own->file, wanted.file) == 0 &&
            (own->name == NULL || wanted.name == NULL ? own->name == wanted.name
                                                      : strcmp(own->name, wanted.name) == 0))
            return i;
    }
    if (to->function_count < FUNCTIONS_MOST)
        to->functions[to->function_count++] = wanted;
    return (uint32_t)to->function_count - 1;
}

static uint32_t function_at(const struct recorder *r, uint64_t address)
{
    struct bv_code_place places[BV_CODE_PLACES] = {0};
    const struct bv_code_mapping *mapping = bv_stack_profile_mapping(r->profile, address);
    size_t count = bv_stack_profile_places(r->profile, address, places);
    return function(r, count == 0 ? NULL : places[count - 1].function,
                    mapping == NULL ? "?" : mapping->path);
}

/* How many frames there are within the program that runs the arm, which is the same in every
 * profile. */
static uint32_t depth_of(const struct recorder *r, const struct bv_stack *stack)
{
    for (uint32_t i = 0; i < stack->depth; i++) {
        const struct bv_code_mapping *mapping =
            bv_stack_profile_mapping(r->profile, stack->frames[i]);
        if (mapping != NULL && strcmp(mapping->path, r->profile->runner) == 0)
            return i == 0 ? 1 : i;
    }
    return stack->depth;
}

static bool add_path(const struct recorder *r, const struct bv_stack *stack)
{
    struct bv_arm_profile *to = r->to;
    uint32_t path[DEPTH_MOST] = {0}, depth = depth_of(r, stack);
    const uint32_t values = bv_profile_kind_values(r->profile->kind);
    depth = depth < DEPTH_MOST ? depth : DEPTH_MOST;
    for (uint32_t i = 0; i < depth; i++) {
        path[i] = function_at(r, stack->frames[depth - 1 - i]);
        if (path[i] == FUNCTIONS_MOST)
            return false;
    }
    for (;; depth = 1) {
        for (size_t i = 0; i < to->path_count; i++) {
            struct bv_profile_path *own = &to->paths[i];
            if (own->depth != depth || memcmp(own->functions, path, depth * sizeof path[0]) != 0)
                continue;
            for (uint32_t v = 0; v < values; v++)
                own->values[v] += stack->values[v];
            return true;
        }
        if (to->path_count < PATHS_MOST || depth == 1)
            break;
    }
    uint32_t *functions = bv_region_take(r->storage, depth * sizeof *functions);
    if (functions == NULL)
        return false;
    memcpy(functions, path, depth * sizeof *functions);
    struct bv_profile_path *added = &to->paths[to->path_count++];
    *added = (struct bv_profile_path){.functions = functions, .depth = depth};
    memcpy(added->values, stack->values, values * sizeof added->values[0]);
    return true;
}

static int by_value(const void *a, const void *b, void *user)
{
    const struct bv_stack *const *x = a, *const *y = b;
    const uint32_t *main = user;
    uint64_t left = (*x)->values[*main], right = (*y)->values[*main];
    return left != right ? (left > right ? -1 : 1) : (*x > *y) - (*x < *y);
}

/* Those that have most first, so that they keep their paths. */
static enum bv_status add_paths(const struct recorder *r, struct bv_error *err)
{
    const struct bv_stack_profile *profile = r->profile;
    uint32_t main = bv_profile_traits_of(profile->kind)->main;
    size_t count = profile->stack_count, room = PATHS_MOST + FUNCTIONS_MOST;
    const struct bv_stack **stacks = calloc(count + 1, sizeof(struct bv_stack *));
    r->to->functions = bv_region_take(r->storage, FUNCTIONS_MOST * sizeof *r->to->functions);
    r->to->paths = bv_region_take(r->storage, room * sizeof *r->to->paths);
    bool good = stacks != NULL && r->to->functions != NULL && r->to->paths != NULL;
    for (size_t i = 0; i < count && good; i++)
        stacks[i] = &profile->stacks[i];
    if (good && count > 0)
        qsort_r(stacks, count, sizeof stacks[0], by_value, &main);
    for (size_t i = 0; i < count && good; i++)
        good = add_path(r, stacks[i]);
    free(stacks);
    return good ? BV_OK : bv_no_memory(err);
}

static enum bv_status add_listing(const struct recorder *r, const struct bv_profile_row *row,
                                  const struct bv_profile_code *code, struct bv_error *err)
{
    size_t count = 0, room = code->line_count;
    const char **lines = bv_region_take(r->storage, room * sizeof *lines);
    uint64_t *samples = bv_region_take(r->storage, room * sizeof *samples);
    char *marks = bv_region_take(r->storage, room + 1);
    uint32_t number = function(r, row->place.function, row->file);
    if (lines == NULL || samples == NULL || marks == NULL || number == FUNCTIONS_MOST)
        return bv_no_memory(err);
    for (size_t i = 0; i < room; i++) {
        const struct bv_profile_line *line = &code->lines[i];
        if (line->plain == NULL)
            continue;
        lines[count] = keep(r, line->plain);
        if (lines[count] == NULL)
            return bv_no_memory(err);
        samples[count] = line->count;
        marks[count++] = line->work == BV_CODE_COPIES ? BV_MARK_COPY
                         : line->calls                ? BV_MARK_CALL
                                                      : BV_MARK_PLAIN;
    }
    if (count > 0)
        r->to->listings[r->to->listing_count++] =
            (struct bv_profile_listing){number, lines, marks, samples, (uint32_t)count};
    return BV_OK;
}

static enum bv_status add_listings(const struct recorder *r, const volatile sig_atomic_t *stop,
                                   struct bv_error *err)
{
    struct bv_profile_table table;
    enum bv_status status = bv_profile_table_make(r->profile, &table, err);
    if (status != BV_OK)
        return status;
    size_t most = (size_t)(1 / BV_PROFILE_CODE_LEAST) + 1;
    r->to->listings = bv_region_take(r->storage, most * sizeof *r->to->listings);
    if (r->to->listings == NULL)
        status = bv_no_memory(err);
    for (size_t i = 0; i < table.function_count && i < most && status == BV_OK; i++) {
        const struct bv_profile_row *row = &table.functions[i];
        struct bv_profile_code code;
        if (row->share.estimate < BV_PROFILE_CODE_LEAST || row->place.function == NULL ||
            row->place.end <= row->place.begin)
            continue;
        status = bv_profile_code_read(&table, row, r->profile->samples, stop, &code, err);
        if (status != BV_OK)
            break;
        status = add_listing(r, row, &code, err);
        bv_profile_code_finish(&code);
    }
    bv_profile_table_finish(&table);
    return status;
}

static bool name_record(const struct recorder *r, const char *file)
{
    const struct bv_stack_profile *profile = r->profile;
    struct bv_arm_profile *to = r->to;
    *to = (struct bv_arm_profile){
        .case_name = keep(r, profile->case_name),
        .arm = keep(r, profile->arm),
        .date = keep(r, profile->date),
        .file = file == NULL ? NULL : keep(r, file),
        .kind = profile->kind,
        .calls = profile->calls,
        .threads = profile->threads,
        .rate_hz = profile->kind == BV_PROFILE_CPU ? profile->rate_hz : 0,
        .lost = profile->lost,
    };
    return to->case_name != NULL && to->arm != NULL && to->date != NULL &&
           (file == NULL || to->file != NULL);
}

enum bv_status bv_profile_record(const struct bv_stack_profile *profile, const char *file,
                                 const volatile sig_atomic_t *stop, struct bv_region *storage,
                                 struct bv_arm_profile *out, struct bv_error *err)
{
    const struct recorder r = {profile, storage, out};
    if (!name_record(&r, file))
        return bv_no_memory(err);
    enum bv_status status = add_paths(&r, err);
    return status == BV_OK && profile->kind == BV_PROFILE_CPU ? add_listings(&r, stop, err)
                                                              : status;
}
