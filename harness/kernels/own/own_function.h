/* SPDX-License-Identifier: Apache-2.0 */
/* own_function.h: functions of the user, as their debug information declares them. */
#ifndef BV_OWN_FUNCTION_H
#define BV_OWN_FUNCTION_H

#include "harness/kernels/own/own_type.h"

/* How an object of the type is handed to it. */
enum bv_own_hand { BV_OWN_HAND_VALUE, BV_OWN_HAND_POINTER, BV_OWN_HAND_NOTHING };

struct bv_own_function {
    char *symbol;        /* what the linker calls it */
    char result[64];     /* as C writes it: "double", "void"; "bv_own": the type itself */
    char more[256];      /* parameters behind the object: ", int, double" */
    char arguments[256]; /* for these: ", 2, 3.0" */
    bool takes_null;     /* one of these is a null pointer */
};

/* Find a function in the user's compiled files, and what it takes.
 * option   that named it, for errors
 * objects  count of them, which have debug information
 * hand     how it must take the type
 * out      bv_own_function_finish it
 * Errors   BV_E_USAGE (there is no such function, or it takes something else: err says what),
 *          BV_E_REFUSED (static, or of a result that cannot be compared), BV_E_NOMEM, BV_E_INPUT */
enum bv_status bv_own_function_find(const struct bv_own_config *config,
                                    const struct bv_own_type *type, const char *option,
                                    const char *name, char *const *objects, size_t count,
                                    enum bv_own_hand hand, struct bv_own_function *out,
                                    struct bv_error *err);
void bv_own_function_finish(struct bv_own_function *function);

#endif
