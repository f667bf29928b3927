/* SPDX-License-Identifier: Apache-2.0 */
/* allocation_words.c: see allocation_words.h. */
#include "report/words/allocation_words.h"

#include "lib/base/plural.h"

void bv_words_objects(struct bv_text *out, double objects)
{
    bv_text_format(out, "%.4g object%s", objects, objects == 1 ? "" : "s");
}

static void put_build(struct bv_text *out, const struct bv_escape_build *build)
{
    bv_words_objects(out, build->objects);
    if (build->objects > 0)
        bv_text_format(out, " of %.8g B", build->bytes);
    if (build->says == BV_ESCAPE_STAYS)
        bv_text_put(out, ", \"does not escape\"");
    if (build->says == BV_ESCAPE_LEAVES)
        bv_text_put(out, ", \"escapes\"");
}

void bv_words_escape_step(struct bv_text *out, const struct bv_escape_step *step)
{
    bv_text_format(out,
                   "From %s to %s, of %zu program%s %zu allocate%s otherwise, and of %zu the "
                   "compiler says otherwise whether it escapes",
                   step->from->compiler, step->to->compiler, step->programs,
                   bv_plural(step->programs), step->counted, step->counted == 1 ? "s" : "",
                   step->said);
}

void bv_words_escape_change(struct bv_text *out, const struct bv_escape_change *change)
{
    bv_text_format(out, "%s: ", change->now->title);
    put_build(out, &change->then->inlined);
    bv_text_put(out, "; then ");
    put_build(out, &change->now->inlined);
}
