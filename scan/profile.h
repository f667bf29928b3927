/* SPDX-License-Identifier: Apache-2.0 */
/* profile.h: where a program spent its time: samples by address, from the profilers that people
 * have. */
#ifndef BV_PROFILE_H
#define BV_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"
#include "scan/binary.h"

/* So many samples stopped at an address of the program's code; or in a function that copies, which
 * was called there. */
struct bv_profile_sample {
    uint64_t address, count;
};

struct bv_profile {
    struct bv_profile_sample *items;
    size_t count;
    uint64_t total; /* of the whole profile, other files included */
    bool is_exact;  /* counts, which say where they were: no sample is late */
};

/* Read a profile: pprof's protobuf, packed or not; callgrind's with --dump-instr=yes; perf.data,
 * through `perf script`. Which it is, is seen from its first bytes.
 * out      zeroed; bv_profile_finish it, whatever comes back
 * Errors   BV_E_IO; BV_E_INPUT (none of these, torn, without samples of the program);
 *          BV_E_MISMATCH (of another build); BV_E_UNSUPPORTED (perf is not installed); BV_E_CHILD;
 *          BV_E_NOMEM */
enum bv_status bv_profile_read(const char *path, const struct bv_binary *binary,
                               struct bv_profile *out, struct bv_error *err);

/* The same of one format.
 * name     of the profile, for messages */
enum bv_status bv_profile_pprof(const char *data, size_t length, const char *name,
                                const struct bv_binary *binary, struct bv_profile *out,
                                struct bv_error *err);
enum bv_status bv_profile_callgrind(const char *data, size_t length, const char *name,
                                    const struct bv_binary *binary, struct bv_profile *out,
                                    struct bv_error *err);
enum bv_status bv_profile_perf(const char *path, const struct bv_binary *binary,
                               struct bv_profile *out, struct bv_error *err);

/* Add a sample.
 * frames   addresses in the program's file, the innermost first; 0: in another file
 * names    of their functions; NULL: unknown
 * Returns  false when out of memory */
bool bv_profile_add(struct bv_profile *profile, const struct bv_binary *binary,
                    const uint64_t *frames, const char *const *names, size_t frame_count,
                    uint64_t count);

/* Whether a path has the name of the program. */
bool bv_profile_is_program(const struct bv_binary *binary, const char *path, size_t length);

/* A zeroed one is fine. */
void bv_profile_finish(struct bv_profile *profile);

#endif
