/* SPDX-License-Identifier: Apache-2.0 */
/* quota.c: version 2 first; where its tree has no processors to grant, those of version 1. */
#include "harness/machine/quota.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/machine/procstat.h"
#include "lib/base/sysfile.h"

enum { PATH_SIZE = 512 };

/* The folder of one control group. */
struct group {
    const char *root, *mount, *path;
};

static bool word_of(const struct group *group, const char *file, char *out, size_t size)
{
    char path[PATH_SIZE];
    int length = snprintf(path, sizeof path, "%s%s/%s", group->mount,
                          strcmp(group->path, "/") == 0 ? "" : group->path, file);
    return length > 0 && (size_t)length < sizeof path &&
           bv_sysfile_word(group->root, path, out, size);
}

static void tighten(struct bv_quota *quota, double cpus)
{
    quota->cpus = fmin(quota->cpus, cpus); /* fmin ignores a NAN */
}

static void take_limit(const struct group *group, struct bv_quota *quota)
{
    char line[64], granted[32];
    double period, value;
    if (word_of(group, "cpu.max", line, sizeof line) &&
        sscanf(line, "%31s %lf", granted, &period) == 2 && period > 0) {
        if (strcmp(granted, "max") == 0)
            tighten(quota, INFINITY);
        else if (sscanf(granted, "%lf", &value) == 1 && value > 0)
            tighten(quota, value / period);
    }
    if (word_of(group, "cpu.cfs_quota_us", line, sizeof line) && sscanf(line, "%lf", &value) == 1 &&
        word_of(group, "cpu.cfs_period_us", line, sizeof line) &&
        sscanf(line, "%lf", &period) == 1 && period > 0 && value != 0)
        tighten(quota, value < 0 ? INFINITY : value / period);
}

/* Version 2 counts microseconds, version 1 nanoseconds. */
static void take_stops(const struct group *group, struct bv_quota *quota)
{
    char path[PATH_SIZE];
    int length = snprintf(path, sizeof path, "%s%s/cpu.stat", group->mount,
                          strcmp(group->path, "/") == 0 ? "" : group->path);
    char *text =
        length > 0 && (size_t)length < sizeof path ? bv_sysfile_text(group->root, path) : NULL;
    int64_t stops = text == NULL ? -1 : bv_procstat_count(text, "nr_throttled");
    int64_t us = stops < 0 ? -1 : bv_procstat_count(text, "throttled_usec");
    int64_t ns = stops < 0 ? -1 : bv_procstat_count(text, "throttled_time");
    if (us >= 0 || ns >= 0) {
        quota->stops = stops + (quota->stops < 0 ? 0 : quota->stops);
        quota->throttled_s = (us >= 0 ? (double)us * 1e-6 : (double)ns * 1e-9) +
                             (isnan(quota->throttled_s) ? 0 : quota->throttled_s);
    }
    free(text);
}

/* path     of the process's own group; is cut on the way up */
static struct bv_quota climb(const char *root, const char *mount, char *path)
{
    struct bv_quota quota = {NAN, -1, NAN};
    for (;;) {
        const struct group group = {root, mount, path};
        take_limit(&group, &quota);
        take_stops(&group, &quota);
        char *slash = strrchr(path, '/');
        if (slash == NULL || path[1] == '\0')
            return quota;
        slash[slash == path ? 1 : 0] = '\0';
    }
}

/* The path in a line `ID:CONTROLLERS:PATH` whose controllers, set apart by commas, name this one;
 * for the caller to free. Version 2's line names none. */
static char *path_of(const char *cgroup, const char *controller)
{
    size_t length = strlen(controller);
    for (const char *line = cgroup; line != NULL && *line != '\0';) {
        const char *end = strchr(line, '\n');
        const char *names = strchr(line, ':');
        const char *path = names == NULL ? NULL : strchr(names + 1, ':');
        if (end == NULL || path == NULL || path > end)
            return NULL;
        bool found = length == 0 && path == names + 1;
        for (const char *name = names + 1; length > 0 && name < path;
             name += strcspn(name, ",:") + 1)
            found |= strncmp(name, controller, length) == 0 && strchr(",:", name[length]) != NULL;
        if (found && path[1] == '/')
            return strndup(path + 1, (size_t)(end - path - 1));
        line = end + 1;
    }
    return NULL;
}

struct bv_quota bv_quota_read(const char *root)
{
    static const struct {
        const char *controller, *mount;
    } trees[] = {
        {"", "/sys/fs/cgroup"},
        {"cpu", "/sys/fs/cgroup/cpu"},
        {"cpu", "/sys/fs/cgroup/cpu,cpuacct"},
    };
    struct bv_quota quota = {NAN, -1, NAN};
    char *cgroup = bv_sysfile_text(root, "/proc/self/cgroup");
    for (size_t i = 0; cgroup != NULL && i < sizeof trees / sizeof trees[0] && isnan(quota.cpus);
         i++) {
        char *path = path_of(cgroup, trees[i].controller);
        if (path != NULL)
            quota = climb(root, trees[i].mount, path);
        free(path);
    }
    free(cgroup);
    return quota;
}
