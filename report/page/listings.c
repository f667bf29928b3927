/* SPDX-License-Identifier: Apache-2.0 */
/* listings.c: see listings.h. */
#include "report/page/listings.h"

#include <stdlib.h>

enum bv_status bv_listings_begin(const struct bv_audit *audit, struct bv_listings *out,
                                 struct bv_error *err)
{
    out->audit = audit;
    out->shown = calloc(audit->function_count + 1, sizeof *out->shown);
    if (!out->shown)
        return bv_fail(err, BV_E_NOMEM, "out of memory while writing the page");
    return BV_OK;
}

void bv_listings_finish(struct bv_listings *listings)
{
    free(listings->shown);
}

static void put_lines(struct bv_text *out, const struct bv_audit_function *function, uint32_t first,
                      uint32_t last)
{
    for (uint32_t i = first; i <= last; i++) {
        char mark = function->marks ? function->marks[i] : BV_MARK_PLAIN;
        bool copies = mark == BV_MARK_COPY;
        bv_text_format(out, "%4u %c ", i, copies ? '*' : mark == BV_MARK_CALL ? '>' : ' ');
        bv_text_put(out, copies ? "<mark>" : "");
        bv_text_html(out, function->lines[i]);
        bv_text_put(out, copies ? "</mark>\n" : "\n");
    }
}

/* Lines of a function, or a link to where they stand already. */
static void put_function(struct bv_listings *listings, struct bv_text *out, uint32_t index,
                         const char *what, uint32_t first, uint32_t last)
{
    const struct bv_audit_function *function = &listings->audit->functions[index];
    if (listings->shown[index]) {
        bv_text_format(out, "<p>%s <a href=\"#code-f%u\"><code>", what, index);
        bv_text_html(out, function->name);
        bv_text_put(out, "</code></a>, shown there</p>\n");
        return;
    }
    listings->shown[index] = true;
    bv_text_format(out, "<p id=\"code-f%u\">%s <code>", index, what);
    bv_text_html(out, function->name);
    bv_text_put(out, "</code></p>\n<pre class=\"code\">");
    put_lines(out, function, first, last);
    bv_text_put(out, "</pre>\n");
}

static void put_violations(struct bv_text *out, const struct bv_audit_arm *arm)
{
    if (arm->violation_count == 0)
        return;
    bv_text_put(out, "<div class=\"warn\">Not what the family promises; its times do not mean what "
                     "they say:<ul>\n");
    for (uint32_t i = 0; i < arm->violation_count; i++) {
        bv_text_put(out, "<li>");
        bv_text_html(out, arm->violations[i]);
        bv_text_put(out, "</li>\n");
    }
    bv_text_put(out, "</ul></div>\n");
}

static void put_arm(struct bv_listings *listings, struct bv_text *out,
                    const struct bv_audit_arm *arm)
{
    const struct bv_audit_function *functions = listings->audit->functions;
    bv_text_put(out, "<div><h4>");
    bv_text_html(out, arm->name);
    bv_text_put(out, "</h4>\n");
    put_violations(out, arm);
    put_function(listings, out, arm->function, "Loop of", arm->loop_first, arm->loop_last);
    for (uint32_t i = 0; i < arm->callee_count; i++)
        put_function(listings, out, arm->callees[i], "Calls", 0,
                     functions[arm->callees[i]].line_count - 1);
    bv_text_put(out, "</div>\n");
}

void bv_listings_put(struct bv_listings *listings, const struct bv_audit_case *of,
                     struct bv_text *out)
{
    bv_text_put(out, "<div class=\"grid\">\n");
    for (uint32_t a = 0; a < of->arm_count; a++)
        put_arm(listings, out, &of->arms[a]);
    bv_text_put(out, "</div>\n");
}
