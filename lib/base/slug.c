/* SPDX-License-Identifier: Apache-2.0 */
/* slug.c: letter by letter. */
#include "lib/base/slug.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

void bv_slug_add(char *name, size_t bytes, const char *words)
{
    size_t length = strlen(name);
    for (bool gap = true; words != NULL && *words != '\0'; words++) {
        char c = *words >= 'A' && *words <= 'Z' ? (char)(*words - 'A' + 'a') : *words;
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '.' && !gap);
        if (plain && gap && length > 0 && length + 1 < bytes)
            name[length++] = '-';
        if (plain && length + 1 < bytes)
            name[length++] = c;
        gap = !plain;
    }
    name[length] = '\0';
}

void bv_slug_add_level(char *name, size_t bytes, const char *flags)
{
    char level[16] = "";
    const char *found = flags == NULL ? NULL : strstr(flags, "-O");
    if (found != NULL)
        snprintf(level, sizeof level, "%.*s", (int)strcspn(found, " "), found);
    bv_slug_add(name, bytes, level);
}
