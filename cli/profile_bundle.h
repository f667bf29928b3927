/* SPDX-License-Identifier: Apache-2.0 */
/* profile_bundle.h: profiles of a finished run's arms, put into its bundle. */
#ifndef BV_PROFILE_BUNDLE_H
#define BV_PROFILE_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>

#include "harness/profile/profile_session.h"

struct bv_profile_bundle_config {
    const char *folder;               /* of the bundle */
    const char *arms;                 /* POSIX extended regular expression over CASE/pass:ARM;
                                         NULL: all arms of the cases that decide the first screen */
    bool kinds[BV_PROFILE_KINDS];     /* which are taken */
    struct bv_profile_config session; /* but for its kind, case and arm */
    bool quiet;                       /* say nothing but what fails */
};

/* Take them, each in a process of its own, and write profiles.json, files for pprof, and the sums
 * anew. Profiles that were in the bundle stay, unless they are of the same arm and kind. An arm
 * that cannot be profiled, or has nothing to show, is said on standard error, and passed over.
 * failed   gets how many failed otherwise
 * Errors   BV_E_USAGE (no such arms), BV_E_MISMATCH (measured with other kernels), BV_E_UNSUPPORTED
 *          (nothing was profiled), BV_E_INTERRUPTED, BV_E_INPUT, BV_E_IO, BV_E_NOMEM */
enum bv_status bv_profile_bundle(const struct bv_profile_bundle_config *config, size_t *failed,
                                 struct bv_error *err);

#endif
