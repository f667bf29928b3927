/* SPDX-License-Identifier: Apache-2.0 */
/* symbol_name.h: a function's name as its language's users write it. */
#ifndef BV_SYMBOL_NAME_H
#define BV_SYMBOL_NAME_H

#include "scan/functions.h"

/* The name, of C++ and Rust with what it is a member of; for the caller to free.
 * Returns  NULL when out of memory
 * Source   Itanium C++ ABI, __cxa_demangle() */
char *bv_symbol_name(const struct bv_scan_function *function);

#endif
