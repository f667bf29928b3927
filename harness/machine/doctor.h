/* SPDX-License-Identifier: Apache-2.0 */
/* doctor.h: whether this machine, as it stands, is fit to measure on, and what to do if not. */
#ifndef BV_DOCTOR_H
#define BV_DOCTOR_H

#include <stddef.h>

#include "harness/machine/probe.h"

enum bv_severity {
    BV_SEVERITY_OK,
    BV_SEVERITY_NOTE, /* good to know; no remedy needed */
    BV_SEVERITY_WARN, /* makes numbers doubtful */
    BV_SEVERITY_FATAL /* measuring is impossible */
};

struct bv_diagnosis {
    const char *check; /* name of the check: "governor", "smt" ...; static */
    enum bv_severity level;
    char what[256];
    char advice[512]; /* "" where there is nothing to do */
};

/* How many findings bv_doctor_judge can give. */
size_t bv_doctor_check_count(void);

/* Run every check, each giving one finding, in the order of the table.
 * out      room for max findings; those past max are dropped
 * Returns  the number of findings written */
size_t bv_doctor_judge(const struct bv_probe *probe, struct bv_diagnosis *out, size_t max);

#endif
