/* SPDX-License-Identifier: Apache-2.0 */
/* factlist.h: facts that own their strings, collected one by one. */
#ifndef BV_FACTLIST_H
#define BV_FACTLIST_H

#include "lib/bundle/result.h"

/* Start zeroed: `struct bv_factlist list = {0};`. `facts` may be borrowed until the next add. */
struct bv_factlist {
    struct bv_facts facts;
    struct bv_region storage; /* of the strings */
    size_t capacity;
    bool failed; /* an add found no memory; later adds do nothing */
};

/* Append a copy of a fact. Bytes that are not printable ASCII become '?', so that the value can
 * stand in any format.
 * value    NULL: unknown */
void bv_factlist_add(struct bv_factlist *list, const char *name, const char *value);

/* The same with a printf format, for a value that is known. */
void bv_factlist_addf(struct bv_factlist *list, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Release everything and zero the list; NULL is fine. */
void bv_factlist_finish(struct bv_factlist *list);

#endif
