/* SPDX-License-Identifier: Apache-2.0 */
/* step.c: see step.h.
 *
 * Source   System V ABI, AMD64 supplement, 3.2.1; AAPCS64, 6.1; Go's internal ABI specification */
#include "scan/step.h"

enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8 };

#define ALL_FLOATS (UINT64_C(0xffffffff) << BV_STEP_FLOATS)

const struct bv_step_rules *bv_step_rules(enum bv_abi abi)
{
    static const struct bv_step_rules rules[] = {
        {.understand = bv_step_x86_64,
         .unit = 1,
         .arguments_offset = 8,
         .stack = RSP,
         .to = RDI,
         .from = RSI,
         .length = RDX,
         .count = RCX,
         .go_to = RAX,
         .go_length = RCX,
         .duff_from = RSI,
         .duff_to = RDI,
         .arguments = {RDI, RSI, RDX, RCX, R8, R8 + 1, BV_STEP_NO_REGISTER},
         .lost_in_calls =
             1u << RAX | 1u << RCX | 1u << RDX | 1u << RSI | 1u << RDI | 0xfu << R8 | ALL_FLOATS,
         .lost_in_duff = ALL_FLOATS},
        {.understand = bv_step_aarch64,
         .unit = 4,
         .arguments_offset = 0,
         .stack = 31,
         .to = 0,
         .from = 1,
         .length = 2,
         .count = BV_STEP_NO_REGISTER,
         .go_to = 0,
         .go_length = 2,
         .duff_from = 20,
         .duff_to = 21,
         .arguments = {0, 1, 2, 3, 4, 5, 6, 7},
         .lost_in_calls = 0x7ffffu | 1u << 30 | ALL_FLOATS,
         .lost_in_duff = 1u << 26 | 1u << 27 | 1u << 30},
    };
    return &rules[abi];
}

bool bv_step_open(enum bv_abi abi, csh *out)
{
    cs_arch arch = abi == BV_ABI_X86_64 ? CS_ARCH_X86 : CS_ARCH_ARM64;
    cs_mode mode = abi == BV_ABI_X86_64 ? CS_MODE_64 : CS_MODE_LITTLE_ENDIAN;
    if (cs_open(arch, mode, out) != CS_ERR_OK)
        return false;
    if (cs_option(*out, CS_OPT_DETAIL, CS_OPT_ON) == CS_ERR_OK)
        return true;
    cs_close(out);
    return false;
}
