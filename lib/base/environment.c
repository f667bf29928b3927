/* SPDX-License-Identifier: Apache-2.0 */
/* environment.c: a list of what is let in, and a list of what is known to do harm. */
#include "lib/base/environment.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PADDING "BYVAL_PADDING="
#define PRELOAD "LD_PRELOAD="

/* A name that ends with '_' stands for all that begin so. */
static const char *const let_in[] = {
    "BYVAL_",       "LD_LIBRARY_PATH",
#ifdef BV_SANITIZED
    "ASAN_OPTIONS", "UBSAN_OPTIONS",   "LSAN_OPTIONS",
#endif
};

/* LD_RUN_PATH is not among them: only the linker of a build reads it. */
static const char *const tuners[] = {
    /* allocators: glibc's and jemalloc's, mimalloc's, tcmalloc's and its profilers */
    "MALLOC_",
    "_RJEM_MALLOC_CONF",
    "JE_MALLOC_CONF",
    "MIMALLOC_",
    "TCMALLOC_",
    "HEAPPROFILE",
    "HEAPCHECK",
    "CPUPROFILE",
    /* the dynamic linker and the C library */
    "LD_PRELOAD",
    "LD_LIBRARY_PATH",
    "LD_AUDIT",
    "LD_BIND_NOW",
    "LD_BIND_NOT",
    "LD_DEBUG",
    "LD_DYNAMIC_WEAK",
    "LD_HWCAP_MASK",
    "LD_POINTER_GUARD",
    "LD_PROFILE",
    "LD_SHOW_AUXV",
    "LD_TRACE_LOADED_OBJECTS",
    "LD_USE_LOAD_BIAS",
    "LD_VERBOSE",
    "LD_WARN",
    "LD_PREFER_MAP_32BIT_EXEC",
    "LD_ASSUME_KERNEL",
    "GLIBC_TUNABLES",
    /* the Boehm collector */
    "GC_",
#ifndef BV_SANITIZED
    "ASAN_OPTIONS",
    "UBSAN_OPTIONS",
    "LSAN_OPTIONS",
    "MSAN_OPTIONS",
    "TSAN_OPTIONS",
    "HWASAN_OPTIONS",
#endif
    "OMP_",
    "GOMP_",
    "KMP_",
    "BENCHMARK_",
};

#define LENGTH(LIST) (sizeof(LIST) / sizeof(LIST)[0])

static bool is_listed(const char *item, const char *const *list, size_t count)
{
    size_t length = strcspn(item, "=");
    for (size_t i = 0; i < count; i++) {
        size_t own = strlen(list[i]);
        bool is_beginning = list[i][own - 1] == '_' && own < length;
        if ((own == length || is_beginning) && strncmp(item, list[i], own) == 0)
            return true;
    }
    return false;
}

void bv_environment_free(char **env)
{
    if (env != NULL) { /* only what was made here: the rest is the caller's */
        free(env[0]);
        free(env[1]);
    }
    free(env);
}

char **bv_environment_of_block(uint32_t env_bytes, const char *preload, char *const from[])
{
    size_t count = 0, kept = 2, padding = sizeof PADDING - 1;
    while (from[count] != NULL)
        count++;
    char **env = calloc(count + 3, sizeof *env);
    if (env == NULL)
        return NULL;
    env[0] = malloc(padding + env_bytes + 1);
    if (asprintf(&env[1], PRELOAD "%s", preload == NULL ? "" : preload) < 0)
        env[1] = NULL;
    if (env[0] == NULL || env[1] == NULL) {
        bv_environment_free(env);
        return NULL;
    }
    memcpy(env[0], PADDING, padding);
    memset(env[0] + padding, 'x', env_bytes);
    env[0][padding + env_bytes] = '\0';
    for (size_t i = 0; i < count; i++)
        if (is_listed(from[i], let_in, LENGTH(let_in)) && strncmp(from[i], PADDING, padding) != 0)
            env[kept++] = from[i];
    return env;
}

size_t bv_environment_tuners(char *const from[], char *out, size_t bytes)
{
    size_t count = 0, used = 0;
    bool is_full = false;
    out[0] = '\0';
    for (size_t i = 0; from[i] != NULL; i++) {
        size_t length = strcspn(from[i], "=");
        if (!is_listed(from[i], tuners, LENGTH(tuners)) || from[i][length] != '=' ||
            from[i][length + 1] == '\0') /* an empty one sets nothing */
            continue;
        count++;
        /* Room for the dots is kept until they are needed. */
        if (is_full || used + length + 1 + sizeof " ..." > bytes) {
            if (!is_full)
                snprintf(out + used, bytes - used, "%s...", used == 0 ? "" : " ");
            is_full = true;
            continue;
        }
        used += (size_t)snprintf(out + used, bytes - used, "%s%.*s", used == 0 ? "" : " ",
                                 (int)length, from[i]);
    }
    return count;
}
