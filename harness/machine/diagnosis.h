/* SPDX-License-Identifier: Apache-2.0 */
/* diagnosis.h: what a check of the machine finds, in words. */
#ifndef BV_DIAGNOSIS_H
#define BV_DIAGNOSIS_H

#include <stdbool.h>

#include "harness/machine/doctor.h"

/* What was found, and how bad it is. */
void bv_diagnosis_say(struct bv_diagnosis *f, enum bv_severity level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* What to do about it. */
void bv_diagnosis_advise(struct bv_diagnosis *f, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* False where it is unknown. */
bool bv_probe_is_virtual(const struct bv_probe *s);

/* A guest cannot see these: `virtual` warns of it once, so that here a note will do. */
enum bv_severity bv_probe_level_of_unknown(const struct bv_probe *s);

#endif
