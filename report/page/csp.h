/* SPDX-License-Identifier: Apache-2.0 */
/* csp.h: hashes as a content security policy spells them. */
#ifndef BV_CSP_H
#define BV_CSP_H

#include <stddef.h>

enum { BV_CSP_HASH_SIZE = 52 }; /* "sha256-", 44 letters, terminator */

/* "sha256-..." of some bytes, in base64. */
void bv_csp_hash(const char *data, size_t length, char out[BV_CSP_HASH_SIZE]);

#endif
