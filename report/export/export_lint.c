/* SPDX-License-Identifier: Apache-2.0 */
/* export_lint.c: thresholds that a run found, in the words of the tools that want one. */
#include <string.h>

#include "report/export/export.h"
#include "report/words/words.h"

/* Which of a series' sizes a setting wants. */
enum edge {
    LET_PASS, /* the largest size for which value is never worse */
    COMPLAIN, /* the size from which pointer wins */
    COMPLAIN_ABOVE
};

struct setting {
    const char *file;   /* NULL: the same as the one before */
    const char *head;   /* what leads to it there */
    const char *before; /* the number */
    enum edge edge;
    const char *meaning;
};

static const struct setting settings[] = {
    {".golangci.yml (golangci-lint 2)",
     "version: \"2\"\nlinters:\n  enable: [gocritic]\n  settings:\n    gocritic:\n"
     "      enabled-checks: [hugeParam]\n      settings:\n        hugeParam:\n",
     "          sizeThreshold: ", COMPLAIN, "warns of parameters from this size on"},
    {"clippy.toml", "", "pass-by-value-size-limit = ", COMPLAIN_ABOVE,
     "warns of parameters larger than this"},
    {NULL, "", "trivial-copy-size-limit = ", LET_PASS,
     "warns of references to what is no larger than this"},
    {"flags for clang", "", "-Wlarge-by-value-copy=", COMPLAIN_ABOVE,
     "warns of parameters and results larger than this"},
    {"flags for gcc", "", "-Wlarger-than=", COMPLAIN_ABOVE,
     "warns of any object larger than this, parameters among them"},
};

/* The question that settings are about: value against pointer, in the main series. */
static const struct bv_finding *find(const struct bv_summary *summary, unsigned *arm)
{
    if (summary->main_series >= summary->series_count)
        return NULL;
    const struct bv_series *series = &summary->series[summary->main_series];
    for (*arm = 1; *arm < series->arm_count; ++*arm)
        if (strcmp(series->arms[0], "value") == 0 && strcmp(series->arms[*arm], "pointer") == 0)
            return &series->findings[*arm - 1];
    return NULL;
}

/* The number of a setting, or 0: the run shows no such size. An edge at the end of the range that
 * was measured is no crossover, and neither is one that has no interval. */
static uint32_t number_of(const struct bv_finding *finding, enum edge edge)
{
    if (!finding || finding->blocks_least < BV_BLOCKS_FOR_VERDICT)
        return 0;
    if (edge == LET_PASS)
        return finding->a_until.estimate < finding->last_bytes ? finding->a_until.estimate : 0;
    if (finding->b_from.estimate <= finding->first_bytes)
        return 0;
    return finding->b_from.estimate - (edge == COMPLAIN_ABOVE);
}

static void put_comment(struct bv_text *out, struct bv_text *words)
{
    bv_text_put(out, "# ");
    if (words->data)
        bv_text_plain(out, words->data);
    bv_text_put(out, "\n");
    out->failed |= words->failed;
    bv_text_finish(words);
}

static void put_source(struct bv_text *out, const struct bv_summary *summary,
                       const struct bv_finding *finding, unsigned arm)
{
    const struct bv_result *result = summary->result;
    const char *compiler = bv_facts_get(&result->key, "compiler");
    const char *flags = bv_facts_get(&result->key, "compiler.flags");
    const char *model = bv_facts_get(&result->key, "cpu.model");
    struct bv_text words = {0};
    bv_text_format(&words, "byval %s, %s, %s: %s %s", result->byval_version, result->started_utc,
                   model ? model : "unknown CPU", compiler ? compiler : "unknown compiler",
                   flags ? flags : "unknown flags");
    put_comment(out, &words);
    if (finding) {
        const struct bv_series *series = &summary->series[summary->main_series];
        bv_words_series(&words, &series->parts, NULL);
        bv_text_put(&words, ": ");
        bv_words_finding(&words, finding, series->arms[0], series->arms[arm], true);
        put_comment(out, &words);
    } else {
        bv_text_put(&words, "no series of value against pointer was measured");
        put_comment(out, &words);
    }
    bv_text_put(out, "# Measured in C. Go and Rust pass structs by rules of their own: there, take "
                     "this as a hint.\n");
}

static void put_setting(struct bv_text *out, const struct bv_summary *summary,
                        const struct setting *setting, const struct bv_finding *finding,
                        unsigned arm)
{
    const char *indent = setting->before + strspn(setting->before, " ");
    int depth = (int)(indent - setting->before);
    uint32_t number = number_of(finding, setting->edge);
    struct bv_text words = {0};
    if (number == 0) {
        bv_text_format(out, "%*s# %s: not set. ", depth, "", indent);
        bv_text_put(out, !finding ? "Nothing was measured that it could follow.\n"
                         : finding->blocks_least < BV_BLOCKS_FOR_VERDICT
                             ? "Too few blocks to set anything by.\n"
                         : setting->edge == LET_PASS
                             ? "The run does not show where value stops being never worse.\n"
                             : "The run has no size from which pointer wins.\n");
        return;
    }
    bv_words_series(&words, &summary->series[summary->main_series].parts, NULL);
    if (setting->edge == LET_PASS) {
        bv_text_put(&words, ": value is never worse up to ");
        bv_words_a_until(&words, finding);
    } else {
        bv_text_format(&words, ": %s wins from ", summary->series[summary->main_series].arms[arm]);
        bv_words_b_from(&words, finding);
    }
    bv_text_format(&words, "; %s", setting->meaning);
    bv_text_format(out, "%*s", depth, "");
    put_comment(out, &words);
    bv_text_format(out, "%s%u\n", setting->before, number);
}

void bv_export_lint(struct bv_text *out, const struct bv_summary *summary)
{
    unsigned arm = 0;
    const struct bv_finding *finding = find(summary, &arm);
    put_source(out, summary, finding, arm);
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        const struct setting *setting = &settings[i];
        if (setting->file)
            bv_text_format(out, "\n# ---- %s\n", setting->file);
        if (number_of(finding, setting->edge) > 0)
            bv_text_put(out, setting->head);
        put_setting(out, summary, setting, finding, arm);
    }
}
