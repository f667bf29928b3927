/* SPDX-License-Identifier: Apache-2.0 */
/* page.c: the frame of a page, and the sections in it. */
#include "report/page/page.h"

#include "report/page/frame.h"
#include "report/page/html_phrase.h"
#include "report/page/section.h"
#include "report/words/words.h"
#include "report/words/zone_words.h"

/* Each section that has something to say, after links to them all. */
static enum bv_status put_sections(const struct bv_page *page, struct bv_text *out,
                                   struct bv_error *err)
{
    struct bv_text links = {0}, bodies = {0};
    enum bv_status status = BV_OK;
    for (size_t i = 0; status == BV_OK && i < bv_section_count; i++) {
        const struct bv_section *section = &bv_sections[i];
        struct bv_text inside = {0};
        status = section->write(page, &inside, err);
        if (inside.length > 0) {
            bv_text_format(&links, "<li><a href=\"#%s\">%s</a></li>\n", section->id,
                           section->title);
            bv_text_format(&bodies, "<section id=\"%s\">\n<h2>%s</h2>\n", section->id,
                           section->title);
            bv_text_put_span(&bodies, inside.data, inside.length);
            bv_text_put(&bodies, "</section>\n");
        }
        out->failed |= inside.failed;
        bv_text_finish(&inside);
    }
    out->failed |= links.failed || bodies.failed;
    if (links.length > 0) {
        bv_text_put(out, "<nav aria-label=\"Sections\"><ul>\n");
        bv_text_put_span(out, links.data, links.length);
        bv_text_put(out, "</ul></nav>\n");
        bv_text_put_span(out, bodies.data, bodies.length);
    }
    bv_text_finish(&links);
    bv_text_finish(&bodies);
    return status;
}

enum bv_status bv_page_write(const struct bv_page *page, struct bv_text *out, struct bv_error *err)
{
    struct bv_text title = {0};
    const struct bv_result *result = page->summary->result;
    bv_text_format(&title, "By value or by pointer: %s",
                   result->host_name ? result->host_name : "unknown host");
    if (title.failed)
        return bv_fail(err, BV_E_NOMEM, "out of memory while writing the page");
    bv_frame_open(out, title.data);
    bv_text_finish(&title);
    bv_text_put(out, "<header>\n");
    bv_html_phrase_identity(out, result);
    bv_text_put(out, "</header>\n<main>\n");
    enum bv_status status = bv_section_answer(page, out, err);
    if (status == BV_OK)
        status = put_sections(page, out, err);
    if (status != BV_OK)
        return status;
    bv_text_put(out, "</main>\n<footer>\n<p>Written by byval report from the data alone: the same "
                     "data give the same page.</p>\n</footer>\n");
    bv_frame_close(out);
    return out->failed ? bv_fail(err, BV_E_NOMEM, "out of memory while writing the page") : BV_OK;
}

void bv_page_index_entry(const char *folder, const struct bv_summary *summary, struct bv_text *out)
{
    struct bv_text words = {0};
    bv_text_format(out, "<h2><a href=\"%s/index.html\">%s</a></h2>\n", folder, folder);
    bv_html_phrase_identity(out, summary->result);
    bv_text_put(out, "<p>");
    bv_words_headline(&words, summary, true);
    bv_html_phrase_put(out, &words, true);
    bv_words_breach(&words, summary);
    if (words.length > 0) {
        bv_text_put(out, "</p>\n<p class=\"warn\">");
        bv_html_phrase_put(out, &words, true);
    }
    bv_text_put(out, "</p>\n");
}

void bv_page_index(const struct bv_text *entries, struct bv_text *out)
{
    bv_frame_open(out, "By value or by pointer: several runs");
    bv_text_put(out, "<main>\n<h1>By value or by pointer</h1>\n");
    if (entries->length > 0)
        bv_text_put_span(out, entries->data, entries->length);
    bv_text_put(out, "</main>\n<footer>\n");
    bv_html_phrase_beside(out, "the pages of the runs");
    bv_text_put(out, "</footer>\n</body>\n</html>\n");
    out->failed |= entries->failed;
}
