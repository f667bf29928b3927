/* SPDX-License-Identifier: Apache-2.0 */
/* protobuf.c: see protobuf.h. */
#include "lib/base/protobuf.h"

enum wire { VARINT = 0, FIXED64 = 1, BYTES = 2, FIXED32 = 5 };

bool bv_message_varint(struct bv_message *from, uint64_t *out)
{
    *out = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (from->at == from->end)
            return false;
        unsigned char byte = *from->at++;
        *out |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return true;
    }
    return false;
}

bool bv_message_next(struct bv_message *from, struct bv_message_field *out, bool *torn)
{
    uint64_t key, length;
    if (from->at == from->end)
        return false;
    *torn = true;
    *out = (struct bv_message_field){0};
    if (!bv_message_varint(from, &key))
        return false;
    out->number = key >> 3;
    switch (key & 7) {
    case VARINT:
        if (!bv_message_varint(from, &out->value))
            return false;
        break;
    case FIXED64:
        length = 8;
        goto skip;
    case FIXED32:
        length = 4;
        goto skip;
    case BYTES:
        if (!bv_message_varint(from, &length))
            return false;
    skip:
        if (length > (size_t)(from->end - from->at))
            return false;
        out->bytes = (struct bv_message){from->at, from->at + length};
        from->at += length;
        break;
    default:
        return false;
    }
    *torn = false;
    return true;
}

static void put_varint(struct bv_text *to, uint64_t value)
{
    char bytes[10];
    size_t count = 0;
    do {
        unsigned low = value & 0x7f;
        value >>= 7;
        bytes[count++] = (char)(low | (value != 0 ? 0x80u : 0));
    } while (value != 0);
    bv_text_put_span(to, bytes, count);
}

void bv_message_put_number(struct bv_text *to, unsigned number, uint64_t value)
{
    if (value == 0)
        return;
    put_varint(to, (uint64_t)number << 3 | VARINT);
    put_varint(to, value);
}

void bv_message_put_numbers(struct bv_text *to, unsigned number, const uint64_t *values,
                            size_t count)
{
    struct bv_text packed = {0};
    for (size_t i = 0; i < count; i++)
        put_varint(&packed, values[i]);
    bv_message_put_bytes(to, number, packed.data, packed.length);
    to->failed |= packed.failed;
    bv_text_finish(&packed);
}

void bv_message_put_bytes(struct bv_text *to, unsigned number, const char *bytes, size_t length)
{
    put_varint(to, (uint64_t)number << 3 | BYTES);
    put_varint(to, length);
    bv_text_put_span(to, bytes, length);
}
