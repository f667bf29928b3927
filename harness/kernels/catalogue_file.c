/* SPDX-License-Identifier: Apache-2.0 */
/* catalogue_file.c: JSON into the structs that a kernel library exports. */
#include "harness/kernels/catalogue_file.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "harness/kernels/catalogue_rules.h"
#include "lib/base/memory.h"

enum { LIVE_MIB_MAX = 4096 };

struct bv_catalogue_file {
    json_t *json; /* keeps the strings */
    struct bv_family *families;
    const struct bv_family **pointers; /* to each */
    struct bv_catalogue catalogue;
};

/* Returns  whether it fits */
static bool path_of(const char *kernels, char *out, size_t bytes)
{
    int n = snprintf(out, bytes, "%s.json", kernels);
    return n > 0 && (size_t)n < bytes;
}

bool bv_catalogue_file_is(const char *kernels)
{
    char path[PATH_MAX];
    return path_of(kernels, path, sizeof path) && access(path, F_OK) == 0;
}

static enum bv_status read_arms(const json_t *arms, const json_t *functions, const char *where,
                                struct bv_case *out, struct bv_error *err)
{
    size_t count = json_array_size(arms);
    if (count < 2 || count > BV_ARM_MAX)
        return bv_fail(err, BV_E_INPUT, "%s: case '%.200s' has %zu arms, not 2 to %d", where,
                       out->name, count, BV_ARM_MAX);
    out->arm_count = (uint32_t)count;
    for (size_t i = 0; i < count; i++) {
        out->arms[i].name = json_string_value(json_array_get(arms, i));
        out->functions[i] = json_string_value(json_array_get(functions, i));
        if (out->arms[i].name == NULL)
            return bv_fail(err, BV_E_INPUT, "%s: an arm of '%.200s' is not a string", where,
                           out->name);
    }
    return BV_OK;
}

static enum bv_status read_case(json_t *json, const char *where, struct bv_case *out,
                                struct bv_error *err)
{
    json_error_t why;
    json_t *arms, *functions = NULL;
    json_int_t size = 0, live = 0;
    int flat = 0, threads = 0;
    if (json_unpack_ex(json, &why, 0, "{s:s, s:o, s?o, s:I, s:{s:I, s:b, s:b}}", "name", &out->name,
                       "arms", &arms, "functions", &functions, "size_bytes", &size, "regime",
                       "live_mib", &live, "flat", &flat, "threads", &threads) != 0)
        return bv_fail(err, BV_E_INPUT, "%s: %s; build the kernels anew", where, why.text);
    if (size < 0 || size > INT32_MAX || live < 0 || live > LIVE_MIB_MAX)
        return bv_fail(err, BV_E_INPUT, "%s: case '%.200s' has %lld bytes beside %lld MiB", where,
                       out->name, (long long)size, (long long)live);
    out->size_bytes = (uint32_t)size;
    out->regime = (struct bv_regime){
        .live_mib = (uint16_t)live, .threads = threads != 0, .go = true, .flat = flat != 0};
    return read_arms(arms, functions, where, out, err);
}

static enum bv_status read_family(json_t *json, const char *where, struct bv_family *out,
                                  struct bv_error *err)
{
    json_error_t why;
    json_t *list, *rules = NULL;
    const char *quick = NULL, *standard = NULL, *selfcheck = NULL;
    if (json_unpack_ex(json, &why, 0, "{s:s, s:s, s:{s?s, s?s, s?s}, s?o, s:o}", "name", &out->name,
                       "summary", &out->summary, "presets", "quick", &quick, "standard", &standard,
                       "selfcheck", &selfcheck, "rules", &rules, "cases", &list) != 0)
        return bv_fail(err, BV_E_INPUT, "%s: %s; build the kernels anew", where, why.text);
    out->presets[BV_PRESET_QUICK] = quick;
    out->presets[BV_PRESET_STANDARD] = standard;
    out->presets[BV_PRESET_SELFCHECK] = selfcheck;
    size_t count = json_array_size(list);
    struct bv_case *cases = calloc(count + 1, sizeof *cases);
    if (cases == NULL)
        return bv_no_memory(err);
    out->cases = cases;
    out->case_count = count;
    enum bv_status status = bv_catalogue_rules_read(rules, where, out, err);
    for (size_t i = 0; i < count && status == BV_OK; i++)
        status = read_case(json_array_get(list, i), where, &cases[i], err);
    return status;
}

static enum bv_status read_all(struct bv_catalogue_file *file, const char *where,
                               struct bv_error *err)
{
    json_error_t why;
    json_t *list;
    const char *compiler, *flags;
    file->json = json_load_file(where, JSON_REJECT_DUPLICATES, &why);
    if (file->json == NULL && json_error_code(&why) == json_error_cannot_open_file)
        return bv_fail(err, BV_E_IO, "%s: %s", where, strerror(errno));
    if (file->json == NULL || json_unpack_ex(file->json, &why, 0, "{s:s, s:s, s:o}", "compiler",
                                             &compiler, "flags", &flags, "families", &list) != 0)
        return bv_fail(err, BV_E_INPUT, "%s: %s; build the kernels anew", where, why.text);
    size_t count = json_array_size(list);
    file->families = calloc(count + 1, sizeof *file->families);
    file->pointers = calloc(count + 1, sizeof *file->pointers);
    if (file->families == NULL || file->pointers == NULL)
        return bv_no_memory(err);
    file->catalogue = (struct bv_catalogue){
        .abi = BV_CATALOGUE_ABI,
        .compiler = compiler,
        .flags = flags,
        .families = file->pointers,
        .family_count = count,
    };
    enum bv_status status = BV_OK;
    for (size_t i = 0; i < count && status == BV_OK; i++) {
        file->pointers[i] = &file->families[i];
        status = read_family(json_array_get(list, i), where, &file->families[i], err);
    }
    return status;
}

enum bv_status bv_catalogue_file_read(const char *kernels, struct bv_catalogue_file **out,
                                      struct bv_error *err)
{
    char path[PATH_MAX];
    if (!path_of(kernels, path, sizeof path))
        return bv_fail(err, BV_E_IO, "%.200s...: the path is too long", kernels);
    struct bv_catalogue_file *file = calloc(1, sizeof *file);
    if (file == NULL)
        return bv_no_memory(err);
    enum bv_status status = read_all(file, path, err);
    if (status != BV_OK) {
        bv_catalogue_file_destroy(file);
        return status;
    }
    *out = file;
    return BV_OK;
}

const struct bv_catalogue *bv_catalogue_file_catalogue(const struct bv_catalogue_file *file)
{
    return &file->catalogue;
}

void bv_catalogue_file_destroy(struct bv_catalogue_file *file)
{
    if (file == NULL)
        return;
    for (size_t i = 0; file->families != NULL && i < file->catalogue.family_count; i++) {
        free((struct bv_case *)file->families[i].cases);
        free((struct bv_code_rule *)file->families[i].rules);
    }
    json_decref(file->json);
    free(file->families);
    free(file->pointers);
    free(file);
}
