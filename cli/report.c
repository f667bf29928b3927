/* SPDX-License-Identifier: Apache-2.0 */
/* report.c: byval report. */
#include <stdio.h>

#include "cli/command.h"

enum bv_exit bv_command_report(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    return BV_EXIT_FAILED;
}
