/* SPDX-License-Identifier: Apache-2.0 */
/* digest.h: hashes as a content security policy spells them. */
#ifndef BV_DIGEST_H
#define BV_DIGEST_H

#include <stddef.h>

enum { BV_DIGEST_SIZE = 52 }; /* "sha256-", 44 letters, terminator */

/* "sha256-..." of some bytes, in base64. */
void bv_digest_csp(const char *data, size_t length, char out[BV_DIGEST_SIZE]);

#endif
