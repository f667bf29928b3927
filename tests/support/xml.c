/* SPDX-License-Identifier: Apache-2.0 */
/* xml.c: see xml.h. */
#include "tests/support/xml.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { DEPTH_MAX = 64, NAME_MAX_LENGTH = 32 };

struct walk {
    const char *start, *at;
    char open[DEPTH_MAX][NAME_MAX_LENGTH];
    size_t depth;
    char *why;
    size_t why_size;
};

static int fail(struct walk *w, const char *what)
{
    snprintf(w->why, w->why_size, "%s at byte %zu: %.60s", what, (size_t)(w->at - w->start), w->at);
    return -1;
}

static bool is_reference(const char *at)
{
    static const char *const known[] = {"&amp;", "&lt;", "&gt;", "&quot;"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strncmp(at, known[i], strlen(known[i])) == 0)
            return true;
    if (at[1] != '#' || !isdigit((unsigned char)at[2]))
        return false;
    at += 2;
    while (isdigit((unsigned char)*at))
        at++;
    return *at == ';';
}

static size_t name_length(const char *at)
{
    size_t length = 0;
    while (isalnum((unsigned char)at[length]) || strchr("-:_", at[length] ? at[length] : ' '))
        length++;
    return length;
}

static int walk_attributes(struct walk *w)
{
    for (;;) {
        size_t space = strspn(w->at, " \t\r\n");
        w->at += space;
        if (*w->at == '>' || *w->at == '/' || *w->at == '?')
            return 0;
        size_t length = name_length(w->at);
        if (length == 0 || space == 0)
            return fail(w, "no attribute");
        w->at += length;
        w->at += strspn(w->at, " ");
        if (*w->at != '=')
            return fail(w, "attribute without a value");
        w->at++;
        w->at += strspn(w->at, " ");
        char quote = *w->at;
        if (quote != '"' && quote != '\'')
            return fail(w, "attribute without quotes");
        for (w->at++; *w->at != quote; w->at++) {
            if (*w->at == '\0' || *w->at == '<')
                return fail(w, "attribute does not end");
            if (*w->at == '&' && !is_reference(w->at))
                return fail(w, "unknown reference");
        }
        w->at++;
    }
}

static int walk_tag(struct walk *w, const char *name, size_t *elements)
{
    bool closing = w->at[1] == '/';
    w->at += closing ? 2 : 1;
    size_t length = name_length(w->at);
    if (length == 0 || length >= NAME_MAX_LENGTH)
        return fail(w, "no tag");
    char tag[NAME_MAX_LENGTH];
    memcpy(tag, w->at, length);
    tag[length] = '\0';
    w->at += length;
    if (closing) {
        if (w->depth == 0 || strcmp(w->open[w->depth - 1], tag) != 0 || *w->at != '>')
            return fail(w, "wrong closing tag");
        w->depth--;
        w->at++;
        return 0;
    }
    if (walk_attributes(w) != 0)
        return -1;
    *elements += strcmp(tag, name) == 0;
    if (w->at[0] == '/' && w->at[1] == '>') {
        w->at += 2;
        return 0;
    }
    if (*w->at != '>' || w->depth == DEPTH_MAX)
        return fail(w, "tag does not end");
    w->at++;
    memcpy(w->open[w->depth++], tag, sizeof tag);
    return 0;
}

int bv_xml_check(const char *text, const char *name, size_t *elements, char *why, size_t size)
{
    struct walk w = {.start = text, .at = text, .why = why, .why_size = size};
    size_t count = 0;
    why[0] = '\0';
    while (*w.at) {
        if (strncmp(w.at, "<?", 2) == 0 || strncmp(w.at, "<!DOCTYPE", 9) == 0) {
            w.at = strchr(w.at, '>');
            if (!w.at)
                return -1;
            w.at++;
        } else if (strncmp(w.at, "<![CDATA[", 9) == 0) {
            w.at = strstr(w.at, "]]>");
            if (!w.at)
                return -1;
            w.at += 3;
        } else if (*w.at == '<') {
            if (walk_tag(&w, name, &count) != 0)
                return -1;
        } else if (strncmp(w.at, "]]>", 3) == 0) {
            return fail(&w, "end of a section that did not begin");
        } else if (*w.at == '&' && !is_reference(w.at)) {
            return fail(&w, "unknown reference");
        } else if ((unsigned char)*w.at < ' ' && !strchr("\t\r\n", *w.at)) {
            return fail(&w, "control character");
        } else {
            w.at++;
        }
    }
    if (w.depth > 0)
        return fail(&w, w.open[w.depth - 1]);
    if (elements)
        *elements = count;
    return 0;
}
