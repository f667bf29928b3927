/* SPDX-License-Identifier: Apache-2.0 */
/* side_words.c: see side_words.h. */
#include "report/words/side_words.h"

#include <math.h>
#include <string.h>

#include "lib/base/plural.h"
#include "report/words/microarchitecture.h"
#include "report/words/number_words.h"

enum { HASH_SHOWN = 12 };

void bv_words_letter(struct bv_text *out, size_t side)
{
    if (side >= 26)
        bv_text_format(out, "%c", (char)('A' + side / 26 - 1));
    bv_text_format(out, "%c", (char)('A' + side % 26));
}

const char *bv_words_last_of(const char *name)
{
    const char *slash = strrchr(name, '/');
    return slash && slash[1] != '\0' ? slash + 1 : name;
}

static void put_called(struct bv_text *out, const struct bv_result *result)
{
    const char *name = bv_microarchitecture(&result->key);
    const char *compiler = bv_facts_get(&result->key, "compiler");
    if (!name)
        name = bv_facts_get(&result->key, "cpu.model");
    bv_text_format(out, "%s, %s", name ? name : "processor unknown",
                   compiler ? compiler : "compiler unknown");
    if (result->started_utc)
        bv_text_format(out, ", %.10s", result->started_utc);
}

void bv_words_run(struct bv_text *out, const struct bv_comparison *comparison, size_t side)
{
    struct bv_text own = {0}, other = {0};
    bool shared = false;
    if (comparison->sides[side].is_pool) {
        bv_text_put(out, comparison->sides[side].name);
        return;
    }
    put_called(&own, comparison->sides[side].summary->result);
    for (size_t i = 0; i < comparison->side_count && !shared; i++) {
        bv_text_finish(&other);
        put_called(&other, comparison->sides[i].summary->result);
        shared = i != side && own.length == other.length && own.data && other.data &&
                 memcmp(own.data, other.data, own.length) == 0;
    }
    bv_text_put_span(out, own.data ? own.data : "", own.length);
    if (shared)
        bv_text_format(out, " (%s)", bv_words_last_of(comparison->sides[side].name));
    out->failed |= own.failed || other.failed;
    bv_text_finish(&own);
    bv_text_finish(&other);
}

bool bv_words_same_value(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

void bv_words_value(struct bv_text *out, const struct bv_compared_fact *fact, const char *value)
{
    if (!value)
        bv_text_put(out, "unknown");
    else if (strcmp(fact->name, "kernel_hash") == 0)
        bv_text_put_span(out, value, strnlen(value, HASH_SHOWN));
    else
        bv_text_put(out, value);
}

void bv_words_values(struct bv_text *out, const struct bv_comparison *comparison,
                     const struct bv_compared_fact *fact)
{
    for (size_t i = 0; i < comparison->side_count; i++) {
        size_t before = 0;
        while (before < i && !bv_words_same_value(fact->values[before], fact->values[i]))
            before++;
        if (before < i)
            continue;
        bv_text_put(out, i ? "; " : "");
        bv_words_value(out, fact, fact->values[i]);
        bv_text_put(out, " (");
        for (size_t k = i, listed = 0; k < comparison->side_count; k++)
            if (bv_words_same_value(fact->values[k], fact->values[i])) {
                bv_text_put(out, listed++ ? ", " : "");
                bv_words_letter(out, k);
            }
        bv_text_put(out, ")");
    }
}

static void put_or_unknown(struct bv_text *out, const char *what, const char *value)
{
    bv_text_put(out, value ? value : what);
    if (!value)
        bv_text_put(out, " unknown");
}

void bv_words_side(struct bv_text *out, const struct bv_comparison *comparison, size_t side)
{
    const struct bv_summary *summary = comparison->sides[side].summary;
    const struct bv_result *result = summary->result;
    put_or_unknown(out, "host", result->host_name);
    bv_text_put(out, ", ");
    put_or_unknown(out, "processor", bv_facts_get(&result->key, "cpu.model"));
    bv_text_put(out, ", ");
    put_or_unknown(out, "compiler", bv_facts_get(&result->key, "compiler"));
    bv_text_put(out, ", ");
    put_or_unknown(out, "date", result->started_utc);
    bv_text_format(out, ", %zu case%s, %u %s%s, margin ", summary->case_count,
                   bv_plural(summary->case_count), summary->blocks,
                   comparison->sides[side].is_of_medians ? "run" : "block",
                   bv_plural(summary->blocks));
    bv_words_percent(out, summary->margin);
    if (isfinite(comparison->clock_ghz[side]))
        bv_text_format(out, ", clock %.2f GHz", comparison->clock_ghz[side]);
    else
        bv_text_put(out, ", clock unknown");
}
