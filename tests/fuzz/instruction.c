/* SPDX-License-Identifier: Apache-2.0 */
/* instruction.c: a line of code, read as each instruction set's: names only registers that are. */
#include "harness/audit/isa.h"

#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/target.h"

static void demand_register(int8_t number)
{
    bv_fuzz_demand(number == BV_NO_REGISTER || (number >= 0 && number < BV_REGISTERS),
                   "a register is one of the set");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bv_isa *const all[] = {&bv_isa_x86_64, &bv_isa_aarch64};
    char *text = bv_fuzz_string(data, size);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        struct bv_insn insn;
        all[i]->decode(text, &insn);
        for (int r = 0; r < 2; r++) {
            demand_register(insn.written[r]);
            demand_register(insn.sources[r]);
        }
        demand_register(insn.frame_source);
        bv_fuzz_demand(insn.callee == NULL ||
                           (insn.callee >= text && insn.callee < text + strlen(text)),
                       "a callee is named in the line");
    }
    free(text);
    return 0;
}
