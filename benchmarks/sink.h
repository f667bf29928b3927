/* SPDX-License-Identifier: Apache-2.0 */
/* sink.h: what keeps a compiler from removing or hoisting a kernel's work.
 *
 * Only pointers and scalars go through these. A struct pushed through a sink is pinned to memory,
 * which taxes the value arm alone. */
#ifndef BV_SINK_H
#define BV_SINK_H

#include <stdint.h>

/* Forget what is known about a pointer or scalar, at the cost of no instruction. */
#define BV_LAUNDER(x) __asm__ volatile("" : "+r"(x))

/* The same for a floating-point scalar, or a vector of 16 bytes. */
#ifdef __x86_64__
#define BV_LAUNDER_REAL(x) __asm__ volatile("" : "+x"(x))
#elif defined(__aarch64__)
#define BV_LAUNDER_REAL(x) __asm__ volatile("" : "+w"(x))
#else
#define BV_LAUNDER_REAL(x) __asm__ volatile("" : "+g"(x))
#endif

/* Pretend that all memory was read and written here. */
#define BV_CLOBBER() __asm__ volatile("" : : : "memory")

#endif
