/* SPDX-License-Identifier: Apache-2.0 */
/* own_readings.c: see own_readings.h. */
#include "harness/kernels/own/own_readings.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/kernels/own/own_source.h"
#include "lib/base/memory.h"

const struct bv_own_field *bv_own_readings_field(const struct bv_own_type *type, const char *path)
{
    for (size_t i = 0; i < type->field_count; i++) {
        const struct bv_own_field *field = &type->fields[i];
        if (strcmp(field->path, path) == 0)
            return field;
        size_t stem = field->array == NULL ? 0 : strlen(field->array);
        if (stem == 0 || strncmp(path, field->array, stem) != 0)
            continue;
        char *end;
        if (path[stem] == '\0')
            return field;
        if (path[stem] == '[' && strtoull(path + stem + 1, &end, 10) < field->count &&
            strcmp(end, "]") == 0)
            return field;
    }
    return NULL;
}

/* A name that C takes, from a list of paths. */
static void make_id(const char *words, char *id, size_t bytes)
{
    size_t n = 0;
    for (; *words != '\0' && n + 5 < bytes; words++) {
        if (*words == ',')
            n += (size_t)snprintf(id + n, bytes - n, "_and_");
        else if (isalnum((unsigned char)*words))
            id[n++] = *words;
        else if (n > 0 && id[n - 1] != '_' && words[1] != '\0')
            id[n++] = '_';
    }
    id[n] = '\0';
}

enum bv_status bv_own_readings_parse(const struct bv_own_source *source, const char *words,
                                     struct bv_own_reading *out, struct bv_error *err)
{
    char path[256];
    snprintf(out->id, sizeof out->id, "field_");
    make_id(words, out->id + (isdigit((unsigned char)words[0]) ? 6 : 0), sizeof out->id - 6);
    for (const char *at = words; *at != '\0';) {
        size_t length = strcspn(at, ",");
        snprintf(path, sizeof path, "%.*s", (int)length, at);
        at += length + (at[length] == ',');
        const struct bv_own_field *field = bv_own_readings_field(source->type, path);
        if (field == NULL || path[0] == '\0') {
            char known[400] = "";
            for (size_t i = 0; i < source->type->field_count && strlen(known) < 300; i++) {
                const struct bv_own_field *its = &source->type->fields[i];
                snprintf(known + strlen(known), sizeof known - strlen(known), " %.60s",
                         its->array == NULL ? its->path : its->array);
            }
            return bv_fail(err, BV_E_USAGE,
                           "--reads %.100s: '%.100s' is no scalar of '%.60s'; it has:%s", words,
                           path, source->config->type, known);
        }
        if (out->path_count == BV_OWN_PATHS_MAX)
            return bv_fail(err, BV_E_USAGE, "--reads: names more than %d scalars; all reads all",
                           BV_OWN_PATHS_MAX);
        out->paths[out->path_count] = strdup(path);
        if (out->paths[out->path_count] == NULL)
            return bv_no_memory(err);
        out->path_count++;
    }
    return BV_OK;
}

void bv_own_readings_middle(const struct bv_own_type *type, char *path, size_t bytes)
{
    uint64_t middle = type->scalar_count / 2, seen = 0;
    path[0] = '\0';
    for (size_t i = 0; i < type->field_count; i++) {
        const struct bv_own_field *field = &type->fields[i];
        if (field->is_overlaid)
            continue;
        uint64_t at = middle - seen < field->count ? middle - seen : field->count - 1;
        if (field->array == NULL)
            snprintf(path, bytes, "%s", field->path);
        else
            snprintf(path, bytes, "%s[%" PRIu64 "]", field->array, at);
        if (middle < seen + field->count)
            return;
        seen += field->count;
    }
}

enum bv_status bv_own_readings_add(struct bv_own_readings *to, const char *id, const char *path,
                                   bool all, struct bv_error *err)
{
    struct bv_own_reading *reading = &to->items[to->count++];
    snprintf(reading->id, sizeof reading->id, "%s", id);
    reading->all = all;
    if (path == NULL)
        return BV_OK;
    reading->paths[0] = strdup(path);
    reading->path_count = reading->paths[0] != NULL;
    return reading->path_count == 0 ? bv_no_memory(err) : BV_OK;
}

void bv_own_readings_finish(struct bv_own_readings *all)
{
    for (size_t i = 0; i < all->count; i++) {
        for (size_t k = 0; k < all->items[i].path_count; k++)
            free(all->items[i].paths[k]);
    }
}
