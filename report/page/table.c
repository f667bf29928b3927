/* SPDX-License-Identifier: Apache-2.0 */
/* table.c: see table.h. */
#include "report/page/table.h"

#include <math.h>

void bv_html_words(struct bv_text *out, const char *words)
{
    if (words)
        bv_text_html(out, words);
    else
        bv_text_put(out, "<span class=\"unknown\">unknown</span>");
}

void bv_table_begin(struct bv_text *out, const char *id, const char *label, const char *caption,
                    const char *const *heads, size_t count)
{
    /* Focusable, so that a keyboard can scroll a table that is wider than the screen. */
    bv_text_format(out,
                   "<div class=\"scroll\" id=\"%s\" role=\"region\" tabindex=\"0\" "
                   "aria-label=\"%s\"><table>",
                   id, label);
    if (caption[0])
        bv_text_format(out, "<caption>%s</caption>", caption);
    bv_text_put(out, "<thead><tr>");
    for (size_t i = 0; i < count; i++) {
        bool number = heads[i][0] == '#'; /* a column of numbers */
        bv_text_format(out, "<th scope=\"col\"%s>%s</th>", number ? " class=\"n\"" : "",
                       heads[i] + number);
    }
    bv_text_put(out, "</tr></thead>\n<tbody>");
}

void bv_table_end(struct bv_text *out)
{
    bv_text_put(out, "</tbody></table></div>\n");
}

void bv_table_number(struct bv_text *out, double number)
{
    if (isfinite(number))
        bv_text_format(out, "<td class=\"n\" data-value=\"%.17g\">", number);
    else
        bv_text_put(out, "<td class=\"n\" data-value=\"\">");
}

void bv_table_cell(struct bv_text *out, const char *open, struct bv_text *words, const char *close)
{
    bv_text_put(out, open);
    if (words->data)
        bv_text_html_span(out, words->data, words->length);
    out->failed |= words->failed;
    bv_text_put(out, close);
    words->length = 0;
    if (words->data)
        words->data[0] = '\0';
}

void bv_table_edge(struct bv_text *out, const struct bv_finding *finding, uint32_t bytes,
                   void (*write)(struct bv_text *, const struct bv_finding *))
{
    struct bv_text words = {0};
    bool measured = finding->kind != BV_FINDING_UNMEASURED;
    if (measured && bytes > 0)
        bv_text_format(out, "<td class=\"k\" data-value=\"%u\">", bytes);
    else
        bv_text_put(out, "<td class=\"k\" data-value=\"\">");
    if (measured)
        write(&words, finding);
    bv_table_cell(out, "", &words, "</td>");
    bv_text_finish(&words);
}
