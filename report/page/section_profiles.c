/* SPDX-License-Identifier: Apache-2.0 */
/* section_profiles.c: where the time, the allocations and the waiting of arms go, side by side. */
#include <stdio.h>
#include <string.h>

#include "report/analysis/profile_shares.h"
#include "report/page/html_phrase.h"
#include "report/page/icicle.h"
#include "report/page/section.h"
#include "report/words/number_words.h"
#include "report/words/profile_words.h"
#include "report/words/words.h"

#define SHOWN_LEAST 0.0005 /* of a share that is written: what rounds to 0.1 % */

/* Machine code with what share of all samples of the profile stands at each line. */
static void put_listing(const struct bv_page *page, const struct bv_arm_profile *profile,
                        const struct bv_profile_listing *listing, struct bv_text *out)
{
    const struct bv_profile_function *function = &profile->functions[listing->function];
    const char *marks = bv_profile_marks(profile, listing, page->audit);
    const double all = (double)bv_arm_profile_total(profile, BV_PATH_SAMPLES);
    bv_text_put(out, "<p><code>");
    bv_text_html(out, function->name == NULL ? "(no symbol)" : function->name);
    bv_text_put(out, "</code> in ");
    bv_text_html(out, function->file);
    bv_text_put(out, "</p>\n<pre class=\"code\">");
    for (uint32_t i = 0; i < listing->line_count; i++) {
        double share = (double)listing->samples[i] / all;
        bool copies = marks[i] == BV_MARK_COPY;
        if (share >= SHOWN_LEAST)
            bv_text_format(out, "%5.1f %% ", 100 * share);
        else
            bv_text_format(out, "%7s ", listing->samples[i] > 0 ? "<0.1 %" : "");
        bv_text_format(out, "%4u %c ", i, copies ? '*' : marks[i] == BV_MARK_CALL ? '>' : ' ');
        bv_text_put(out, copies ? "<mark>" : "");
        bv_text_html(out, listing->lines[i]);
        bv_text_put(out, copies ? "</mark>\n" : "\n");
    }
    bv_text_put(out, "</pre>\n");
}

static enum bv_status put_arm(const struct bv_page *page, const struct bv_arm_profile *profile,
                              struct bv_text *out, struct bv_error *err)
{
    static const char *const of[BV_PROFILE_KINDS] = {"CPU time", "Allocations", "Waiting"};
    static const char *const labels[BV_PROFILE_KINDS] = {"Samples of CPU time", "Allocations",
                                                         "Waiting for locks and conditions"};
    char id[40];
    struct bv_text words = {0};
    snprintf(id, sizeof id, "profile-t%zu", (size_t)(profile - page->profiles->items));
    bv_text_put(out, "<div><h4>");
    bv_text_html(out, profile->arm);
    bv_text_format(out, ": %s</h4>\n<p>", of[profile->kind]);
    bv_words_profile(&words, profile, page->audit);
    bv_html_phrase_put(out, &words, true);
    bv_text_put(out, "</p>\n");
    enum bv_status status = bv_icicle_put(out, profile, id, labels[profile->kind], err);
    if (status == BV_OK && profile->listing_count > 0) {
        bv_text_put(out, "<details><summary>Machine code with its samples</summary>\n");
        for (size_t i = 0; i < profile->listing_count; i++)
            put_listing(page, profile, &profile->listings[i], out);
        bv_text_put(out, "</details>\n");
    }
    bv_text_put(out, "</div>\n");
    return status;
}

/* The heading of a case; of one that the run has, with what links to it. */
static void put_case(const struct bv_page *page, const char *name, struct bv_text *out)
{
    const struct bv_summary *summary = page->summary;
    for (size_t i = 0; i < summary->case_count; i++) {
        struct bv_text words = {0};
        if (strcmp(summary->cases[i].info->name, name) != 0)
            continue;
        bv_text_format(out, "<h3 id=\"profile-c%zu\">", i);
        bv_words_series(&words, &summary->cases[i].name, NULL);
        bv_text_put(&words, ", ");
        bv_words_bytes(&words, summary->cases[i].info->size_bytes);
        bv_html_phrase_put(out, &words, false);
        bv_text_put(out, "</h3>\n");
        return;
    }
    bv_text_put(out, "<h3>");
    bv_text_html(out, name);
    bv_text_put(out, "</h3>\n");
}

/* All profiles of the case of one of them, a kind a line, its arms side by side. */
static enum bv_status put_profiles(const struct bv_page *page, const char *name,
                                   struct bv_text *out, struct bv_error *err)
{
    enum bv_status status = BV_OK;
    put_case(page, name, out);
    for (uint32_t kind = 0; kind < BV_PROFILE_KINDS && status == BV_OK; kind++) {
        bool is_open = false;
        for (size_t i = 0; i < page->profiles->count && status == BV_OK; i++) {
            const struct bv_arm_profile *profile = &page->profiles->items[i];
            if (profile->kind != kind || strcmp(profile->case_name, name) != 0)
                continue;
            bv_text_put(out, is_open ? "" : "<div class=\"grid\">\n");
            is_open = true;
            status = put_arm(page, profile, out, err);
        }
        bv_text_put(out, is_open ? "</div>\n" : "");
    }
    return status;
}

static void put_head(struct bv_text *out)
{
    bv_text_put(
        out,
        "<p>Taken by <code>byval profile --bundle</code> after the times, each arm in a loop in a "
        "process of its own, its functions in the order in which they were linked. A share says "
        "what the code does with its time, not how much time that is; its interval is the 95 % "
        "one of so many samples. Functions that were called stand below their callers, as wide as "
        "their share. In the machine code, a line has the share of all samples of the profile; "
        "<code>*</code> marks <mark>what copies</mark>, <code>&gt;</code> a call. A sample stands "
        "at the instruction that was to come next: the time of a slow load, division or store is "
        "at the line behind it, that of <code>rep movs</code> at itself.</p>\n");
}

enum bv_status bv_section_profiles(const struct bv_page *page, struct bv_text *out,
                                   struct bv_error *err)
{
    enum bv_status status = BV_OK;
    if (page->profiles == NULL)
        return BV_OK;
    put_head(out);
    for (size_t i = 0; i < page->profiles->count && status == BV_OK; i++) {
        const char *name = page->profiles->items[i].case_name;
        bool is_first = true;
        for (size_t k = 0; k < i; k++)
            is_first &= strcmp(page->profiles->items[k].case_name, name) != 0;
        if (is_first)
            status = put_profiles(page, name, out, err);
    }
    return status;
}
