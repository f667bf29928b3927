/* SPDX-License-Identifier: Apache-2.0 */
/* text.c: one growing buffer and two escapes. */
#include "lib/base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/letter.h"

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

struct replacement {
    char letter;
    const char *with;
};

static void put_escaped(struct bv_text *text, const char *start, size_t length,
                        const struct replacement *table, size_t count)
{
    for (size_t i = 0; i < length;) {
        size_t step = bv_letter_bytes(start + i, length - i);
        const char *with = step == 0                              ? SIGN_BROKEN
                           : bv_letter_is_unseen(start + i, step) ? SIGN_CONTROL
                                                                  : NULL;
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

void bv_text_json(struct bv_text *text, const char *json)
{
    const char *start = json, *at = json;
    /* Between its words a document has ends of lines; within them, JSON's own escapes. */
    for (size_t left = strlen(json), step; left > 0; at += step, left -= step) {
        step = bv_letter_bytes(at, left);
        bool stays = step == 1 ? *at != 0x7f : step > 1 && !bv_letter_is_unseen(at, step);
        step += step == 0;
        if (stays)
            continue;
        bv_text_put_span(text, start, (size_t)(at - start));
        bv_text_put(text, SIGN_CONTROL);
        start = at + step;
    }
    bv_text_put_span(text, start, (size_t)(at - start));
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
