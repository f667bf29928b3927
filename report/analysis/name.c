/* SPDX-License-Identifier: Apache-2.0 */
/* name.c: see name.h. */
#include "report/analysis/name.h"

#include <string.h>

bool bv_span_is(struct bv_span span, const char *letters)
{
    return strlen(letters) == span.length && memcmp(span.start, letters, span.length) == 0;
}

static struct bv_key parse_key(struct bv_span part)
{
    const char *colon = memchr(part.start, ':', part.length);
    if (!colon)
        return (struct bv_key){{part.start, 0}, part};
    size_t length = (size_t)(colon - part.start);
    return (struct bv_key){{part.start, length}, {colon + 1, part.length - length - 1}};
}

struct bv_name bv_name_parse(const char *name)
{
    struct bv_name out = {{name, strcspn(name, "/")}, {{{0}, {0}}}, 0};
    const char *at = name + out.family.length;
    while (*at == '/') {
        struct bv_span part = {at + 1, strcspn(at + 1, "/")};
        at = part.start + part.length;
        struct bv_key key = parse_key(part);
        if (bv_span_is(key.key, "size"))
            continue;
        if (out.key_count < BV_NAME_KEYS_MAX) {
            out.keys[out.key_count++] = key;
        } else {
            struct bv_span *last = &out.keys[BV_NAME_KEYS_MAX - 1].value;
            last->length = (size_t)(at - last->start);
        }
    }
    return out;
}

static size_t copy_span(char *buffer, size_t length, struct bv_span span)
{
    memcpy(buffer + length, span.start, span.length);
    return length + span.length;
}

size_t bv_name_series(const struct bv_name *name, const char *skip, char *buffer)
{
    size_t length = copy_span(buffer, 0, name->family);
    for (size_t i = 0; i < name->key_count; i++) {
        const struct bv_key *key = &name->keys[i];
        if (skip && bv_span_is(key->key, skip))
            continue;
        buffer[length++] = '/';
        /* A bare word's key is empty and starts where its value does. */
        struct bv_span whole = {key->key.start,
                                (size_t)(key->value.start + key->value.length - key->key.start)};
        length = copy_span(buffer, length, whole);
    }
    buffer[length] = '\0';
    return length;
}

struct bv_span bv_name_value(const struct bv_name *name, const char *key)
{
    for (size_t i = 0; i < name->key_count; i++)
        if (bv_span_is(name->keys[i].key, key))
            return name->keys[i].value;
    return (struct bv_span){"", 0};
}
