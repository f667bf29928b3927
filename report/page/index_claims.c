/* SPDX-License-Identifier: Apache-2.0 */
/* index_claims.c: see index_claims.h. */
#include "report/page/index_claims.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/page/html_phrase.h"
#include "report/page/tables.h"

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
