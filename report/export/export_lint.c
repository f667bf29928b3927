/* SPDX-License-Identifier: Apache-2.0 */
/* export_lint.c: thresholds that a run found, in the words of the tools that want one. */
#include <string.h>

#include "lib/base/plural.h"
#include "report/export/export.h"
#include "report/words/finding_words.h"
#include "report/words/zone_words.h"

/* Which end of the zones a setting wants. */
enum edge {
    LET_PASS, /* by value up to here: it tells people to drop a reference */
    COMPLAIN, /* by pointer from here on: it tells people to change code */
    COMPLAIN_ABOVE
};

struct setting {
    const char *file;    /* NULL: the same as the one before */
    const char *head;    /* what leads to it there */
    const char *before;  /* the number */
    const char *meaning; /* what stands behind it */
    enum edge edge;
    bool is_of_go; /* of a tool for Go */
};

static const struct setting settings[] = {
    {".golangci.yml (golangci-lint 2)",
     "version: \"2\"\nlinters:\n  enable: [gocritic]\n  settings:\n    gocritic:\n"
     "      enabled-checks: [hugeParam]\n      settings:\n        hugeParam:\n",
     "          sizeThreshold: ", "warns of parameters from this size on", COMPLAIN, true},
    {"clippy.toml", "", "pass-by-value-size-limit = ", "warns of parameters larger than this",
     COMPLAIN_ABOVE, false},
    {NULL, "", "trivial-copy-size-limit = ", "warns of references to what is no larger than this",
     LET_PASS, false},
    {"flags for clang", "", "-Wlarge-by-value-copy=",
     "warns of parameters and results larger than this", COMPLAIN_ABOVE, false},
    {"flags for gcc", "", "-Wlarger-than=",
     "warns of any object larger than this, parameters among them", COMPLAIN_ABOVE, false},
};

/* The number of a setting, or 0: the run shows no such size. An edge at the end of the range that
 * was measured is no crossover, and neither is one that has no interval. */
static uint32_t number_of(const struct bv_zones *zones, enum edge edge)
{
    if (zones->condition_count == 0 || zones->blocks_least < BV_BLOCKS_FOR_VERDICT)
        return 0;
    if (edge == LET_PASS)
        return zones->value_until.estimate < zones->last_bytes ? zones->value_until.estimate : 0;
    if (zones->pointer_from.estimate <= zones->first_bytes)
        return 0;
    return zones->pointer_from.estimate - (edge == COMPLAIN_ABOVE);
}

/* Words as a line of comment, released. No words: no line. */
static void put_comment(struct bv_text *out, const char *opening, struct bv_text *words)
{
    if (words->length > 0) {
        bv_text_format(out, "# %s", opening);
        bv_text_plain(out, words->data);
        bv_text_put(out, "\n");
    }
    out->failed |= words->failed;
    bv_text_finish(words);
}

static void put_source(struct bv_text *out, const struct bv_summary *summary,
                       const struct bv_zones *zones)
{
    const struct bv_result *result = summary->result;
    const char *compiler = bv_facts_get(&result->key, "compiler");
    const char *flags = bv_facts_get(&result->key, "compiler.flags");
    const char *model = bv_facts_get(&result->key, "cpu.model");
    struct bv_text words = {0};
    bv_text_format(&words, "byval %s, %s, %s: %s %s", result->byval_version, result->started_utc,
                   model ? model : "unknown CPU", compiler ? compiler : "unknown compiler",
                   flags ? flags : "unknown flags");
    put_comment(out, "", &words);
    if (zones->condition_count > 0) {
        bv_words_zones(&words, zones, true);
        bv_text_format(&words, " (over %zu condition%s)", zones->condition_count,
                       bv_plural(zones->condition_count));
        put_comment(out, "", &words);
        bv_words_zone_ends(&words, summary, zones);
        put_comment(out, "What decides: ", &words);
        bv_words_zone_factor(&words, zones);
        put_comment(out, "Between, it depends most on ", &words);
    } else {
        bv_text_put(&words, "no condition of passing one struct was measured");
        put_comment(out, "", &words);
    }
    if (bv_summary_is_go(summary))
        bv_text_put(out,
                    "# Measured in Go. Tools for C, C++ and Rust take their settings from a run in "
                    "C, where Rust's are a hint.\n");
    else
        bv_text_put(out,
                    "# Measured in C. Go and Rust pass structs by rules of their own: there, take "
                    "this as a hint.\n");
}

static void put_setting(struct bv_text *out, const struct bv_zones *zones,
                        const struct setting *setting)
{
    const char *indent = setting->before + strspn(setting->before, " ");
    int depth = (int)(indent - setting->before);
    uint32_t number = number_of(zones, setting->edge);
    const struct bv_finding edges = bv_zones_edges(zones);
    struct bv_text words = {0};
    if (number == 0) {
        bv_text_format(out, "%*s# %s: not set. ", depth, "", indent);
        bv_text_put(out, zones->condition_count == 0
                             ? "Nothing was measured that it could follow.\n"
                         : zones->blocks_least < BV_BLOCKS_FOR_VERDICT
                             ? "Too few blocks to set anything by.\n"
                         : setting->edge == LET_PASS
                             ? "The run has no size up to which value is never worse, whatever the "
                               "condition.\n"
                             : "The run has no size from which pointer wins, whatever the "
                               "condition.\n");
        return;
    }
    if (setting->edge == LET_PASS) {
        bv_text_put(&words, "by value, whatever the condition, up to ");
        bv_words_a_until(&words, &edges);
    } else {
        bv_text_put(&words, "by pointer, whatever the condition, from ");
        bv_words_b_from(&words, &edges);
    }
    bv_text_format(&words, "; %s", setting->meaning);
    bv_text_format(out, "%*s", depth, "");
    put_comment(out, "", &words);
    bv_text_format(out, "%s%u\n", setting->before, number);
}

void bv_export_lint(struct bv_text *out, const struct bv_summary *summary)
{
    const struct bv_zones zones = bv_zones_find(summary);
    put_source(out, summary, &zones);
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        const struct setting *setting = &settings[i];
        if (bv_summary_is_go(summary) && !setting->is_of_go)
            continue;
        if (setting->file)
            bv_text_format(out, "\n# ---- %s\n", setting->file);
        if (number_of(&zones, setting->edge) > 0)
            bv_text_put(out, setting->head);
        put_setting(out, &zones, setting);
    }
}
