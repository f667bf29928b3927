/* SPDX-License-Identifier: Apache-2.0 */
/* text.c: one growing buffer and two escapes. */
#include "report/text.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIGN_CONTROL "\xe2\x90\xa3" /* U+2423, open box */
#define WORD_JOINER "\xe2\x81\xa0"
#define SIGN_BROKEN "\xef\xbf\xbd" /* U+FFFD, replacement character */

void bv_text_finish(struct bv_text *text)
{
    if (!text)
        return;
    free(text->data);
    *text = (struct bv_text){0};
}

static bool reserve(struct bv_text *text, size_t more)
{
    if (text->failed)
        return false;
    size_t needed = text->length + more + 1;
    if (needed <= text->capacity)
        return true;
    size_t capacity = text->capacity ? text->capacity : 256;
    while (capacity < needed)
        capacity *= 2;
    char *data = realloc(text->data, capacity);
    if (!data) {
        text->failed = true;
        return false;
    }
    text->data = data;
    text->capacity = capacity;
    return true;
}

void bv_text_put_span(struct bv_text *text, const char *start, size_t length)
{
    if (!reserve(text, length))
        return;
    if (length > 0)
        memcpy(text->data + text->length, start, length);
    text->length += length;
    text->data[text->length] = '\0';
}

void bv_text_put(struct bv_text *text, const char *words)
{
    bv_text_put_span(text, words, strlen(words));
}

void bv_text_format(struct bv_text *text, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length >= 0 && reserve(text, (size_t)length)) {
        vsnprintf(text->data + text->length, (size_t)length + 1, format, again);
        text->length += (size_t)length;
    } else {
        text->failed = true;
    }
    va_end(again);
}

/* Bytes of the well-formed UTF-8 character at s, 0 where there is none (Unicode 15, table 3-7). */
static size_t utf8_length(const unsigned char *s, size_t left)
{
    static const struct {
        unsigned char first_low, first_high, second_low, second_high, length;
    } forms[] = {
        {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3}, {0xe1, 0xec, 0x80, 0xbf, 3},
        {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3}, {0xf0, 0xf0, 0x90, 0xbf, 4},
        {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
    };
    if (s[0] < 0x80)
        return 1;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (s[0] < forms[i].first_low || s[0] > forms[i].first_high)
            continue;
        if (left < forms[i].length || s[1] < forms[i].second_low || s[1] > forms[i].second_high)
            return 0;
        for (size_t k = 2; k < forms[i].length; k++)
            if (s[k] < 0x80 || s[k] > 0xbf)
                return 0;
        return forms[i].length;
    }
    return 0;
}

/* U+0080 .. U+009F, and the marks that reorder what follows them: they can make one name look like
 * another. U+FFFE and U+FFFF are no characters in XML. */
static bool is_unseen(const unsigned char *s, size_t length)
{
    if (length == 1)
        return s[0] < 0x20 || s[0] == 0x7f;
    if (length == 2)
        return s[0] == 0xc2 && s[1] < 0xa0;
    if (length == 3 && s[0] == 0xe2 && s[1] == 0x80)
        return s[2] == 0x8e || s[2] == 0x8f || (s[2] >= 0xa8 && s[2] <= 0xae);
    if (length == 3 && s[0] == 0xe2 && s[1] == 0x81)
        return s[2] >= 0xa6 && s[2] <= 0xa9;
    return length == 3 && s[0] == 0xef && s[1] == 0xbf && s[2] >= 0xbe;
}

struct replacement {
    char letter;
    const char *with;
};

static void put_escaped(struct bv_text *text, const char *start, size_t length,
                        const struct replacement *table, size_t count)
{
    const unsigned char *s = (const unsigned char *)start;
    for (size_t i = 0; i < length;) {
        size_t step = utf8_length(s + i, length - i);
        const char *with = step == 0 ? SIGN_BROKEN : is_unseen(s + i, step) ? SIGN_CONTROL : NULL;
        for (size_t k = 0; !with && step == 1 && k < count; k++)
            if (start[i] == table[k].letter)
                with = table[k].with;
        step += step == 0;
        if (with)
            bv_text_put(text, with);
        else
            bv_text_put_span(text, start + i, step);
        i += step;
    }
}

void bv_text_html_span(struct bv_text *text, const char *start, size_t length)
{
    static const struct replacement table[] = {
        {'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"},
    };
    put_escaped(text, start, length, table, sizeof table / sizeof table[0]);
}

void bv_text_html(struct bv_text *text, const char *words)
{
    bv_text_html_span(text, words, strlen(words));
}

void bv_text_plain(struct bv_text *text, const char *words)
{
    put_escaped(text, words, strlen(words), NULL, 0);
}

void bv_text_line(struct bv_text *text, struct bv_text *words)
{
    bv_text_plain(text, words->data ? words->data : "");
    bv_text_put(text, "\n");
    text->failed |= words->failed;
    bv_text_finish(words);
}

void bv_text_csv(struct bv_text *text, const char *words)
{
    static const struct replacement table[] = {{'"', "\"\""}};
    if (!words)
        return;
    bv_text_put(text, "\"");
    if (words[0] != '\0' && strchr("=+-@", words[0]))
        bv_text_put(text, "'"); /* a spreadsheet runs what begins so, quoted or not */
    put_escaped(text, words, strlen(words), table, 1);
    bv_text_put(text, "\"");
}

void bv_text_gnuplot(struct bv_text *text, const char *words)
{
    /* Doubled ones would do, but gnuplot takes two at the start of a string for an empty one. */
    static const struct replacement table[] = {{'\'', "\xe2\x80\x99"}};
    static const char closing[] = "]]>";
    bv_text_put(text, "'");
    for (const char *at; (at = strstr(words, closing)) != NULL; words = at + 2) {
        put_escaped(text, words, (size_t)(at + 2 - words), table, 1);
        bv_text_put(text, WORD_JOINER);
    }
    put_escaped(text, words, strlen(words), table, 1);
    bv_text_put(text, "'");
}

void bv_text_cut(char *label, size_t size, const char *words)
{
    size_t length = strlen(words);
    bool cut = length >= size;
    if (cut)
        length = size - sizeof "\xe2\x80\xa6";
    while (cut && length > 0 && ((unsigned char)words[length] & 0xc0) == 0x80)
        length--;
    snprintf(label, size, "%.*s%s", (int)length, words, cut ? "\xe2\x80\xa6" : "");
}
