/* SPDX-License-Identifier: Apache-2.0 */
/* canary.h: work of known length, by whose time a slower clock shows. */
#ifndef BV_CANARY_H
#define BV_CANARY_H

/* The effective clock of the CPU that runs this: dependent register adds, of which x86-64 and
 * AArch64 cores do one a cycle; the best of several tries, some 200 us in all. NAN on other
 * architectures. */
double bv_canary_ghz(void);

#endif
