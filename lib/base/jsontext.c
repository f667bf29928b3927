/* SPDX-License-Identifier: Apache-2.0 */
/* jsontext.c: Jansson under a malloc that remembers its failures. */
#include "lib/base/jsontext.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

static _Thread_local jmp_buf *way_out;         /* of a malloc that fails while text is parsed */
static _Thread_local struct bv_region *region; /* of the document that is parsed; NULL: malloc's */
static _Thread_local bool starved;

static void *watched_malloc(size_t bytes)
{
    void *room = region != NULL ? bv_region_take(region, bytes) : malloc(bytes);
    if (room != NULL)
        return room;
    starved = true;
    if (way_out != NULL)
        longjmp(*way_out, 1);
    return NULL;
}

static void watched_free(void *room)
{
    if (region == NULL)
        free(room);
}

__attribute__((constructor)) static void watch(void)
{
    json_set_alloc_funcs(watched_malloc, watched_free);
}

bool bv_jsontext_starved(void)
{
    bool was = starved;
    starved = false;
    return was;
}

enum bv_status bv_jsontext_parse(const char *text, size_t length, size_t flags, json_t **out,
                                 json_error_t *why)
{
    jmp_buf here;
    *out = NULL;
    bv_jsontext_starved();
    way_out = &here;
    if (setjmp(here) == 0)
        *out = json_loadb(text, length, JSON_REJECT_DUPLICATES | flags, why);
    way_out = NULL;
    if (bv_jsontext_starved())
        return BV_E_NOMEM;
    return *out == NULL ? BV_E_INPUT : BV_OK;
}

enum bv_status bv_jsontext_parse_into(struct bv_region *into, const char *text, size_t length,
                                      size_t flags, const json_t **out, json_error_t *why)
{
    json_t *json;
    region = into;
    enum bv_status status = bv_jsontext_parse(text, length, flags, &json, why);
    region = NULL;
    *out = json;
    return status;
}

const char *bv_jsontext_encoding(const char *text, size_t length)
{
    bool is_marked =
        length >= 2 && (memcmp(text, "\xff\xfe", 2) == 0 || memcmp(text, "\xfe\xff", 2) == 0);
    bool is_wide = length >= 2 && (text[0] == '\0') != (text[1] == '\0');
    if (is_marked || is_wide)
        return "is UTF-16, or UTF-32; save it as UTF-8";
    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        return "begins with a byte order mark (BOM); save it as UTF-8 without one";
    return NULL;
}

enum bv_status bv_jsontext_file(struct bv_region *into, const char *text, size_t length,
                                const char *file, const json_t **out, struct bv_error *err)
{
    json_error_t why = {.line = 0};
    enum bv_status status = bv_jsontext_parse_into(into, text, length, 0, out, &why);
    if (status == BV_E_NOMEM)
        return bv_fail(err, status, "out of memory while reading %s", file);
    const char *encoding = bv_jsontext_encoding(text, length);
    if (status != BV_OK && encoding != NULL)
        return bv_fail(err, status, "%s: %s", file, encoding);
    if (status != BV_OK)
        return bv_fail(err, status, "%s:%d: not valid JSON, or cut short: %s", file, why.line,
                       why.text);
    return BV_OK;
}

bool bv_jsontext_put(FILE *stream, const char *before, json_t *json)
{
    bool ok = !bv_jsontext_starved() && json != NULL && fputs(before, stream) != EOF &&
              json_dumpf(json, stream, BV_JSON_FLAGS) == 0;
    json_decref(json);
    return ok;
}
