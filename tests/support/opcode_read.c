/* SPDX-License-Identifier: Apache-2.0 */
/* opcode_read.c: says of each instruction on standard input, hexadecimal bytes, what opcode.h sees.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/count/opcode.h"

int main(void)
{
    char line[256];
    while (fgets(line, sizeof line, stdin) != NULL) {
        unsigned char code[BV_OPCODE_BYTES] = {0};
        char *at = line;
        for (int i = 0; i < BV_OPCODE_BYTES && *at != '\n' && *at != '\0'; i++)
            code[i] = (unsigned char)strtoul(at, &at, 16);
        struct bv_opcode opcode = bv_opcode_read(code);
        puts(opcode.repeats ? "repeats" : opcode.modifies ? "modifies" : "-");
    }
    return ferror(stdin) != 0;
}
