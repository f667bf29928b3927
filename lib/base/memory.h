/* SPDX-License-Identifier: Apache-2.0 */
/* memory.h: what is said when memory ends. */
#ifndef BV_MEMORY_H
#define BV_MEMORY_H

#include "lib/base/status.h"

/* Record that there is no memory left.
 * err      may be NULL
 * Returns  BV_E_NOMEM */
enum bv_status bv_no_memory(struct bv_error *err);

#ifdef __clang_analyzer__
#define bv_no_memory(err) (bv_no_memory(err), BV_E_NOMEM) /* see status.h */
#endif

#endif
