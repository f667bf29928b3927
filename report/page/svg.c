/* SPDX-License-Identifier: Apache-2.0 */
/* svg.c: see svg.h. */
#include "report/page/svg.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/figures/gnuplot.h"

static bool starts_with(const char *at, const char *letters)
{
    return strncmp(at, letters, strlen(letters)) == 0;
}

/* The custom property of a colour as gnuplot spells it, between quotes; NULL: not one of ours. */
static const char *property_of(const char *colour, size_t length)
{
    unsigned red, green, blue;
    char spelt[32];
    if (length >= sizeof spelt)
        return NULL;
    memcpy(spelt, colour, length);
    spelt[length] = '\0';
    if (strcmp(spelt, "black") == 0)
        return "--bv-ink";
    if (sscanf(spelt, "rgb(%u,%u,%u)", &red, &green, &blue) != 3 &&
        sscanf(spelt, "#%2x%2x%2x", &red, &green, &blue) != 3)
        return NULL;
    for (size_t i = 0; i < bv_colour_count; i++)
        if (bv_colours[i].red == red && bv_colours[i].green == green && bv_colours[i].blue == blue)
            return bv_colours[i].property;
    return NULL;
}

static bool is_named(const char *name, size_t length, const char *letters)
{
    return strlen(letters) == length && memcmp(name, letters, length) == 0;
}

static void put_value(struct bv_text *out, const char *name, size_t name_length, const char *value,
                      size_t length, const char *id)
{
    const char *property = NULL;
    if (is_named(name, name_length, "id"))
        bv_text_format(out, "%s-", id);
    if (is_named(name, name_length, "xlink:href") && length > 0 && value[0] == '#') {
        bv_text_format(out, "#%s-", id);
        value++;
        length--;
    }
    if (is_named(name, name_length, "fill") || is_named(name, name_length, "stroke") ||
        is_named(name, name_length, "color"))
        property = property_of(value, length);
    if (property)
        bv_text_format(out, "var(%s)", property);
    else
        bv_text_put_span(out, value, length);
}

/* What gnuplot's drawings do not have, and what could carry code into the page. */
static bool is_refused(const char *name, size_t name_length, const char *value, size_t length)
{
    bool link = name_length >= 4 && memcmp(name + name_length - 4, "href", 4) == 0;
    return strncasecmp(name, "on", 2) == 0 || strncasecmp(name, "style", 5) == 0 ||
           (link && value[0] != '#') || memchr(value, '<', length) != NULL;
}

/* What an attribute would be without being said: gnuplot says it in every group. */
static bool is_default(const char *name, size_t name_length, const char *value, size_t length)
{
    return (is_named(name, name_length, "stroke-linecap") && is_named(value, length, "butt")) ||
           (is_named(name, name_length, "stroke-linejoin") && is_named(value, length, "miter"));
}

/* Copy one tag, which begins at `<`. Returns where it ends, or NULL where it is not a tag. What
 * HTML would forgive is no tag: it might read there what is not seen here. */
static const char *copy_tag(struct bv_text *out, const char *at, const char *id)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:-";
    const char *start = at;
    at += at[1] == '/' ? 2 : 1;
    at += strspn(at, letters);
    for (;;) {
        const char *name = at + strspn(at, " \t\n");
        size_t name_length = strspn(name, letters);
        if (name_length == 0) {
            const char *end = name + (name[0] == '/');
            if (*end != '>')
                return NULL;
            bv_text_put_span(out, start, (size_t)(end + 1 - start));
            return end + 1;
        }
        const char *equals = name + name_length + strspn(name + name_length, " ");
        if (name == at || *equals != '=')
            return NULL;
        const char *quote = equals + 1 + strspn(equals + 1, " ");
        const char *end = *quote == '\'' || *quote == '"' ? strchr(quote + 1, *quote) : NULL;
        if (!end || is_refused(name, name_length, quote + 1, (size_t)(end - quote - 1)))
            return NULL;
        if (is_default(name, name_length, quote + 1, (size_t)(end - quote - 1))) {
            bv_text_put_span(out, start, (size_t)(at - start));
            start = at = end + 1;
            continue;
        }
        bv_text_put_span(out, start, (size_t)(quote + 1 - start));
        put_value(out, name, name_length, quote + 1, (size_t)(end - quote - 1), id);
        start = end; /* the quote goes with what follows */
        at = end + 1;
    }
}

static bool is_dropped(const char *at)
{
    static const char *const dropped[] = {"<title", "<desc", "<filter"};
    for (size_t i = 0; i < sizeof dropped / sizeof dropped[0]; i++)
        if (starts_with(at, dropped[i]))
            return true;
    return false;
}

/* Elements that gnuplot draws with. Others, above all script, do not pass. */
static bool is_known(const char *at)
{
    static const char *const known[] = {"g",    "defs", "path",    "rect",     "circle",
                                        "text", "use",  "polygon", "polyline", "tspan"};
    at += at[1] == '/' ? 2 : 1;
    size_t length = strcspn(at, " \t\n/>");
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (is_named(at, length, known[i]))
            return true;
    return false;
}

/* The end of a group that holds nothing, of which gnuplot writes many; NULL: not one. */
static const char *empty_group_end(const char *at)
{
    static const char closing[] = "</g>";
    const char *end = starts_with(at, "<g ") ? strchr(at, '>') : NULL;
    if (!end)
        return NULL;
    end += 1 + strspn(end + 1, " \t\n");
    return starts_with(end, closing) ? end + sizeof closing - 1 : NULL;
}

static const char *skip_element(const char *at)
{
    char closing[16];
    size_t length = strcspn(at + 1, " \t\n/>");
    snprintf(closing, sizeof closing, "</%.*s>", (int)length, at + 1);
    const char *end = strstr(at, closing);
    return end ? end + strlen(closing) : NULL;
}

enum bv_status bv_svg_inline(const char *svg, const char *id, const char *name, struct bv_text *out,
                             struct bv_error *err)
{
    const char *at = strstr(svg, "<svg");
    const char *box = at ? strstr(at, "viewBox=\"") : NULL;
    const char *end = at ? strstr(at, "</svg>") : NULL;
    int width, height;
    if (!box || !end || sscanf(box, "viewBox=\"0 0 %d %d\"", &width, &height) != 2)
        goto foreign;
    bv_text_format(out,
                   "<svg viewBox=\"0 0 %d %d\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
                   "xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"",
                   width, height);
    bv_text_html(out, name);
    bv_text_put(out, "\">");
    at = strchr(box, '>');
    for (at = at ? at + 1 : NULL; at && at < end;) {
        if (*at != '<') {
            size_t length = strcspn(at, "<");
            bool is_blank = strspn(at, " \t\n") >= length;
            bv_text_put_span(out, at, is_blank ? 0 : length);
            at += length;
        } else if (is_dropped(at)) {
            at = skip_element(at);
        } else if (empty_group_end(at)) {
            at = empty_group_end(at);
        } else if (!is_known(at)) {
            goto foreign;
        } else {
            bool background = starts_with(at, "<rect x=\"0\" y=\"0\"");
            at = background ? strstr(at, "/>") : copy_tag(out, at, id);
            at = background && at ? at + 2 : at;
        }
    }
    if (!at)
        goto foreign;
    bv_text_put(out, "</svg>\n");
    return out->failed ? bv_fail(err, BV_E_NOMEM, "out of memory while adding figure %s", id)
                       : BV_OK;
foreign:
    return bv_fail(
        err, BV_E_INPUT,
        "figure %s: gnuplot's SVG does not look as expected: byval knows that of gnuplot "
        "5.4 (package gnuplot-nox)",
        id);
}
