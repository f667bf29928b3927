/* SPDX-License-Identifier: Apache-2.0 */
/* allocator.c: the table of allocators, and asking the one in charge. */
#include "harness/kernels/allocator.h"

#include <dlfcn.h>
#include <gnu/libc-version.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How allocators say their versions: "" where they do not. */
static void version_glibc(char *out, size_t bytes)
{
    snprintf(out, bytes, "%s", gnu_get_libc_version());
}

static void version_mallctl(char *out, size_t bytes)
{
    int (*control)(const char *, void *, size_t *, void *, size_t);
    const char *version = "";
    size_t length = sizeof version;
    *(void **)&control = dlsym(RTLD_DEFAULT, "mallctl");
    if (control != NULL && control("version", (void *)&version, &length, NULL, 0) == 0)
        snprintf(out, bytes, "%s", version);
}

static void version_mi_version(char *out, size_t bytes)
{
    int (*number)(void);
    *(void **)&number = dlsym(RTLD_DEFAULT, "mi_version");
    if (number != NULL) /* 209 is 2.0.9 */
        snprintf(out, bytes, "%d.%d.%d", number() / 100, number() / 10 % 10, number() % 10);
}

static void version_tc_version(char *out, size_t bytes)
{
    const char *(*text)(int *, int *, const char **);
    const char *patch = NULL;
    int major = 0, minor = 0;
    *(void **)&text = dlsym(RTLD_DEFAULT, "tc_version");
    if (text != NULL && text(&major, &minor, &patch) != NULL)
        snprintf(out, bytes, "%d.%d%s", major, minor, patch == NULL ? "" : patch);
}

#define version_none NULL

static const struct bv_allocator allocators[BV_ALLOCATOR_COUNT] = {
#define ALLOCATOR(ID, NAME, LIBRARY, PACKAGE, VERSION, ...)                                        \
    [BV_ALLOCATOR_##ID] = {#NAME, LIBRARY, PACKAGE, version_##VERSION},
    BV_ALLOCATORS(ALLOCATOR, )};

const struct bv_allocator *bv_allocator_of(enum bv_allocator_id id)
{
    return &allocators[id];
}

void bv_regime_name(struct bv_regime regime, char *out, size_t bytes)
{
    char live[16] = "";
    if (regime.live_mib > 0)
        snprintf(live, sizeof live, " live:%u", regime.live_mib);
    if (regime.go)
        snprintf(out, bytes, "go%s%s%s", live, regime.flat ? " flat" : "",
                 regime.threads ? " threads" : "");
    else if (regime.collector)
        snprintf(out, bytes, "gc live:%u", regime.live_mib);
    else
        snprintf(out, bytes, "%s%s%s", allocators[regime.allocator].name,
                 regime.threads ? " threads" : "", regime.slow ? " slow" : "");
}

bool bv_regime_equal(struct bv_regime a, struct bv_regime b)
{
    return a.allocator == b.allocator && a.collector == b.collector && a.live_mib == b.live_mib &&
           a.threads == b.threads && a.slow == b.slow && a.go == b.go && a.flat == b.flat;
}

/* The file name up to its first dot: libjemalloc.so.2 of any version is libjemalloc. */
static bool same_library(const char *path, const char *library)
{
    const char *slash = strrchr(path, '/');
    const char *file = slash == NULL ? path : slash + 1;
    size_t stem = strcspn(library, ".");
    return strncmp(file, library, stem) == 0 && (file[stem] == '.' || file[stem] == '-');
}

static enum bv_allocator_id id_of(const char *object)
{
    for (int id = 0; id < BV_ALLOCATOR_COUNT; id++) {
        const char *library = allocators[id].library == NULL ? "libc.so.6" : allocators[id].library;
        if (same_library(object, library))
            return (enum bv_allocator_id)id;
    }
    return BV_ALLOCATOR_COUNT;
}

void bv_allocator_inspect(struct bv_allocator_active *out)
{
    char path[PATH_MAX];
    Dl_info info;
    /* Not the address of malloc as linked here, which may be this program's own jump to it. */
    void *address = dlsym(RTLD_DEFAULT, "malloc");
    memset(out, 0, sizeof *out);
    out->id = BV_ALLOCATOR_COUNT;
    if (address == NULL || dladdr(address, &info) == 0 || info.dli_fname == NULL ||
        realpath(info.dli_fname, path) == NULL)
        return;
    snprintf(out->object, sizeof out->object, "%.255s", path);
    out->id = id_of(path);
    if (out->id != BV_ALLOCATOR_COUNT && allocators[out->id].say_version != NULL)
        allocators[out->id].say_version(out->version, sizeof out->version);
}

bool bv_allocator_will_do(enum bv_allocator_id asked, const struct bv_allocator_active *active)
{
#ifdef BV_SANITIZED
    if (active->id == BV_ALLOCATOR_COUNT && asked == BV_ALLOCATOR_GLIBC)
        return true;
#endif
    return active->id == asked;
}

void bv_allocator_explain(enum bv_allocator_id asked, const struct bv_allocator_active *active,
                          char *out, size_t bytes)
{
    const struct bv_allocator *row = &allocators[asked];
    if (row->library == NULL) /* it is always there: something else was put before it */
        snprintf(out, bytes,
                 "%s is not in charge of malloc (%s is): unset LD_PRELOAD, and take out of "
                 "/etc/ld.so.preload what brings another",
                 row->name, active->object);
    else
        snprintf(out, bytes,
                 "%s could not be put in charge of malloc (%s is): install the package %s",
                 row->name, active->object, row->package);
}
