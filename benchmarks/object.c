/* SPDX-License-Identifier: Apache-2.0 */
/* object.c: fills objects, and hands them to a body at the site that its case asks for. */
#include "benchmarks/object.h"

#include <malloc.h>
#include <stdlib.h>

#include <assert.h>

#include "benchmarks/site.h"
#include "lib/base/random.h"

enum { OFFSET_STEP = 16, OFFSET_STREAM = 0x0bec };

struct holding {
    const struct bv_case *row;
    enum bv_class class;
    size_t offset_bytes;
    bv_body_fn *body;
    void *arg;
};

/* At most 251, so that bytes hold it and a float's sum of 16,384 of them is exact. */
static unsigned small(size_t index, uint64_t salt)
{
    return 1 + (unsigned)((index * 5 + salt * 3) % 251);
}

void bv_object_fill(enum bv_class class, void *object, size_t bytes, uint64_t salt)
{
    unsigned char *to = object;
    for (size_t at = 0, i = 0; at < bytes; i++) {
        unsigned value = small(i, salt);
        union {
            uint8_t byte;
            uint32_t word;
            float real;
            double wide;
            int64_t whole;
        } field;
        size_t width;
        switch (class) {
        case BV_CLASS_double:
            field.wide = value;
            width = sizeof field.wide;
            break;
        case BV_CLASS_long:
            field.whole = value;
            width = sizeof field.whole;
            break;
        case BV_CLASS_mixed:
            width = sizeof field.wide;
            if (i % 2 == 0)
                field.whole = value;
            else
                field.wide = value;
            break;
        case BV_CLASS_vec:
        case BV_CLASS_float:
            field.real = (float)value;
            width = sizeof field.real;
            break;
        case BV_CLASS_int:
            width = bytes % sizeof field.word == 0 ? sizeof field.word : sizeof field.byte;
            if (width == sizeof field.word)
                field.word = value;
            else
                field.byte = (uint8_t)value;
            break;
        case BV_CLASS_padded: /* the pointer, then the count with what is nobody's */
            field.whole = value;
            width = sizeof field.whole;
            break;
        case BV_CLASS_packed:
        default:
            field.byte = (uint8_t)value;
            width = sizeof field.byte;
            break;
        }
        memcpy(to + at, &field, width);
        at += width;
    }
}

size_t bv_object_offset(uint64_t seed)
{
    struct bv_random r = bv_random_seed(seed, OFFSET_STREAM);
    return OFFSET_STEP * (size_t)bv_random_below(&r, BV_SITE_ALIGN / OFFSET_STEP);
}

static enum bv_status fill_and_go(void *site, void *arg)
{
    struct holding *h = arg;
    uintptr_t up = (uintptr_t)site % BV_SITE_ALIGN;
    char *object = (char *)site + (up > 0 ? BV_SITE_ALIGN - up : 0) + h->offset_bytes;
    struct bv_ctx ctx[BV_ARM_MAX] = {{0}};
    for (uint32_t i = 0; i < h->row->arm_count; i++)
        ctx[i].object = object;
    bv_object_fill(h->class, object, h->row->size_bytes, 0);
    return h->body(ctx, h->arg);
}

enum bv_status bv_object_hold(const struct bv_case *row, enum bv_class class,
                              const struct bv_env *env, bv_body_fn *body, void *arg,
                              struct bv_error *err)
{
    struct holding h = {
        .row = row,
        .class = class,
        .offset_bytes = bv_object_offset(env->seed),
        .body = body,
        .arg = arg,
    };
    const struct bv_site *site = bv_site_of(row->site);
    assert(site->hold != NULL);
    return site->hold(row->size_bytes + 2 * BV_SITE_ALIGN, fill_and_go, &h, err);
}

void bv_object_reset(const struct bv_case *row, enum bv_class class, struct bv_ctx ctx[BV_ARM_MAX])
{
    bv_object_fill(class, ctx[0].object, row->size_bytes, 0);
    for (uint32_t i = 0; i < row->arm_count; i++) {
        ctx[i].next = 0;
        ctx[i].sum = 0;
    }
}

enum bv_status bv_int_hold(const struct bv_case *row, const struct bv_env *env, bv_body_fn *body,
                           void *arg, struct bv_error *err)
{
    return bv_object_hold(row, BV_CLASS_int, env, body, arg, err);
}

void bv_int_reset(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX])
{
    bv_object_reset(row, BV_CLASS_int, ctx);
}

void bv_object_tell_block(size_t bytes, struct bv_metrics *out)
{
    void *block = bytes > 0 ? malloc(bytes) : NULL;
    out->allocations = bytes > 0;
    out->allocated_bytes = block != NULL ? (double)malloc_usable_size(block) : 0;
    free(block);
}
