/* SPDX-License-Identifier: Apache-2.0 */
/* html_phrase.c: see html_phrase.h. */
#include "report/page/html_phrase.h"

#include <ctype.h>
#include <string.h>

#include "report/page/table.h"
#include "report/words/finding_words.h"
#include "report/words/words.h"

/* Escape words, and keep each number on one line with its unit. */
static void put_unbroken(struct bv_text *out, const char *words)
{
    const char *start = words;
    for (const char *c = words; *c; c++) {
        if (*c != ' ' || c == words || !isdigit((unsigned char)c[-1]))
            continue;
        size_t unit = strspn(c + 1, "BGiKMns%");
        if (unit == 0 || isalnum((unsigned char)c[1 + unit]))
            continue;
        bv_text_html_span(out, start, (size_t)(c - start));
        bv_text_put(out, "&#160;");
        start = c + 1;
    }
    bv_text_html(out, start);
}

void bv_html_phrase_put(struct bv_text *out, struct bv_text *words, bool sentence)
{
    out->failed |= words->failed;
    if (words->data) {
        if (sentence)
            words->data[0] = (char)toupper((unsigned char)words->data[0]);
        put_unbroken(out, words->data);
        bv_text_put(out, sentence ? "." : "");
    }
    bv_text_finish(words);
}

void bv_html_phrase_answer(struct bv_text *out, const struct bv_answer *answer, bool headline)
{
    struct bv_text words = {0};
    bv_words_finding(&words, &answer->series->findings[answer->arm - 1], answer->series->arms[0],
                     answer->series->arms[answer->arm], !headline);
    bv_html_phrase_put(out, &words, headline);
}

void bv_html_phrase_series(struct bv_text *out, const struct bv_series *series)
{
    struct bv_text words = {0};
    bv_words_series(&words, &series->parts, NULL);
    bv_html_phrase_put(out, &words, false);
}

void bv_html_phrase_contest(struct bv_text *out, const struct bv_answer *answer)
{
    struct bv_text words = {0};
    bv_words_contest(&words, answer->series, answer->series->arms[answer->arm]);
    bv_html_phrase_put(out, &words, false);
}

void bv_html_phrase_gloss(struct bv_text *out, const struct bv_series *series)
{
    /* In the order of the sentence, which is that of arg's keys. */
    static const struct {
        const char *key, *value, *words;
    } glosses[] = {
        {"class", "int", "a struct of ints"},
        {"class", "long", "a struct of longs"},
        {"class", "double", "a struct of doubles"},
        {"class", "mixed", "a struct of ints and doubles"},
        {"class", "vec", "a struct of SIMD vectors"},
        {"class", "packed", "a packed struct"},
        {"class", "float", "a struct of floats"},
        {"class", "padded", "a struct of a pointer and an int"},
        {"reads", "none", " is passed to a function that reads none of its fields"},
        {"reads", "one", " is passed to a function that reads one of its fields"},
        {"reads", "all", " is passed to a function that reads all of its fields"},
        {"mode", "throughput", ", again and again"},
        {"mode", "latency", ", each call waiting for the one before"},
        {"site", "stack", "; it is on the stack"},
        {"site", "static", "; it is a static variable"},
        {"site", "tls", "; it is a thread-local variable"},
        {"site", "heap", "; it is on the heap"},
        {"make", "fields", ", its fields stored one by one right before the call"},
        {"make", "vector", ", its fields stored 16 B at a time right before the call"},
    };
    struct bv_text words = {0};
    size_t known = 0;
    for (size_t i = 0; i < sizeof glosses / sizeof glosses[0]; i++) {
        if (!bv_span_is(bv_name_value(&series->parts, glosses[i].key), glosses[i].value))
            continue;
        bv_text_put(&words, glosses[i].words);
        known++;
    }
    if (known >= 4 && known == series->parts.key_count && bv_span_is(series->parts.family, "arg")) {
        bv_text_put(out, " (");
        bv_text_html_span(out, words.data, words.length);
        bv_text_put(out, ")");
    }
    out->failed |= words.failed;
    bv_text_finish(&words);
}

static const char *fact_value(const struct bv_facts *facts, const char *name)
{
    for (size_t i = 0; i < facts->count; i++)
        if (strcmp(facts->items[i].name, name) == 0)
            return facts->items[i].value;
    return NULL;
}

void bv_html_phrase_identity(struct bv_text *out, const struct bv_result *result)
{
    bv_text_put(out, "<p class=\"about\">byval ");
    bv_html_words(out, result->byval_version);
    bv_text_put(out, " &#183; host ");
    bv_html_words(out, result->host_name);
    bv_text_put(out, " &#183; ");
    bv_html_words(out, fact_value(&result->key, "cpu.model"));
    bv_text_put(out, " &#183; ");
    bv_html_words(out, fact_value(&result->key, "compiler"));
    bv_text_put(out, " &#183; preset ");
    bv_html_words(out, result->preset);
    if (result->filter) {
        bv_text_put(out, ", only ");
        bv_html_words(out, result->filter);
    }
    bv_text_put(out, " &#183; begun ");
    bv_html_words(out, result->started_utc);
    bv_text_put(out, "</p>\n");
}

void bv_html_phrase_file(struct bv_text *out, const char *path, const char *words)
{
    bv_text_format(out, "<a href=\"%s\" title=\"a file beside this page\">%s</a>", path, words);
}

void bv_html_phrase_beside(struct bv_text *out, const char *what)
{
    bv_text_format(
        out,
        "<p class=\"note\">Links to %s lead to files beside this page. Where index.html was "
        "passed on alone, these are elsewhere: ask for the whole folder. All else is in "
        "the page itself.</p>\n",
        what);
}
