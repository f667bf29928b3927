/* SPDX-License-Identifier: Apache-2.0 */
/* doctor.h: whether this machine, as it stands, is fit to measure on, and what to do if not. */
#ifndef BV_DOCTOR_H
#define BV_DOCTOR_H

#include <stddef.h>
#include <stdint.h>

#include "harness/pin.h"
#include "harness/result.h"
#include "harness/state.h"
#include "harness/topology.h"

enum bv_level {
    BV_LEVEL_OK,
    BV_LEVEL_NOTE, /* good to know; no remedy needed */
    BV_LEVEL_WARN, /* makes numbers doubtful */
    BV_LEVEL_FATAL /* measuring is impossible */
};

struct bv_finding {
    const char *check; /* name of the check: "governor", "smt" ...; static */
    enum bv_level level;
    char what[256];
    char advice[512]; /* "" where there is nothing to do */
};

/* What the checks look at: plain data, so that a test can plant any machine. */
struct bv_symptoms {
    struct bv_pin pin;
    enum bv_status pin_status; /* of binding to it */
    char pin_text[256];        /* why that failed */
    size_t allowed_count;
    size_t isolated_count;         /* of the allowed ones */
    bool cpu_isolated;             /* the pin's own */
    struct bv_state first, second; /* some 0.2 s apart */
    char hypervisor[64];           /* as in the key: "none", a name, or "" for unknown */
    int perf_errno;                /* of counting instructions; 0: it counts */
    double clock_step_ns;          /* CLOCK_MONOTONIC moves in steps of at most this */
    double clock_read_ns;          /* and reading it takes this */
    size_t stack_need_bytes;       /* of the hungriest case; 0 unknown */
};

/* Examine the machine: takes about 0.2 s, binds the calling thread to the pin for a moment.
 * stack_need_bytes  of the hungriest case; 0 unknown */
void bv_doctor_examine(const struct bv_topology *topology, const struct bv_pin *pin,
                       size_t stack_need_bytes, struct bv_symptoms *out);

/* How many findings bv_doctor_judge can give. */
size_t bv_doctor_check_count(void);

/* Run every check, each giving one finding, in the order of the table.
 * out      room for max findings; those past max are dropped
 * Returns  the number of findings written */
size_t bv_doctor_judge(const struct bv_symptoms *symptoms, struct bv_finding *out, size_t max);

#endif
