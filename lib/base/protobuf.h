/* SPDX-License-Identifier: Apache-2.0 */
/* protobuf.h: the wire format of protocol buffers, read and written field by field.
 *
 * Source   protobuf.dev, "Encoding" */
#ifndef BV_PROTOBUF_H
#define BV_PROTOBUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/text.h"

/* Bytes of a message that are still to be read. */
struct bv_message {
    const unsigned char *at, *end;
};

struct bv_message_field {
    uint64_t number, value;  /* value of a varint */
    struct bv_message bytes; /* at is NULL for a varint */
};

/* Read a number of 7 bits a byte.
 * Returns  false where it is torn */
bool bv_message_varint(struct bv_message *from, uint64_t *out);

/* Read the next field.
 * Returns  false at the end, and where it is torn: then torn is set */
bool bv_message_next(struct bv_message *from, struct bv_message_field *out, bool *torn);

/* Add a field to a message that is written: a number; nothing if it is 0, which is what a reader
 * takes for a missing one. */
void bv_message_put_number(struct bv_text *to, unsigned number, uint64_t value);

/* Numbers, one after the other, zeros too. */
void bv_message_put_numbers(struct bv_text *to, unsigned number, const uint64_t *values,
                            size_t count);

/* Bytes: a string, or a message within. */
void bv_message_put_bytes(struct bv_text *to, unsigned number, const char *bytes, size_t length);

#endif
