/* SPDX-License-Identifier: Apache-2.0 */
/* doctor_host.h: whether the clock, the neighbours and the host leave byval alone. */
#ifndef BV_DOCTOR_HOST_H
#define BV_DOCTOR_HOST_H

#include "harness/machine/doctor.h"

/* Checks, as the table of doctor.c names them. Each writes what it found. */
void bv_doctor_clock(const struct bv_probe *s, struct bv_diagnosis *f);
void bv_doctor_clocksource(const struct bv_probe *s, struct bv_diagnosis *f);
void bv_doctor_neighbours(const struct bv_probe *s, struct bv_diagnosis *f);
void bv_doctor_steal(const struct bv_probe *s, struct bv_diagnosis *f);
void bv_doctor_quota(const struct bv_probe *s, struct bv_diagnosis *f);
void bv_doctor_virtual(const struct bv_probe *s, struct bv_diagnosis *f);
void bv_doctor_date(const struct bv_probe *s, struct bv_diagnosis *f);

#endif
