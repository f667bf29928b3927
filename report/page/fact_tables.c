/* SPDX-License-Identifier: Apache-2.0 */
/* fact_tables.c: see fact_tables.h. */
#include "report/page/fact_tables.h"

#include <string.h>

#include "report/page/table.h"

void bv_table_facts(struct bv_text *out, const char *id, const char *caption,
                    const struct bv_facts *facts)
{
    static const char *const heads[] = {"Fact", "Value"};
    bv_table_begin(out, id, caption, caption, heads, sizeof heads / sizeof heads[0]);
    for (size_t i = 0; i < facts->count; i++) {
        bv_text_put(out, "<tr><th scope=\"row\">");
        bv_html_words(out, facts->items[i].name);
        bv_text_put(out, "</th><td>");
        bv_html_words(out, facts->items[i].value);
        bv_text_put(out, "</td></tr>\n");
    }
    bv_table_end(out);
}

static const struct bv_fact *find_fact(const struct bv_facts *facts, const char *name)
{
    for (size_t i = 0; i < facts->count; i++)
        if (strcmp(facts->items[i].name, name) == 0)
            return &facts->items[i];
    return NULL;
}

static void put_state(struct bv_text *out, const char *name, const struct bv_fact *before,
                      const struct bv_fact *after)
{
    bv_text_put(out, "<tr><th scope=\"row\">");
    bv_text_html(out, name);
    bv_text_put(out, "</th><td>");
    bv_html_words(out, before ? before->value : NULL);
    bv_text_put(out, "</td><td>");
    bv_html_words(out, after ? after->value : NULL);
    bv_text_put(out, "</td></tr>\n");
}

void bv_table_states(struct bv_text *out, const struct bv_facts *before,
                     const struct bv_facts *after)
{
    static const char *const heads[] = {"State", "Before", "After"};
    bv_table_begin(out, "states", "State of the machine", "State before and after the run", heads,
                   3);
    for (size_t i = 0; i < before->count; i++)
        put_state(out, before->items[i].name, &before->items[i],
                  find_fact(after, before->items[i].name));
    for (size_t i = 0; i < after->count; i++)
        if (!find_fact(before, after->items[i].name))
            put_state(out, after->items[i].name, NULL, &after->items[i]);
    bv_table_end(out);
}
