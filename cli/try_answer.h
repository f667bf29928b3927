/* SPDX-License-Identifier: Apache-2.0 */
/* try_answer.h: what byval try says of a type. */
#ifndef BV_TRY_ANSWER_H
#define BV_TRY_ANSWER_H

#include "cli/try_build.h"
#include "harness/measure/run.h"

/* Print the answer of a build: what the type is, what it costs, what is doubtful, what to do. */
enum bv_status bv_try_print_answer(const struct bv_try_session *s, const struct bv_try_build *b,
                                   const struct bv_run *run, struct bv_error *err);

#endif
