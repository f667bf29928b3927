/* SPDX-License-Identifier: Apache-2.0 */
/* own_hold.c: builds the object of a user's own type, and takes it down. */
#include "benchmarks/own/own.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "benchmarks/families/churn_hold.h"
#include "benchmarks/object.h"
#include "benchmarks/site.h"

/* What would run when a library is loaded: byval renames .init_array to this, so that code of the
 * user runs where an object is asked for, and nowhere else. */
typedef void start_fn(int argc, char **argv, char **env);
extern start_fn *const start_first[] __asm__("__start_bv_init_array")
    __attribute__((weak, visibility("hidden")));
extern start_fn *const start_last[] __asm__("__stop_bv_init_array")
    __attribute__((weak, visibility("hidden")));

/* What C++ registers the destructors of its globals by; start files have it elsewhere. */
extern void *const bv_own_dso __asm__("__dso_handle");
void *const bv_own_dso = (void *)&bv_own_dso;

/* Destructors of globals would run when the library is gone. */
int bv_own_at_exit(void (*destroy)(void *), void *object, void *dso) __asm__("__cxa_atexit")
    __attribute__((visibility("hidden")));
int bv_own_at_exit(void (*destroy)(void *), void *object, void *dso)
{
    (void)destroy, (void)object, (void)dso;
    return 0;
}

static void start_user_code(void)
{
    static bool started;
    char *argv[] = {(char *)"byval", NULL};
    if (started)
        return;
    started = true;
    for (start_fn *const *start = start_first; start < start_last; start++)
        (*start)(1, argv, argv + 1);
}

struct holding {
    const struct bv_case *row;
    size_t offset_bytes, room_bytes;
    bv_body_fn *body;
    void *arg;
    struct bv_error *err;
};

void bv_own_fill(const struct bv_own_leaf *leaves, size_t count, void *object, size_t bytes,
                 uint64_t salt)
{
    memset(object, 0, bytes);
    size_t index = 0;
    for (size_t l = 0; l < count; l++)
        for (uint32_t i = 0; i < leaves[l].count; i++, index++) {
            unsigned char *to =
                (unsigned char *)object + leaves[l].offset_bytes + (size_t)i * leaves[l].size_bytes;
            uint64_t small = 1 + (index * 5 + salt * 3) % 120; /* a signed char holds it */
            float real = (float)small;
            double wide = (double)small;
            long double widest = (long double)small;
            if (leaves[l].kind == 'b')
                *to = (unsigned char)(small % 2);
            else if (leaves[l].kind == 'i')
                memcpy(to, &small, leaves[l].size_bytes < 8 ? leaves[l].size_bytes : 8);
            else if (leaves[l].kind == 'f' && leaves[l].size_bytes == sizeof real)
                memcpy(to, &real, sizeof real);
            else if (leaves[l].kind == 'f' && leaves[l].size_bytes == sizeof wide)
                memcpy(to, &wide, sizeof wide);
            else if (leaves[l].kind == 'f' && leaves[l].size_bytes == sizeof widest)
                memcpy(to, &widest, sizeof widest);
        }
}

static enum bv_status construct_and_go(void *site, void *arg)
{
    struct holding *h = arg;
    size_t align = bv_own_align > BV_SITE_ALIGN ? bv_own_align : BV_SITE_ALIGN;
    uintptr_t up = (uintptr_t)site % align;
    char *object = (char *)site + (up > 0 ? align - up : 0) + h->offset_bytes;
    assert(object + h->row->size_bytes <= (char *)site + h->room_bytes);
    struct bv_ctx ctx[BV_ARM_MAX] = {{0}};
    for (uint32_t i = 0; i < h->row->arm_count; i++)
        ctx[i].object = object;
    if (!bv_own_construct(object, 0))
        return bv_fail(h->err, BV_E_UNSUPPORTED, "the maker of the object threw an exception");
    enum bv_status status = h->body(ctx, h->arg);
    bv_own_destroy(object);
    return status;
}

enum bv_status bv_own_hold(const struct bv_case *row, const struct bv_env *env, bv_body_fn *body,
                           void *arg, struct bv_error *err)
{
    size_t offset = bv_object_offset(env->seed);
    struct holding h = {
        .row = row,
        .offset_bytes = offset - offset % bv_own_align,
        .room_bytes = row->size_bytes + 2 * BV_SITE_ALIGN + bv_own_align,
        .body = body,
        .arg = arg,
        .err = err,
    };
    start_user_code();
    return bv_site_of(row->site)->hold(h.room_bytes, construct_and_go, &h, err);
}

enum bv_status bv_own_churn_hold(const struct bv_case *row, const struct bv_env *env,
                                 bv_body_fn *body, void *arg, struct bv_error *err)
{
    start_user_code();
    size_t bytes = (row->size_bytes + bv_own_align - 1) / bv_own_align * bv_own_align;
    void *first = aligned_alloc(bv_own_align < 16 ? 16 : bv_own_align, bytes < 16 ? 16 : bytes);
    if (first == NULL)
        return bv_fail(err, BV_E_NOMEM, "no memory for an object");
    bool made = bv_own_construct(first, 0); /* kernels copy what a maker gave */
    if (made)
        bv_own_destroy(first);
    free(first);
    return made ? bv_churn_hold(row, env, body, arg, err)
                : bv_fail(err, BV_E_UNSUPPORTED, "the maker of the object threw an exception");
}

void bv_own_reset(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX])
{
    bv_own_destroy(ctx[0].object);
    bv_own_construct(ctx[0].object, 0);
    for (uint32_t i = 0; i < row->arm_count; i++) {
        ctx[i].next = 0;
        ctx[i].sum = 0;
    }
}
