/* SPDX-License-Identifier: Apache-2.0 */
/* section_machine.c: what was measured on, and in which state it was. */
#include "report/page/fact_tables.h"
#include "report/page/section.h"
#include "report/page/topology_tree.h"

enum bv_status bv_section_machine(const struct bv_page *page, struct bv_text *out,
                                  struct bv_error *err)
{
    const struct bv_result *result = page->summary->result;
    if (page->topology) {
        enum bv_status status = bv_topology_tree(out, page->topology, result->cpu, err);
        if (status == BV_E_NOMEM)
            return status;
        /* The numbers do not hang on the drawing: a page without it beats no page. */
        if (status != BV_OK)
            bv_text_put(out, "<p class=\"note\">topology.xml cannot be read.</p>\n");
    }
    bv_text_put(out, "<div class=\"facts\">\n");
    bv_table_facts(out, "key", "Key: runs with equal keys may be compared", &result->key);
    bv_table_states(out, &result->state_before, &result->state_after);
    bv_text_put(out, "</div>\n");
    return BV_OK;
}
