/* SPDX-License-Identifier: Apache-2.0 */
/* section_data.c: every number, and where it comes from. */
#include "report/page/case_tables.h"
#include "report/page/html_phrase.h"
#include "report/page/section.h"

enum bv_status bv_section_cases(const struct bv_page *page, struct bv_text *out,
                                struct bv_error *err)
{
    (void)err;
    bv_text_put(out, "<p>");
    if (page->has_data) {
        bv_html_phrase_file(out, "run.json", "run.json");
        bv_text_put(out, " (Google Benchmark JSON) &#183; ");
    }
    bv_html_phrase_file(out, "numbers.csv", "numbers.csv");
    bv_text_put(out, " (every computed number) &#183; ");
    bv_html_phrase_file(out, "claims.csv", "claims.csv");
    bv_text_put(out, " (verdicts on the article) &#183; ");
    bv_html_phrase_file(out, "summary.txt", "summary.txt");
    if (page->audit || page->counts) {
        bv_text_put(out, " &#183; ");
        bv_html_phrase_file(out, "codegen.csv", "codegen.csv");
        bv_text_put(out, " (what the machine code does)");
    }
    bv_text_put(out, "</p>\n");
    bv_html_phrase_beside(out, "figures and data");
    bv_text_put(out, "<details id=\"cases\"><summary>All cases</summary>\n");
    bv_table_cases(out, page->summary, page->codegen);
    bv_text_put(out, "</details>\n");
    return BV_OK;
}
