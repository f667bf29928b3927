/* SPDX-License-Identifier: Apache-2.0 */
/* csp.c: see csp.h. */
#include "report/page/csp.h"

#include <nettle/base64.h>
#include <nettle/sha2.h>
#include <stdint.h>
#include <string.h>

void bv_csp_hash(const char *data, size_t length, char out[BV_CSP_HASH_SIZE])
{
    static const char prefix[] = "sha256-";
    struct sha256_ctx ctx;
    uint8_t hash[SHA256_DIGEST_SIZE];
    sha256_init(&ctx);
    sha256_update(&ctx, length, (const uint8_t *)data);
    sha256_digest(&ctx, sizeof hash, hash);
    memcpy(out, prefix, sizeof prefix - 1);
    base64_encode_raw(out + sizeof prefix - 1, sizeof hash, hash);
    out[sizeof prefix - 1 + BASE64_ENCODE_RAW_LENGTH(sizeof hash)] = '\0';
}
