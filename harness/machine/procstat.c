/* SPDX-License-Identifier: Apache-2.0 */
/* procstat.c: each line is copied first, so that scanning cannot run on into the next. */
#include "harness/machine/procstat.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/sysfile.h"

enum { LINE_SIZE = 512 };

/* Copy what follows `name `; false if there is no such line, or it is torn or holds anything but
 * digits and blanks. */
static bool find_numbers(const char *stat, const char *name, char out[LINE_SIZE])
{
    size_t skip = strlen(name);
    for (const char *line = stat, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        if (strncmp(line, name, skip) != 0 || line[skip] != ' ')
            continue;
        size_t length = (size_t)(end - line) - skip;
        if (length >= LINE_SIZE)
            return false;
        memcpy(out, line + skip, length);
        out[length] = '\0';
        return out[strspn(out, " 0123456789")] == '\0';
    }
    return false;
}

bool bv_procstat_times(const char *stat, const char *name, struct bv_procstat *out)
{
    enum { USER, NICE, SYSTEM, IDLE, IOWAIT, IRQ, SOFTIRQ, STEAL, COUNT };
    char line[LINE_SIZE];
    uint64_t t[COUNT];
    if (!find_numbers(stat, name, line))
        return false;
    const char *p = line;
    for (int i = 0; i < COUNT; i++) {
        int used;
        if (sscanf(p, "%" SCNu64 "%n", &t[i], &used) != 1)
            return false;
        p += used;
    }
    double tick_s = 1.0 / (double)sysconf(_SC_CLK_TCK);
    out->steal_s = (double)t[STEAL] * tick_s;
    out->busy_s = (double)(t[USER] + t[NICE] + t[SYSTEM] + t[IRQ] + t[SOFTIRQ] + t[STEAL]) * tick_s;
    return true;
}

int64_t bv_procstat_count(const char *stat, const char *name)
{
    char line[LINE_SIZE];
    int64_t value;
    if (!find_numbers(stat, name, line) || sscanf(line, "%" SCNd64, &value) != 1)
        return -1;
    return value;
}

double bv_procstat_steal_s(void)
{
    struct bv_procstat all;
    char *stat = bv_sysfile_text("", "/proc/stat");
    double steal_s = stat != NULL && bv_procstat_times(stat, "cpu", &all) ? all.steal_s : NAN;
    free(stat);
    return steal_s;
}
