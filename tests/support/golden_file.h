/* SPDX-License-Identifier: Apache-2.0 */
/* golden_file.h: whole files, for tests: read, written, and held against what was written. */
#ifndef BV_GOLDEN_FILE_H
#define BV_GOLDEN_FILE_H

#include <stddef.h>

/* Read a file; the test fails where that cannot be.
 * Returns  its bytes and a zero byte; free() it */
char *bv_golden_file_read(const char *path, size_t *size);

/* Write one, in the place of what is there. */
void bv_golden_file_write(const char *path, const char *bytes, size_t size);

/* Fail, and print the text, unless it is what the file holds. */
void bv_golden_file_golden(const char *path, const char *text);

#endif
