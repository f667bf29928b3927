/* SPDX-License-Identifier: Apache-2.0 */
/* section_data.c: every number, and where it comes from. */
#include "report/page/html_phrase.h"
#include "report/page/section.h"
#include "report/page/tables.h"

enum bv_status bv_section_cases(const struct bv_page *page, struct bv_text *out,
                                struct bv_error *err)
{
    (void)err;
    bv_text_put(out, "<p>");
    if (page->has_data)
        bv_text_put(out, "<a href=\"run.json\">run.json</a> (Google Benchmark JSON) &#183; ");
    bv_text_put(out, "<a href=\"numbers.csv\">numbers.csv</a> (every computed number) &#183; "
                     "<a href=\"claims.csv\">claims.csv</a> (verdicts on the article) &#183; "
                     "<a href=\"summary.txt\">summary.txt</a>");
    if (page->audit || page->counts)
        bv_text_put(out, " &#183; <a href=\"codegen.csv\">codegen.csv</a> (what the machine code "
                         "does)");
    bv_text_put(out, "</p>\n");
    bv_html_phrase_beside(out, "figures and data");
    bv_text_put(out, "<details id=\"cases\"><summary>All cases</summary>\n");
    bv_table_cases(out, page->summary, page->codegen);
    bv_text_put(out, "</details>\n");
    return BV_OK;
}
