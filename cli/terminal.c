/* SPDX-License-Identifier: Apache-2.0 */
/* terminal.c: see terminal.h. */
#include "cli/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool bv_terminal_redraws(FILE *out)
{
    const char *kind = getenv("TERM");
    return isatty(fileno(out)) == 1 && kind != NULL && kind[0] != '\0' && strcmp(kind, "dumb") != 0;
}
