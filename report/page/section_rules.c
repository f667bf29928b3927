/* SPDX-License-Identifier: Apache-2.0 */
/* section_rules.c: what following each rule of thumb would cost here. */
#include <math.h>

#include "report/page/section.h"
#include "report/page/table.h"
#include "report/words/number_words.h"

static void put_regret(struct bv_text *out, const struct bv_regret *regret)
{
    if (regret->cases == 0) {
        for (unsigned i = 0; i < 3; i++) {
            bv_table_number(out, NAN);
            bv_text_put(out, "-</td>");
        }
        return;
    }
    bv_table_number(out, regret->mean);
    bv_text_format(out, "%.1f&#160;%%</td>", 100 * regret->mean);
    bv_table_number(out, regret->worst);
    bv_words_ratio(out, log1p(regret->worst));
    bv_text_put(out, "&#215;</td>");
    bv_table_number(out, (double)regret->wrong / (double)regret->cases);
    bv_text_format(out, "%zu of %zu</td>", regret->wrong, regret->cases);
}

static void put_threshold(struct bv_text *out, const struct bv_policy *policy)
{
    bv_table_number(out, policy->is_held_out ? (double)policy->all_fitted[0]
                         : policy->value_up_to_bytes == UINT64_MAX
                             ? 1e300 /* after every size */
                             : (double)policy->value_up_to_bytes);
    if (policy->is_held_out) {
        bv_words_bytes(out, policy->all_fitted[0]);
        bv_text_put(out, " and ");
        bv_words_bytes(out, policy->all_fitted[1]);
    } else if (policy->value_up_to_bytes == UINT64_MAX) {
        bv_text_put(out, "any");
    } else if (policy->value_up_to_bytes == 0) {
        bv_text_put(out, "none");
    } else {
        bv_words_bytes(out, (uint32_t)policy->value_up_to_bytes);
    }
    bv_text_put(out, "</td>");
}

static void put_policy(struct bv_text *out, const struct bv_policy *policy)
{
    bv_text_put(out, "<tr><th scope=\"row\" class=\"name\">");
    bv_text_html(out, policy->tool);
    if (policy->option) {
        bv_text_put(out, ": ");
        bv_text_html(out, policy->option);
    }
    bv_text_put(out, "</th>");
    put_threshold(out, policy);
    put_regret(out, &policy->passing);
    put_regret(out, &policy->all);
    bv_text_put(out, "<td class=\"name\">");
    bv_text_html(out, policy->all.worst_case ? policy->all.worst_case : "-");
    bv_text_put(out, "</td><td class=\"name\">");
    bv_text_html(out, policy->source ? policy->source : "this run");
    bv_text_put(out, "</td></tr>\n");
}

enum bv_status bv_section_rules(const struct bv_page *page, struct bv_text *out,
                                struct bv_error *err)
{
    static const char *const heads[] = {
        "Rule",   "#By value up to", "#Passing: typical", "#worst", "#wrong", "#All: typical",
        "#worst", "#wrong",          "Worst case",        "Source"};
    (void)err;
    if (page->policies->count == 0)
        return BV_OK;
    bv_text_put(
        out,
        "<p>What it costs, here, to follow a rule instead of taking the faster arm of each case. "
        "Typical: how much slower, as a geometric mean over the cases; worst: the one case that "
        "pays "
        "most; wrong: cases whose verdict goes to the other arm. Passing: all conditions of "
        "passing one "
        "struct, which the answer at the top is about; all: every case of arms value and pointer, "
        "or outparam, except the controls, "
        "each counted once: it is about the cases of this run, not about your program. byval's "
        "own threshold was fitted to one half of the blocks and judged on the other, then the "
        "other way round; the two sizes are the results of the halves, over all cases.</p>\n");
    bv_table_begin(out, "regret", "Rules of thumb and their regret", "", heads,
                   sizeof heads / sizeof heads[0]);
    for (size_t i = 0; i < page->policies->count; i++)
        put_policy(out, &page->policies->items[i]);
    bv_table_end(out);
    return BV_OK;
}
