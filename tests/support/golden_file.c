/* SPDX-License-Identifier: Apache-2.0 */
/* golden_file.c: see golden_file.h. */
#include "tests/support/golden_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

char *bv_golden_file_read(const char *path, size_t *size)
{
    FILE *stream = fopen(path, "r");
    assert_non_null(stream);
    struct stat st;
    assert_int_equal(fstat(fileno(stream), &st), 0);
    char *bytes = malloc((size_t)st.st_size + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, (size_t)st.st_size, stream), st.st_size);
    bytes[st.st_size] = '\0';
    *size = (size_t)st.st_size;
    fclose(stream);
    return bytes;
}

void bv_golden_file_write(const char *path, const char *bytes, size_t size)
{
    FILE *stream = fopen(path, "w");
    assert_non_null(stream);
    assert_int_equal(fwrite(bytes, 1, size, stream), size);
    assert_int_equal(fclose(stream), 0);
}

void bv_golden_file_golden(const char *path, const char *text)
{
    size_t size;
    char *golden = bv_golden_file_read(path, &size);
    if (strcmp(text, golden) != 0) {
        fputs(text, stderr); /* longer than what fail_msg() shows */
        fail_msg("%s says otherwise", path);
    }
    free(golden);
}
