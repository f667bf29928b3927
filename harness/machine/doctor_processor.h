/* SPDX-License-Identifier: Apache-2.0 */
/* doctor_processor.h: whether the processor and its core are fit to measure on. */
#ifndef BV_DOCTOR_PROCESSOR_H
#define BV_DOCTOR_PROCESSOR_H

#include "harness/machine/doctor.h"

/* Checks, as the table of doctor.c names them. Each writes what it found. */
void bv_doctor_pin(const struct bv_probe *s, struct bv_diagnosis *f);
void bv_doctor_governor(const struct bv_probe *s, struct bv_diagnosis *f);
void bv_doctor_boost(const struct bv_probe *s, struct bv_diagnosis *f);
void bv_doctor_throttling(const struct bv_probe *s, struct bv_diagnosis *f);
void bv_doctor_smt(const struct bv_probe *s, struct bv_diagnosis *f);
void bv_doctor_isolation(const struct bv_probe *s, struct bv_diagnosis *f);
void bv_doctor_cores(const struct bv_probe *s, struct bv_diagnosis *f);
void bv_doctor_counters(const struct bv_probe *s, struct bv_diagnosis *f);
void bv_doctor_store_bypass(const struct bv_probe *s, struct bv_diagnosis *f);

#endif
