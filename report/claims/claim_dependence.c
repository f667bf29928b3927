/* SPDX-License-Identifier: Apache-2.0 */
/* claim_dependence.c: see claim_dependence.h. */
#include "report/claims/claim_dependence.h"

#include <string.h>

static bool is_only(const struct bv_evidence *line, enum bv_reply reply)
{
    enum bv_reply other = reply == BV_REPLY_YES ? BV_REPLY_NO : BV_REPLY_YES;
    return bv_evidence_weighs(line) && line->series && line->replies[reply] > 0 &&
           line->replies[other] == 0;
}

bool bv_claim_dependence_contrary(const struct bv_evidence *yes, const struct bv_evidence *no)
{
    return yes->question == no->question && is_only(yes, BV_REPLY_YES) && is_only(no, BV_REPLY_NO);
}

static bool spans_equal(struct bv_span a, struct bv_span b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.start, b.start, a.length) == 0);
}

static const struct bv_key *find_key(const struct bv_name *name, struct bv_span key)
{
    for (size_t i = 0; i < name->key_count; i++)
        if (spans_equal(name->keys[i].key, key))
            return &name->keys[i];
    return NULL;
}

/* In what two lines differ, when it is one thing: the name of a key, or "arm"; else empty. Keys
 * that only one of them has come with the value of another: alloc with site heap. */
static struct bv_span only_difference(const struct bv_evidence *a, const struct bv_evidence *b)
{
    static const struct bv_span none = {"", 0}, arm = {"arm", 3};
    const struct bv_name *x = &a->series->parts, *y = &b->series->parts;
    bool arms_differ = strcmp(a->series->arms[a->arm], b->series->arms[b->arm]) != 0;
    struct bv_span found = arms_differ ? arm : none;
    size_t count = arms_differ;
    if (!spans_equal(x->family, y->family))
        return none;
    for (size_t i = 0; i < x->key_count; i++) {
        const struct bv_key *key = &x->keys[i], *other = find_key(y, key->key);
        if (!other || spans_equal(key->value, other->value))
            continue;
        found = key->key;
        count++;
    }
    return count == 1 ? found : none;
}

/* Whether they are all yes and all no for one arm of one series: to two questions, about small
 * sizes and large. */
static bool is_contrary_by_size(const struct bv_evidence *a, const struct bv_evidence *b)
{
    return a->series == b->series && a->arm == b->arm && a->question != b->question &&
           ((is_only(a, BV_REPLY_YES) && is_only(b, BV_REPLY_NO)) ||
            (is_only(a, BV_REPLY_NO) && is_only(b, BV_REPLY_YES)));
}

struct bv_evidence bv_claim_dependence_merged(const struct bv_evidence *lines, size_t count)
{
    struct bv_evidence all = {.question = NULL};
    for (size_t i = 0; i < count; i++)
        if (bv_evidence_weighs(&lines[i]))
            bv_evidence_merge(&all, &lines[i]);
    return all;
}

static void add_axis(struct bv_axes *axes, struct bv_span name)
{
    for (size_t i = 0; i < axes->count; i++)
        if (spans_equal(axes->names[i], name))
            return;
    if (name.length > 0 && axes->count < sizeof axes->names / sizeof axes->names[0])
        axes->names[axes->count++] = name;
}

/* What tells yes from no: size, where one arm of a series has both, or where all of one are smaller
 * than all of the other; and whatever is the only difference between two contrary lines. */
void bv_claim_dependence_axes(const struct bv_evidence *lines, size_t count, struct bv_axes *axes)
{
    static const struct bv_span size = {"size", 4}, pattern = {"pattern", 7};
    const struct bv_evidence all = bv_claim_dependence_merged(lines, count);
    if (bv_evidence_flips(&all))
        add_axis(axes, size);
    for (size_t i = 0; i < count; i++)
        if (bv_evidence_weighs(&lines[i]) && bv_evidence_is_split(&lines[i]))
            add_axis(axes, size);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++) {
            if (is_contrary_by_size(&lines[i], &lines[k]))
                add_axis(axes, size);
            else if (bv_claim_dependence_contrary(&lines[i], &lines[k]))
                add_axis(axes, only_difference(&lines[i], &lines[k]));
        }
    if (axes->count == 0)
        add_axis(axes, pattern);
}

const struct bv_evidence *bv_claim_dependence_boundary(const struct bv_evidence *lines,
                                                       size_t count)
{
    const struct bv_evidence *best = NULL;
    for (size_t i = 0; i < count; i++) {
        bool both = bv_evidence_weighs(&lines[i]) && bv_evidence_is_split(&lines[i]);
        for (size_t k = 0; !both && k < count; k++)
            both = is_contrary_by_size(&lines[i], &lines[k]);
        if (both && (!best || lines[i].series->plainness > best->series->plainness))
            best = &lines[i];
    }
    return best;
}
