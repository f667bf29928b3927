/* SPDX-License-Identifier: Apache-2.0 */
/* run_head.h: what a run records before its first block: the machine, the build, the warnings. */
#ifndef BV_RUN_HEAD_H
#define BV_RUN_HEAD_H

#include "harness/machine/pin.h"
#include "harness/measure/run.h"
#include "lib/bundle/audit.h"
#include "lib/bundle/escapes.h"
#include "lib/bundle/factlist.h"

/* What the head is about, and where it goes. */
struct bv_run_head {
    struct bv_result *result; /* with its cases */
    const struct bv_topology *topology;
    const struct bv_catalogue *catalogue;
    const char *kernels;     /* path of the library, with a slash */
    const char *kernel_hash; /* of the library */
    struct bv_audit *audit;  /* gets the build's audit of these cases; zeroed where there is none */
    struct bv_escapes *escapes; /* gets what the build's toolchain says of escapes; likewise */
};

/* Record all of it.
 * Errors   BV_E_NOMEM, BV_E_UNSUPPORTED: nothing can be measured here, err says why */
enum bv_status bv_run_head_record(const struct bv_run_head *head,
                                  const struct bv_run_config *config, const struct bv_pin *pin,
                                  struct bv_error *err);

/* The facts that must be the same for a run to be gone on with.
 * Errors   BV_E_NOMEM */
enum bv_status bv_run_head_key(const struct bv_run_head *head, int cpu, struct bv_factlist *list,
                               struct bv_error *err);

/* Read the build's audit.json, cut down to the cases of the run; bv_run_head_record does so, too.
 * why      gets why there is none that is about these kernels
 * Errors   BV_E_NOMEM */
enum bv_status bv_run_head_audit(const struct bv_run_head *head, struct bv_error *why);

/* Read the build's escapes.json, which those in Go have; bv_run_head_record does so, too.
 * Errors   BV_E_NOMEM */
enum bv_status bv_run_head_escapes(const struct bv_run_head *head, struct bv_error *err);

/* The machine's state now, kept by the result.
 * to       of the result
 * Errors   BV_E_NOMEM */
enum bv_status bv_run_head_state(struct bv_result *result, struct bv_facts *to,
                                 struct bv_error *err);

#endif
