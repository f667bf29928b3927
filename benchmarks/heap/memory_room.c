/* SPDX-License-Identifier: Apache-2.0 */
/* memory_room.c: asks cgroups of either version, and the kernel, about memory. */
#include "benchmarks/heap/memory_room.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/base/sysfile.h"

/* Where the files of a version lie and what they are called. */
struct hierarchy {
    const char *folder, *limit, *usage, *droppable;
};

static const struct hierarchy unified = {"/sys/fs/cgroup", "memory.max", "memory.current",
                                         "inactive_file "};
static const struct hierarchy legacy = {"/sys/fs/cgroup/memory", "memory.limit_in_bytes",
                                        "memory.usage_in_bytes", "total_inactive_file "};

static int64_t number_after(const char *text, const char *name)
{
    const char *at = text == NULL ? NULL : strstr(text, name);
    return at == NULL ? 0 : strtoll(at + strlen(name), NULL, 10);
}

static int64_t group_bytes(const char *root, const struct hierarchy *h, const char *group)
{
    char path[1024];
    int64_t limit, usage;
    snprintf(path, sizeof path, "%s%s/%s", h->folder, group, h->limit);
    if (!bv_sysfile_count(root, path, &limit)) /* none, or "max" */
        return INT64_MAX;
    snprintf(path, sizeof path, "%s%s/%s", h->folder, group, h->usage);
    if (!bv_sysfile_count(root, path, &usage))
        return limit;
    snprintf(path, sizeof path, "%s%s/memory.stat", h->folder, group);
    char *stat = bv_sysfile_text(root, path);
    usage -= number_after(stat, h->droppable);
    free(stat);
    return limit > usage ? limit - usage : 0;
}

/* The group itself, then all above it: each may be the tightest. */
static int64_t path_bytes(const char *root, const struct hierarchy *h, const char *path)
{
    char group[512];
    int64_t least = INT64_MAX;
    snprintf(group, sizeof group, "%s", path);
    for (;;) {
        int64_t bytes = group_bytes(root, h, strcmp(group, "/") == 0 ? "" : group);
        least = bytes < least ? bytes : least;
        char *slash = strrchr(group, '/');
        if (slash == NULL)
            return least;
        *slash = '\0';
    }
}

int64_t bv_memory_room_bytes(const char *root)
{
    char value[64];
    int64_t least = INT64_MAX;
    char *meminfo = bv_sysfile_text(root, "/proc/meminfo");
    if (meminfo != NULL && bv_sysfile_field(meminfo, "MemAvailable", value, sizeof value))
        least = strtoll(value, NULL, 10) * 1024;
    free(meminfo);

    /* A line is ID:CONTROLLERS:PATH; the unified hierarchy names no controllers. */
    char *groups = bv_sysfile_text(root, "/proc/self/cgroup"), *next = groups;
    for (char *line; next != NULL && (line = strsep(&next, "\n")) != NULL;) {
        strsep(&line, ":");
        const char *controllers = line == NULL ? NULL : strsep(&line, ":");
        if (controllers == NULL || line == NULL)
            continue;
        const struct hierarchy *h = controllers[0] == '\0'               ? &unified
                                    : strcmp(controllers, "memory") == 0 ? &legacy
                                                                         : NULL;
        int64_t bytes = h == NULL ? INT64_MAX : path_bytes(root, h, line);
        least = bytes < least ? bytes : least;
    }
    free(groups);
    return least;
}

/* Without malloc: whoever asks may be looking at what malloc does. */
int64_t bv_memory_room_private_bytes(void)
{
    char text[2048], value[64];
    int file = open("/proc/self/smaps_rollup", O_RDONLY | O_CLOEXEC);
    ssize_t length = file < 0 ? -1 : read(file, text, sizeof text - 1);
    if (file >= 0)
        close(file);
    if (length < 0)
        return 0;
    text[length] = '\0';
    return bv_sysfile_field(text, "Private_Dirty", value, sizeof value)
               ? strtoll(value, NULL, 10) * 1024
               : 0;
}
