/* SPDX-License-Identifier: Apache-2.0 */
/* doctor_process.h: whether memory, stack and environment let what is measured be itself. */
#ifndef BV_DOCTOR_PROCESS_H
#define BV_DOCTOR_PROCESS_H

#include "harness/machine/doctor.h"

/* Checks, as the table of doctor.c names them. Each writes what it found. */
void bv_doctor_aslr(const struct bv_probe *s, struct bv_diagnosis *f);
void bv_doctor_stack(const struct bv_probe *s, struct bv_diagnosis *f);
void bv_doctor_stack_end(const struct bv_probe *s, struct bv_diagnosis *f);
void bv_doctor_thp(const struct bv_probe *s, struct bv_diagnosis *f);
void bv_doctor_memory(const struct bv_probe *s, struct bv_diagnosis *f);
void bv_doctor_environment(const struct bv_probe *s, struct bv_diagnosis *f);
void bv_doctor_preload(const struct bv_probe *s, struct bv_diagnosis *f);

#endif
