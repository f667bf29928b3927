/* SPDX-License-Identifier: Apache-2.0 */
/* letter.c: see letter.h. */
#include "lib/base/letter.h"

#include <stdint.h>
#include <string.h>

size_t bv_letter_bytes(const char *text, size_t left)
{
    static const struct {
        unsigned char first_low, first_high, second_low, second_high, bytes;
    } forms[] = {
        {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3}, {0xe1, 0xec, 0x80, 0xbf, 3},
        {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3}, {0xf0, 0xf0, 0x90, 0xbf, 4},
        {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
    };
    const unsigned char *s = (const unsigned char *)text;
    if (s[0] < 0x80)
        return 1;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (s[0] < forms[i].first_low || s[0] > forms[i].first_high)
            continue;
        if (left < forms[i].bytes || s[1] < forms[i].second_low || s[1] > forms[i].second_high)
            return 0;
        for (size_t k = 2; k < forms[i].bytes; k++)
            if (s[k] < 0x80 || s[k] > 0xbf)
                return 0;
        return forms[i].bytes;
    }
    return 0;
}

static uint32_t code_of(const char *text, size_t bytes)
{
    const unsigned char *s = (const unsigned char *)text;
    uint32_t code = bytes == 1 ? s[0] : s[0] & (0xffu >> (bytes + 1));
    for (size_t i = 1; i < bytes; i++)
        code = code << 6 | (s[i] & 0x3fu);
    return code;
}

bool bv_letter_is_unseen(const char *text, size_t bytes)
{
    static const struct {
        uint32_t first, last;
    } unseen[] = {
        {0x0, 0x1f},      {0x7f, 0x9f},       {0xad, 0xad},       {0x34f, 0x34f},
        {0x61c, 0x61c},   {0x115f, 0x1160},   {0x17b4, 0x17b5},   {0x180b, 0x180f},
        {0x200b, 0x200f}, {0x2028, 0x202e},   {0x2060, 0x206f},   {0x3164, 0x3164},
        {0xfe00, 0xfe0f}, {0xfeff, 0xfeff},   {0xffa0, 0xffa0},   {0xfff0, 0xfffb},
        {0xfffe, 0xffff}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
    };
    uint32_t code = code_of(text, bytes);
    if (code >= 0x20 && code < 0x7f)
        return false;
    for (size_t i = 0; i < sizeof unseen / sizeof unseen[0]; i++)
        if (code >= unseen[i].first && code <= unseen[i].last)
            return true;
    return false;
}

const char *bv_letters_or_note(const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0, step; i < length; i += step)
        if ((step = bv_letter_bytes(text + i, length - i)) == 0)
            return "(not valid UTF-8)";
    return text;
}
