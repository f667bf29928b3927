/* SPDX-License-Identifier: Apache-2.0 */
/* sysfile.c: bounded reads, because a planted or an emulated file may hold anything. */
#include "lib/base/sysfile.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_MAX = 16 << 20, PATH_SIZE = 4096, CPU_MAX = 1 << 16 };

static int open_below(const char *root, const char *path)
{
    char full[PATH_SIZE];
    int length = snprintf(full, sizeof full, "%s%s", root, path);
    if (length < 0 || (size_t)length >= sizeof full)
        return -1;
    /* Not blocking: in a planted tree a path may be a pipe. */
    return open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

/* Read until the end or until `room` is full: files of /proc come in pieces and have no size. */
static ssize_t read_up_to(int fd, char *buffer, size_t room)
{
    size_t used = 0;
    while (used < room) {
        ssize_t got = read(fd, buffer + used, room - used);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        used += (size_t)got;
    }
    return (ssize_t)used;
}

static void make_printable(char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c != '\n' && c != '\t' && (c < ' ' || c > '~'))
            text[i] = '?';
    }
    text[length] = '\0';
}

char *bv_sysfile_text(const char *root, const char *path)
{
    int fd = open_below(root, path);
    if (fd < 0)
        return NULL;
    char *text = NULL;
    size_t used = 0, room = 8192;
    for (;;) {
        char *larger = realloc(text, room + 1);
        if (larger == NULL)
            break;
        text = larger;
        ssize_t got = read_up_to(fd, text + used, room - used);
        if (got < 0)
            break;
        used += (size_t)got;
        if (used < room) {
            close(fd);
            make_printable(text, used);
            return text;
        }
        if (room >= TEXT_MAX)
            break;
        room *= 2;
    }
    close(fd);
    free(text);
    return NULL;
}

/* Copy begin .. end without the blanks around it; false if nothing is left or it does not fit. */
static bool copy_trimmed(const char *begin, const char *end, char *out, size_t size)
{
    while (begin < end && isspace((unsigned char)*begin))
        begin++;
    while (end > begin && isspace((unsigned char)end[-1]))
        end--;
    size_t length = (size_t)(end - begin);
    out[0] = '\0';
    if (length == 0 || length >= size)
        return false;
    memcpy(out, begin, length);
    out[length] = '\0';
    return true;
}

bool bv_sysfile_word(const char *root, const char *path, char *out, size_t size)
{
    out[0] = '\0';
    int fd = open_below(root, path);
    if (fd < 0)
        return false;
    char text[1024 + 1];
    ssize_t length = read_up_to(fd, text, sizeof text - 1);
    close(fd);
    if (length < 0 || (size_t)length == sizeof text - 1)
        return false;
    make_printable(text, (size_t)length);
    if (!copy_trimmed(text, text + length, out, size))
        return false;
    if (strchr(out, '\n') != NULL) {
        out[0] = '\0';
        return false;
    }
    return true;
}

bool bv_sysfile_count(const char *root, const char *path, int64_t *out)
{
    char word[32], *end;
    *out = -1;
    if (!bv_sysfile_word(root, path, word, sizeof word))
        return false;
    errno = 0;
    long long value = strtoll(word, &end, 10);
    if (errno != 0 || end == word || *end != '\0' || value < 0)
        return false;
    *out = value;
    return true;
}

bool bv_sysfile_field(const char *text, const char *name, char *out, size_t size)
{
    size_t name_length = strlen(name);
    out[0] = '\0';
    for (const char *line = text, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        if (strncmp(line, name, name_length) != 0)
            continue;
        const char *p = line + name_length;
        while (*p == ' ' || *p == '\t')
            p++;
        if (*p == ':')
            return copy_trimmed(p + 1, end, out, size);
    }
    return false;
}

bool bv_cpulist_next(const char **list, int *low, int *high)
{
    const char *p = *list;
    long bounds[2];
    for (size_t i = 0; i < 2; i++) {
        char *end;
        if (!isdigit((unsigned char)*p))
            return false;
        bounds[i] = strtol(p, &end, 10);
        if (bounds[i] >= CPU_MAX)
            return false;
        p = end;
        if (i == 0 && *p != '-') {
            bounds[1] = bounds[0];
            break;
        }
        if (i == 0)
            p++;
    }
    if (bounds[1] < bounds[0] || (*p != ',' && *p != '\n' && *p != '\0'))
        return false;
    *list = *p == ',' ? p + 1 : p;
    *low = (int)bounds[0];
    *high = (int)bounds[1];
    return true;
}
