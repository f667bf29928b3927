/* SPDX-License-Identifier: Apache-2.0 */
/* index_claims.c: see index_claims.h. */
#include "report/page/index_claims.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/plural.h"
#include "report/page/html_phrase.h"
#include "report/page/tables.h"

enum { NAMED_MAX = 8 };

static bool keep_escapes(const struct bv_escapes *from, struct bv_escapes *out)
{
    struct bv_region *room = &out->storage;
    bool ok = true;
    out->items = bv_region_take(room, from->count * sizeof *out->items);
    out->count = out->items ? from->count : 0;
    for (size_t i = 0; i < out->count; i++) {
        const struct bv_escape *item = &from->items[i];
        out->items[i] = *item;
        out->items[i].name = bv_region_text(room, item->name, strlen(item->name));
        out->items[i].title = bv_region_text(room, item->title, strlen(item->title));
        ok &= out->items[i].name && out->items[i].title;
    }
    return ok && out->items;
}

enum bv_status bv_index_run_take(const struct bv_summary *summary, const struct bv_claims *claims,
                                 const struct bv_escapes *escapes, struct bv_index_run *out)
{
    const char *compiler = bv_facts_get(&summary->result->key, "compiler");
    compiler = compiler ? compiler : "unknown";
    out->is_go = bv_summary_is_go(summary);
    out->compiler = strdup(compiler);
    out->judgements = calloc(claims->count + 1, sizeof out->judgements[0]);
    out->whys = calloc(claims->count + 1, sizeof out->whys[0]);
    bool ok = out->compiler && out->judgements && out->whys;
    for (size_t i = 0; ok && i < claims->count; i++) {
        out->judgements[i] = claims->items[i].judgement;
        out->whys[i] = strdup(claims->items[i].why ? claims->items[i].why : "");
        ok = out->whys[i] != NULL;
    }
    return ok && (!escapes || keep_escapes(escapes, &out->escapes)) ? BV_OK : BV_E_NOMEM;
}

void bv_index_run_finish(struct bv_index_run *run)
{
    for (size_t i = 0; run->whys && i < bv_claim_table_count; i++)
        free(run->whys[i]);
    free(run->whys);
    free(run->judgements);
    free(run->compiler);
    bv_escapes_finish(&run->escapes);
    *run = (struct bv_index_run){0};
}

/* The first run of a language; NULL where there is none. */
static const struct bv_index_run *first_of(const struct bv_index_run *runs, size_t count,
                                           bool is_go)
{
    for (size_t i = 0; i < count; i++)
        if (runs[i].is_go == is_go)
            return &runs[i];
    return NULL;
}

/* Whether a verdict is one, so that another one differs from it. */
static bool is_answer(enum bv_judgement judgement)
{
    return judgement == BV_CLAIM_CONFIRMED || judgement == BV_CLAIM_REFUTED ||
           judgement == BV_CLAIM_DEPENDS;
}

static void put_side(struct bv_text *out, const char *language, const struct bv_index_run *run,
                     size_t claim)
{
    struct bv_text why = {0};
    bv_text_format(out, " In %s (", language);
    bv_text_html(out, run->compiler);
    bv_text_format(out, ") %s: ", bv_judgement_words(run->judgements[claim]));
    bv_text_put(&why, run->whys[claim]);
    bv_html_phrase_put(out, &why, false);
}

static void put_row(struct bv_text *out, const struct bv_index_run *runs, size_t count,
                    size_t claim)
{
    const struct bv_claim_table *guidance = &bv_claim_table[claim];
    bv_text_format(out, "<tr><th scope=\"row\" class=\"name\">%s ", guidance->id);
    bv_text_html(out, guidance->english);
    bv_text_put(out, "</th>");
    for (size_t i = 0; i < count; i++)
        bv_text_format(out, "<td><a href=\"%s/index.html#claim-%s\">%s</a></td>", runs[i].folder,
                       guidance->id + 1, bv_judgement_words(runs[i].judgements[claim]));
    bv_text_put(out, "</tr>\n");
}

void bv_index_claims_put(struct bv_text *out, const struct bv_index_run *runs, size_t count)
{
    const struct bv_index_run *c = first_of(runs, count, false), *go = first_of(runs, count, true);
    if (!c || !go)
        return;
    const char **heads = calloc(1 + count, sizeof *heads);
    if (!heads) {
        out->failed = true;
        return;
    }
    heads[0] = "Claim";
    bv_text_put(out, "<h2 id=\"languages\">The article's claims, in C and in Go</h2>\n");
    for (size_t i = 0; i < count; i++)
        heads[1 + i] = runs[i].folder; /* which is safe as HTML */
    bv_table_begin(out, "claims-by-run", "Claims by run", "", heads, 1 + count);
    for (size_t k = 0; k < bv_claim_table_count; k++)
        put_row(out, runs, count, k);
    bv_table_end(out);
    free(heads);
    for (size_t k = 0; k < bv_claim_table_count; k++) {
        bool same = c->judgements[k] == go->judgements[k];
        bool depends_alike =
            same && (c->judgements[k] != BV_CLAIM_DEPENDS || strcmp(c->whys[k], go->whys[k]) == 0);
        if (depends_alike || !is_answer(c->judgements[k]) || !is_answer(go->judgements[k]))
            continue;
        bv_text_format(out, "<p><b>%s %s.</b>", bv_claim_table[k].id,
                       same ? "depends on other things in these two runs"
                            : "is not the same in these two runs");
        put_side(out, "C", c, k);
        put_side(out, "Go", go, k);
        bv_text_put(out, "</p>\n");
    }
}

static bool same_build(const struct bv_escape_build *a, const struct bv_escape_build *b)
{
    return a->objects == b->objects && a->bytes == b->bytes;
}

static void put_count(struct bv_text *out, const struct bv_escape *item)
{
    bv_text_format(out, "%.4g object%s", item->inlined.objects,
                   item->inlined.objects == 1 ? "" : "s");
    if (item->inlined.objects > 0)
        bv_text_format(out, " of %.8g B", item->inlined.bytes);
    if (item->inlined.says == BV_ESCAPE_STAYS)
        bv_text_put(out, ", <q>does not escape</q>");
    if (item->inlined.says == BV_ESCAPE_LEAVES)
        bv_text_put(out, ", <q>escapes</q>");
}

/* From one toolchain to the next that was asked.
 * Returns  whether anything changed */
static bool put_change(struct bv_text *out, const struct bv_index_run *from,
                       const struct bv_index_run *to)
{
    size_t both = 0, counted = 0, said = 0, named = 0;
    struct bv_text list = {0};
    for (size_t i = 0; i < to->escapes.count; i++) {
        const struct bv_escape *now = &to->escapes.items[i];
        const struct bv_escape *then = bv_escapes_find(&from->escapes, now->name);
        if (!then)
            continue;
        both++;
        bool count_changed = !same_build(&then->inlined, &now->inlined);
        bool word_changed = then->inlined.says != now->inlined.says &&
                            then->inlined.says != BV_ESCAPE_SILENT &&
                            now->inlined.says != BV_ESCAPE_SILENT;
        counted += count_changed;
        said += word_changed;
        if ((!count_changed && !word_changed) || named++ >= NAMED_MAX)
            continue;
        bv_text_put(&list, "<li>");
        bv_text_html(&list, now->title);
        bv_text_put(&list, ": ");
        put_count(&list, then);
        bv_text_put(&list, "; then ");
        put_count(&list, now);
        bv_text_put(&list, "</li>\n");
    }
    bv_text_put(out, "<p>From ");
    bv_text_html(out, from->compiler);
    bv_text_put(out, " to ");
    bv_text_html(out, to->compiler);
    bv_text_format(out,
                   ", of %zu program%s %zu allocate%s otherwise, and of %zu the compiler says "
                   "otherwise whether it escapes%s</p>\n",
                   both, bv_plural(both), counted, counted == 1 ? "s" : "", said,
                   named > 0 ? ":" : ".");
    if (named > 0) {
        bv_text_put(out, "<ul>\n");
        bv_text_put_span(out, list.data, list.length);
        if (named > NAMED_MAX)
            bv_text_format(out, "<li>and %zu more: see the tables of the pages</li>\n",
                           named - NAMED_MAX);
        bv_text_put(out, "</ul>\n");
    }
    out->failed |= list.failed;
    bv_text_finish(&list);
    return named > 0;
}

void bv_index_escapes_put(struct bv_text *out, const struct bv_index_run *runs, size_t count)
{
    const struct bv_index_run *before = NULL;
    size_t steps = 0, changes = 0;
    for (size_t i = 0; i < count; i++) {
        /* A toolchain measured twice is no step from one to the next. */
        if (runs[i].escapes.count == 0 ||
            (before && strcmp(before->compiler, runs[i].compiler) == 0))
            continue;
        if (before && steps++ == 0)
            bv_text_put(out, "<h2 id=\"toolchains\">What escapes, by toolchain</h2>\n");
        if (before)
            changes += put_change(out, before, &runs[i]);
        before = &runs[i];
    }
    if (steps > 0)
        bv_text_format(
            out,
            "<p><b>C13, each version's escape analysis differs, in Go: %s.</b> Of %zu step%s from "
            "one of these toolchains to the next, %zu change%s what is allocated or what is "
            "said.</p>\n",
            bv_judgement_words(changes == steps ? BV_CLAIM_CONFIRMED
                               : changes == 0   ? BV_CLAIM_REFUTED
                                                : BV_CLAIM_DEPENDS),
            steps, bv_plural(steps), changes, changes == 1 ? "s" : "");
}
