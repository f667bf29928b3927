/* SPDX-License-Identifier: Apache-2.0 */
/* calls.c: byval-calls: one arm, called so often, as a process for hyperfine or perf stat. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

#include "peers/one_arm.h"

static void body(const struct bv_one_arm *visit, void *user)
{
    bv_one_arm_call(visit, *(const uint64_t *)user);
}

int main(int argc, char **argv)
{
    struct bv_error err;
    char *end = NULL;
    bool is_number = argc == 3 && argv[2][0] >= '0' && argv[2][0] <= '9';
    uint64_t calls = is_number ? strtoumax(argv[2], &end, 10) : 0;
    if (!is_number || *end != '\0' || calls == 0) {
        fprintf(stderr, "usage: byval-calls ROW CALLS\n\n"
                        "Calls the arm of a row (byval list --arms) so often, and ends: a process "
                        "for hyperfine\nor perf stat. What starting it takes is in its time.\n");
        return 2;
    }
    if (bv_one_arm_row(argv[1], body, &calls, &err) == BV_OK)
        return 0;
    fprintf(stderr, "byval-calls: %s\n", err.text);
    return 1;
}
