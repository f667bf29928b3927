/* SPDX-License-Identifier: Apache-2.0 */
/* icicle.c: widths are percents of the figure's, so that letters keep their size in any window. */
#include "report/page/icicle.h"

#include <inttypes.h>

#include "report/page/html_phrase.h"
#include "report/page/table.h"
#include "report/words/number_words.h"
#include "report/words/profile_words.h"

#define LEAST_SHARE 0.004 /* of a function that is drawn: about a pixel and its frame */

enum { ROW_HEIGHT = 22, BASELINE = 15, INDENT_MOST = 12 };

static void put_name(struct bv_text *out, const struct bv_profile_function *function)
{
    if (function->name != NULL) {
        bv_text_html(out, function->name);
        return;
    }
    bv_text_put(out, "(no symbol) ");
    bv_text_html(out, function->file);
}

static double share_of(const struct bv_call_tree *tree, uint64_t value)
{
    return (double)value / (double)tree->total;
}

static void put_part(struct bv_text *out, double share)
{
    struct bv_text words = {0};
    bv_words_part(&words, share);
    bv_html_phrase_put(out, &words, false);
}

/* A nested svg cuts off what of a name does not fit. */
static void put_box(struct bv_text *out, double start, double share, uint32_t row)
{
    bv_text_format(out,
                   "<svg x=\"%.3f%%\" y=\"%u\" width=\"%.3f%%\" height=\"%d\">"
                   "<rect width=\"100%%\" height=\"100%%\"/><text x=\"4\" y=\"%d\">",
                   100 * start, row * ROW_HEIGHT, 100 * share, ROW_HEIGHT, BASELINE);
}

static void put_node(struct bv_text *out, const struct bv_arm_profile *profile,
                     const struct bv_call_tree *tree, size_t at, const char *id)
{
    const struct bv_call_node *node = &tree->nodes[at];
    const struct bv_profile_function *function = &profile->functions[node->function];
    double share = share_of(tree, node->totals[bv_call_tree_main(profile->kind)]);
    bv_text_format(out, "<a href=\"#%s-%zu\" aria-label=\"", id, at);
    put_name(out, function);
    bv_text_put(out, ": ");
    put_part(out, share);
    bv_text_put(out, "\">");
    put_box(out, share_of(tree, node->start), share, node->depth + 1);
    put_name(out, function);
    bv_text_put(out, " ");
    put_part(out, share);
    bv_text_put(out, "</text><title>");
    put_name(out, function);
    bv_text_put(out, ", ");
    bv_text_html(out, function->file);
    bv_text_put(out, ": ");
    put_part(out, share);
    bv_text_put(out, "</title></svg></a>\n");
}

static void put_figure(struct bv_text *out, const struct bv_arm_profile *profile,
                       const struct bv_call_tree *tree, const char *id, const char *label)
{
    static const char *const all[BV_PROFILE_KINDS] = {"all samples", "all bytes", "all waiting"};
    size_t small = 0;
    bv_text_format(out,
                   "<svg class=\"icicle\" width=\"100%%\" height=\"%u\" role=\"group\" "
                   "aria-label=\"%s, by who called whom\">\n",
                   (tree->depth + 1) * ROW_HEIGHT, label);
    put_box(out, 0, 1, 0);
    bv_text_format(out, "%s</text></svg>\n", all[profile->kind]);
    for (size_t i = 0; i < tree->count; i++) {
        bool is_drawn =
            share_of(tree, tree->nodes[i].totals[bv_call_tree_main(profile->kind)]) >= LEAST_SHARE;
        small += !is_drawn;
        if (is_drawn)
            put_node(out, profile, tree, i, id);
    }
    bv_text_put(out, "</svg>\n");
    if (small > 0)
        bv_text_format(
            out, "<p class=\"note\">Too narrow to be drawn, and in the table: %zu.</p>\n", small);
}

static void put_numbers(struct bv_text *out, const struct bv_arm_profile *profile,
                        const struct bv_call_tree *tree, const struct bv_call_node *node)
{
    if (profile->kind == BV_PROFILE_CPU) {
        uint64_t count = node->totals[BV_PATH_SAMPLES];
        struct bv_text words = {0};
        bv_table_number(out, (double)count);
        bv_text_format(out, "%" PRIu64 "</td>", count);
        bv_table_number(out, share_of(tree, count));
        bv_words_sample_share(&words, bv_call_tree_share(tree, count));
        bv_html_phrase_put(out, &words, false);
        bv_text_put(out, "</td>");
        bv_table_number(out, (double)node->own[BV_PATH_SAMPLES]);
        bv_text_format(out, "%" PRIu64 "</td>", node->own[BV_PATH_SAMPLES]);
        return;
    }
    for (uint32_t v = 0; v < bv_profile_kind_values(profile->kind); v++) {
        bv_table_number(out, (double)node->totals[v]);
        if (profile->kind == BV_PROFILE_WAIT && v == BV_PATH_WAIT_NS)
            bv_text_format(out, "%.6f</td>", (double)node->totals[v] * 1e-9);
        else
            bv_text_format(out, "%" PRIu64 "</td>", node->totals[v]);
    }
}

static void put_table(struct bv_text *out, const struct bv_arm_profile *profile,
                      const struct bv_call_tree *tree, const char *id, const char *label)
{
    enum { COLUMNS = 6 };
    static const struct {
        size_t count;
        const char *heads[COLUMNS];
    } tables[BV_PROFILE_KINDS] = {
        [BV_PROFILE_CPU] = {5, {"Function", "In", "#Samples", "#Share, 95 %", "#In it alone"}},
        [BV_PROFILE_HEAP] = {6, {"Function", "In", "#Objects", "#Bytes", "#Live", "#Live bytes"}},
        [BV_PROFILE_WAIT] = {4, {"Function", "In", "#Waits", "#Seconds"}},
    };
    bv_table_begin(out, id, label, "", tables[profile->kind].heads, tables[profile->kind].count);
    for (size_t i = 0; i < tree->count; i++) {
        const struct bv_call_node *node = &tree->nodes[i];
        bv_text_format(out, "<tr id=\"%s-%zu\"><th scope=\"row\" class=\"name\">", id, i);
        for (uint32_t k = 0; k < node->depth && k < INDENT_MOST; k++)
            bv_text_put(out, "&#160;&#160;");
        put_name(out, &profile->functions[node->function]);
        bv_text_put(out, "</th><td>");
        bv_text_html(out, profile->functions[node->function].file);
        bv_text_put(out, "</td>");
        put_numbers(out, profile, tree, node);
        bv_text_put(out, "</tr>\n");
    }
    bv_table_end(out);
}

enum bv_status bv_icicle_put(struct bv_text *out, const struct bv_arm_profile *profile,
                             const char *id, const char *label, struct bv_error *err)
{
    struct bv_call_tree tree;
    enum bv_status status = bv_call_tree_make(profile, &tree, err);
    if (status != BV_OK)
        return status;
    if (tree.total > 0) {
        put_figure(out, profile, &tree, id, label);
        bv_text_put(out, "<details><summary>Numbers</summary>\n");
        put_table(out, profile, &tree, id, label);
        bv_text_put(out, "</details>\n");
    }
    bv_call_tree_finish(&tree);
    return BV_OK;
}
