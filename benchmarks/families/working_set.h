/* SPDX-License-Identifier: Apache-2.0 */
/* working_set.h: many objects of class int that fill half a cache, or overflow the last one. */
#ifndef BV_WORKING_SET_H
#define BV_WORKING_SET_H

#include "benchmarks/case.h"

enum bv_level { BV_LEVEL_l1, BV_LEVEL_l2, BV_LEVEL_l3, BV_LEVEL_beyond };

struct bv_working_set {
    size_t count;
    size_t object_bytes;
    void *array;      /* of count objects */
    void **scattered; /* scattered[i] is a copy of object i, allocated by itself */
    void *array_block;
    uint32_t *order; /* order[k]: which object was allocated k-th */
};

/* Build the objects twice: in an array, and scattered over the heap in an order drawn from
 * env->seed. The set is half of a level, or beyond: twice L3, 64 MiB at least, 256 MiB at most.
 * Its bytes are those of the array: malloc's headers make the scattered objects fill more.
 * set      caller-owned; bv_working_set_finish it on BV_OK
 * Errors   BV_E_UNSUPPORTED (a cache of unknown size; fewer than two objects; half a level is no
 *          more than the level below; more than half of this machine's memory), BV_E_NOMEM */
enum bv_status bv_working_set_init(struct bv_working_set *set, enum bv_level level,
                                   size_t object_bytes, const struct bv_env *env,
                                   struct bv_error *err);

void bv_working_set_finish(struct bv_working_set *set);

#endif
