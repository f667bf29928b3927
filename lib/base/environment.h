/* SPDX-License-Identifier: Apache-2.0 */
/* environment.h: what of the caller's environment reaches a measured process, and what else there
 * would have changed it. */
#ifndef BV_ENVIRONMENT_H
#define BV_ENVIRONMENT_H

#include <stddef.h>
#include <stdint.h>

/* The environment of a block: env_bytes of padding, what is preloaded, and of the caller's own only
 * what byval needs: BYVAL_* and LD_LIBRARY_PATH, without which its libraries may not be found. A
 * build with sanitizers also keeps their options.
 * preload  library that the dynamic linker loads before others, NULL for none
 * from     the caller's environment, NULL-terminated; its strings are borrowed
 * Returns  a list to be freed with bv_environment_free(); NULL when out of memory */
char **bv_environment_of_block(uint32_t env_bytes, const char *preload, char *const from[]);
void bv_environment_free(char **env);

/* Name what of an environment tunes an allocator, the dynamic linker, the C library, a garbage
 * collector, a sanitizer, OpenMP or Google Benchmark.
 * out      their names in the order of the environment, with a blank between; the last may be
 *          "..." for want of room
 * bytes    at least 4
 * Returns  how many there are */
size_t bv_environment_tuners(char *const from[], char *out, size_t bytes);

#endif
