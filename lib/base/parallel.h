/* SPDX-License-Identifier: Apache-2.0 */
/* parallel.h: jobs that several threads take, each the next one. */
#ifndef BV_PARALLEL_H
#define BV_PARALLEL_H

#include <stddef.h>

#include "lib/base/status.h"

/* Do job number `at`; called on several threads at a time. */
typedef enum bv_status (*bv_job)(void *context, size_t at, struct bv_error *err);

/* Do jobs 0 .. count - 1 on as many threads as there are cores, but no more than 8. This thread is
 * one of them; if no other can be had, it is alone. Once a job failed, no
 * other is begun.
 * Errors   that of the failed job with the lowest number */
enum bv_status bv_parallel_do(size_t count, bv_job job, void *context, struct bv_error *err);

#endif
