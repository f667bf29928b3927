/* SPDX-License-Identifier: Apache-2.0 */
/* name.h: the names of cases, `family/key:value/.../size:N`, taken apart once. */
#ifndef BV_NAME_H
#define BV_NAME_H

#include <stdbool.h>
#include <stddef.h>

enum { BV_NAME_KEYS_MAX = 12 };

/* Letters within the name that was parsed; not terminated. */
struct bv_span {
    const char *start;
    size_t length;
};

struct bv_key {
    struct bv_span key; /* empty where the name gives a bare word */
    struct bv_span value;
};

struct bv_name {
    struct bv_span family;
    struct bv_key keys[BV_NAME_KEYS_MAX]; /* all but size, in order */
    size_t key_count;
};

/* Take a name apart. Any text has a reading: a part without a colon is a bare value, parts past
 * BV_NAME_KEYS_MAX go with the last one.
 * name     outlives the result */
struct bv_name bv_name_parse(const char *name);

/* The name without its size (and without the key `skip`, unless NULL), as it is compared and
 * grouped by.
 * buffer   at least strlen(name) + 1 bytes
 * Returns  length written, less the terminator */
size_t bv_name_series(const struct bv_name *name, const char *skip, char *buffer);

/* The value of a key, or an empty span. */
struct bv_span bv_name_value(const struct bv_name *name, const char *key);

/* Whether the letters are these. */
bool bv_span_is(struct bv_span span, const char *letters);

#endif
