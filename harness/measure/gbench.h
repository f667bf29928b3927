/* SPDX-License-Identifier: Apache-2.0 */
/* gbench.h: Google Benchmark for C. The C side owns the loop; no C++ exception or type gets out.
 *
 * A benchmark is a body in C. The body prepares its work, calls bv_gbench_loop() once with a
 * function that makes n iterations, and takes its work down again; only the loop is timed. */
#ifndef BV_GBENCH_H
#define BV_GBENCH_H

#include <stdint.h>

#include "lib/base/status.h"
#include "lib/bundle/result.h"

#ifdef __cplusplus
extern "C" {
#endif

struct bv_gbench_state; /* lives during a body's call */

/* Makes n iterations of the measured work. */
typedef void bv_gbench_fn(void *ctx, uint64_t n);

/* A benchmark's body; ctx is what was registered with it. */
typedef void bv_gbench_body(struct bv_gbench_state *state, void *ctx);

/* One result, valid during the callback. Times are an iteration's. */
struct bv_gbench_row {
    const char *name;
    uint64_t iterations;
    double real_ns, cpu_ns;
    const char *error; /* NULL unless the body called bv_gbench_fail */
};
typedef void bv_gbench_row_fn(const struct bv_gbench_row *row, void *user);

/* Register a benchmark.
 * name         copied
 * ctx          handed to body; must live until the run is over
 * iterations   exact number, or 0: Google Benchmark finds one that takes long enough
 * Errors       BV_E_NOMEM
 * Source       benchmark::RegisterBenchmark() */
enum bv_status bv_gbench_add(const char *name, bv_gbench_body *body, void *ctx, uint64_t iterations,
                             struct bv_error *err);

/* From a body, once: call fn(ctx, n) between the clock reads, with all n iterations in one call. */
void bv_gbench_loop(struct bv_gbench_state *state, bv_gbench_fn *fn, void *ctx);

/* From a body, instead of the loop: this benchmark cannot be measured. message is copied. */
void bv_gbench_fail(struct bv_gbench_state *state, const char *message);

/* Run what is registered, in order of registration, hand each result to row_fn, and forget the
 * registrations. Prints nothing.
 * Errors   BV_E_NOMEM, BV_E_UNSUPPORTED (an exception of the library: its text in err) */
enum bv_status bv_gbench_run(bv_gbench_row_fn *row_fn, void *user, struct bv_error *err);

/* Add a key to the context that bv_gbench_main's reporters print; both are copied. */
void bv_gbench_add_context(const char *key, const char *value);

/* Be an ordinary Google Benchmark program: take every --benchmark_* flag, run what is registered,
 * print as the flags say.
 * Returns  an exit code: 0, 1 (nothing matched, or a benchmark failed), 2 (a flag is unknown) */
int bv_gbench_main(int argc, char **argv);

/* What Google Benchmark knows of this machine. */
void bv_gbench_inspect(struct bv_gbench_info *out);

#ifdef __cplusplus
}
#endif

#endif
