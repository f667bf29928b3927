/* SPDX-License-Identifier: Apache-2.0 */
/* program.c: by the link that /proc has to it. */
#include "lib/base/program.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum bv_status bv_program_beside(const char *name, char path[PATH_MAX], struct bv_error *err)
{
    char program[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", program, sizeof program - 1);
    if (n < 0)
        return bv_fail(err, BV_E_IO, "/proc/self/exe: %s; is /proc mounted?", strerror(errno));
    program[n] = '\0';
    *strrchr(program, '/') = '\0';
    if (snprintf(path, PATH_MAX, "%s/%s", program, name) >= PATH_MAX)
        return bv_fail(err, BV_E_IO, "%.300s/%s: the path is too long", program, name);
    if (access(path, F_OK) != 0)
        return bv_fail(err, BV_E_IO, "%.300s: %s; build byval anew (make bench does)", path,
                       strerror(errno));
    return BV_OK;
}
