/* SPDX-License-Identifier: Apache-2.0 */
/* digest.c: files through nettle. */
#include "lib/base/digest.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <nettle/sha2.h>

enum bv_status bv_digest_files(const char *const *paths, unsigned count,
                               char out[BV_DIGEST_TEXT_BYTES], struct bv_error *err)
{
    struct sha256_ctx sha;
    sha256_init(&sha);
    for (unsigned i = 0; i < count; i++) {
        FILE *stream = fopen(paths[i], "re");
        if (stream == NULL)
            return bv_fail(err, BV_E_IO, "%s: cannot read: %s", paths[i], strerror(errno));
        uint8_t buffer[65536];
        size_t n;
        while ((n = fread(buffer, 1, sizeof buffer, stream)) > 0)
            sha256_update(&sha, n, buffer);
        int cause = ferror(stream) ? errno : 0;
        fclose(stream);
        if (cause != 0)
            return bv_fail(err, BV_E_IO, "%s: cannot read: %s", paths[i], strerror(cause));
    }
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_digest(&sha, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(out + 2 * i, 3, "%02x", digest[i]);
    return BV_OK;
}
