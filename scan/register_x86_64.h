/* SPDX-License-Identifier: Apache-2.0 */
/* register_x86_64.h: x86-64's registers by the numbers of scan/step.h, whatever their width. */
#ifndef BV_REGISTER_X86_64_H
#define BV_REGISTER_X86_64_H

#include <stdint.h>

/* Number of a register.
 * reg      Capstone's x86_reg
 * Returns  BV_STEP_NO_REGISTER for one that no copy goes through, such as a flag */
int8_t bv_register_x86_64(unsigned reg);

#endif
