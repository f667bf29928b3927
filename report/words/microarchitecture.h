/* SPDX-License-Identifier: Apache-2.0 */
/* microarchitecture.h: what people call a processor whose key gives numbers. */
#ifndef BV_MICROARCHITECTURE_H
#define BV_MICROARCHITECTURE_H

#include "lib/bundle/result.h"

/* The microarchitecture by vendor, family and model: "Zen 3", "Ice Lake", "Neoverse N1". On a
 * virtual machine cpu.model is often no more than "AMD EPYC", which says nothing about it.
 * key      of a machine
 * Returns  NULL where the table does not know it
 * Source   Linux: arch/x86/kernel/cpu/amd.c (the generations of Zen), asm/intel-family.h, and
 *          arch/arm64/include/asm/cputype.h */
const char *bv_microarchitecture(const struct bv_facts *key);

#endif
