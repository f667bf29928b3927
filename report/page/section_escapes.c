/* SPDX-License-Identifier: Apache-2.0 */
/* section_escapes.c: what a Go toolchain says of escapes, against what was allocated. */
#include "lib/base/plural.h"
#include "report/page/section.h"
#include "report/page/tables.h"

/* What the table shows, in numbers. */
struct sums {
    size_t silent;         /* of which the compiler says nothing */
    size_t stays_and_goes; /* does not escape, and is allocated */
    size_t goes_and_stays; /* escapes, and is not allocated */
    size_t of_l;           /* escapes without inlining alone */
};

static struct sums sums_of(const struct bv_escapes *escapes)
{
    struct sums sums = {0};
    for (size_t i = 0; i < escapes->count; i++) {
        const struct bv_escape *item = &escapes->items[i];
        bool misleads = bv_escape_misleads(&item->inlined);
        sums.silent += item->inlined.says == BV_ESCAPE_SILENT;
        sums.stays_and_goes += misleads && item->inlined.says == BV_ESCAPE_STAYS;
        sums.goes_and_stays += misleads && item->inlined.says == BV_ESCAPE_LEAVES;
        sums.of_l += bv_escape_is_of_l(item);
    }
    return sums;
}

static void put_head(struct bv_text *out, const struct bv_escapes *escapes)
{
    const struct sums sums = sums_of(escapes);
    bv_text_put(out, "<p>What ");
    bv_text_html(out, escapes->compiler);
    bv_text_format(
        out,
        " says of %zu small program%s with <code>-gcflags=-m</code>, and without inlining "
        "(<code>-m -l</code>), against what a call allocates: objects and bytes, as the "
        "allocator rounds them, counted while the program ran, the collector off. ",
        escapes->count, bv_plural(escapes->count));
    if (sums.silent == escapes->count)
        bv_text_put(out, "This toolchain says nothing of escapes: it is only counted. ");
    else
        bv_text_format(
            out,
            "<i>Does not escape</i> is not <i>is not allocated</i>: in %zu of them it is, "
            "all the same. In %zu something <i>escapes</i>, and is not allocated. ",
            sums.stays_and_goes, sums.goes_and_stays);
    bv_text_format(out,
                   "%zu allocate%s more without inlining than in the ordinary build, so that "
                   "<code>-l</code> shows what a program does not do.</p>\n",
                   sums.of_l, sums.of_l == 1 ? "s" : "");
}

static void put_build(struct bv_text *out, const struct bv_escape_build *build)
{
    static const char *const words[BV_ESCAPE_WORDS] = {"-", "does not escape", "escapes"};
    bv_text_format(out, "<td>%s</td>", words[build->says]);
    bv_table_number(out, build->objects);
    bv_text_format(out, "%.4g</td>", build->objects);
    bv_table_number(out, build->bytes);
    bv_text_format(out, "%.8g</td>", build->bytes);
}

static void put_row(struct bv_text *out, const struct bv_escape *item)
{
    bv_text_put(out, "<tr><th scope=\"row\" class=\"name\">");
    bv_text_html(out, item->title);
    bv_text_put(out, "</th>");
    put_build(out, &item->inlined);
    put_build(out, &item->plain);
    bool misleads = bv_escape_misleads(&item->inlined);
    bv_text_format(out, "<td>%s%s%s</td></tr>\n",
                   !misleads                               ? ""
                   : item->inlined.says == BV_ESCAPE_STAYS ? "stays, but is allocated"
                                                           : "escapes, but is not allocated",
                   misleads && bv_escape_is_of_l(item) ? "; " : "",
                   bv_escape_is_of_l(item) ? "allocated with -l only" : "");
}

enum bv_status bv_section_escapes(const struct bv_page *page, struct bv_text *out,
                                  struct bv_error *err)
{
    static const char *const heads[] = {"What is done", "With -m",  "#Objects", "#Bytes",
                                        "With -m -l",   "#Objects", "#Bytes",   "Word and count"};
    (void)err;
    if (page->escapes == NULL)
        return BV_OK;
    put_head(out, page->escapes);
    bv_table_begin(out, "escapes-table", "What escapes, and what is allocated", "", heads,
                   sizeof heads / sizeof heads[0]);
    for (size_t i = 0; i < page->escapes->count; i++)
        put_row(out, &page->escapes->items[i]);
    bv_table_end(out);
    return BV_OK;
}
