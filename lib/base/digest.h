/* SPDX-License-Identifier: Apache-2.0 */
/* digest.h: SHA-256 of files. */
#ifndef BV_DIGEST_H
#define BV_DIGEST_H

#include "lib/base/status.h"

enum { BV_DIGEST_TEXT_BYTES = 65 }; /* 64 hexadecimal digits and the terminator */

/* Digest of the concatenated contents of files.
 * paths    count names
 * Errors   BV_E_IO
 * Source   nettle's sha256 */
enum bv_status bv_digest_files(const char *const *paths, unsigned count,
                               char out[BV_DIGEST_TEXT_BYTES], struct bv_error *err);

#endif
