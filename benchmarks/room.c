/* SPDX-License-Identifier: Apache-2.0 */
/* room.c: asks cgroups of either version, the kernel and the allocator about memory. */
#include "benchmarks/room.h"

#include <dlfcn.h>
#include <inttypes.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/sysfile.h"

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

int64_t bv_room_bytes(const char *root)
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

int64_t bv_room_resident_bytes(void)
{
    char value[64];
    int64_t bytes = 0;
    char *text = bv_sysfile_text("", "/proc/self/smaps_rollup");
    if (text != NULL && bv_sysfile_field(text, "Anonymous", value, sizeof value))
        bytes = strtoll(value, NULL, 10) * 1024;
    free(text);
    return bytes;
}

void bv_room_trim(void)
{
    int (*control)(const char *, void *, size_t *, void *, size_t);
    void (*collect)(bool);
    void (*step)(void);
    malloc_trim(0);
    *(void **)&control = dlsym(RTLD_DEFAULT, "mallctl");
    if (control != NULL) {
        control("thread.tcache.flush", NULL, NULL, NULL, 0);
        control("arena.4096.purge", NULL, NULL, NULL, 0); /* MALLCTL_ARENAS_ALL */
    }
    *(void **)&collect = dlsym(RTLD_DEFAULT, "mi_collect");
    if (collect != NULL)
        collect(true);
    static const char *const steps[] = {"MallocExtension_MarkThreadIdle",
                                        "MallocExtension_MarkThreadBusy",
                                        "MallocExtension_ReleaseFreeMemory"};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        *(void **)&step = dlsym(RTLD_DEFAULT, steps[i]);
        if (step != NULL)
            step();
    }
}
