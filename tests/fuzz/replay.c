/* SPDX-License-Identifier: Apache-2.0 */
/* replay.c: gives a target the files of a folder, one by one, where there is no libFuzzer. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/folder.h"
#include "tests/fuzz/target.h"

static int replay(const char *path)
{
    char *bytes;
    size_t size;
    struct bv_error err;
    if (bv_file_read(path, &bytes, &size, &err) != BV_OK) {
        fprintf(stderr, "%s\n", err.text);
        return -1;
    }
    printf("%s\n", path);
    fflush(stdout); /* before it may crash */
    /* In a block of its exact size, so that a byte read past the end shows. */
    uint8_t *exact = malloc(size > 0 ? size : 1);
    bv_fuzz_demand(exact != NULL, "memory");
    memcpy(exact, bytes, size);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    free(bytes);
    return 0;
}

int main(int argc, char **argv)
{
    struct dirent **entries;
    int failed = 0, replayed = 0;
    int count = argc == 2 ? scandir(argv[1], &entries, NULL, alphasort) : -1;
    if (count < 0) {
        fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    for (int i = 0; i < count; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", argv[1], entries[i]->d_name);
        if (entries[i]->d_name[0] != '.') {
            failed |= replay(path) != 0;
            replayed++;
        }
        free(entries[i]);
    }
    free(entries);
    printf("%d files\n", replayed);
    return failed || replayed == 0;
}
