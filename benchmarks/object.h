/* SPDX-License-Identifier: Apache-2.0 */
/* object.h: the one object that most families pass: put at its site, filled, and reset. */
#ifndef BV_OBJECT_H
#define BV_OBJECT_H

#include "benchmarks/case.h"
#include "benchmarks/shape.h"

#define BV_SITE_ALIGN 64 /* what bv_object_hold() makes of every site's address */

/* Upper bounds for bv_case.stack_bytes. An object at site stack, with the frames of hold, body and
 * kernel; and what one by-value call of N bytes may take: clang copies to a temporary first. */
#define BV_OBJECT_STACK(N) ((N) + 2 * BV_SITE_ALIGN + 4096)
#define BV_COPY_STACK(N) (2 * (N) + 128)

/* Give an object its contents: small whole numbers, a different one in neighbouring fields, so that
 * sums of all fields are exact in every class.
 * class    what the bytes are
 * salt     tells objects of one array apart */
void bv_object_fill(enum bv_class class, void *object, size_t bytes, uint64_t salt);

/* Where in a cache line objects lie in a block: 0, 16, 32 or 48, by the block's seed alone. */
size_t bv_object_offset(uint64_t seed);

/* Most of a family's hold: one object of row->size_bytes at row->site, shared by all arms.
 * Its address modulo 64 is bv_object_offset(env->seed) at every site: where an object lies in its
 * cache line must not pass for a difference between sites.
 * Errors   BV_E_NOMEM, BV_E_UNSUPPORTED, from the site; else body's own */
enum bv_status bv_object_hold(const struct bv_case *row, enum bv_class class,
                              const struct bv_env *env, bv_body_fn *body, void *arg,
                              struct bv_error *err);

/* A family's reset, beside bv_object_hold(): fill the object again, clear the sums. */
void bv_object_reset(const struct bv_case *row, enum bv_class class, struct bv_ctx ctx[BV_ARM_MAX]);

/* hold and reset as they stand in struct bv_family, for families that pass class int alone. */
enum bv_status bv_int_hold(const struct bv_case *row, const struct bv_env *env, bv_body_fn *body,
                           void *arg, struct bv_error *err);
void bv_int_reset(const struct bv_case *row, struct bv_ctx ctx[BV_ARM_MAX]);

/* Tell of an arm that obtains one block of malloc on every call.
 * bytes    what it asks for; 0 for an arm that obtains none */
void bv_object_tell_block(size_t bytes, struct bv_metrics *out);

#endif
