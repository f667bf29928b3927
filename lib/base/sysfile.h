/* SPDX-License-Identifier: Apache-2.0 */
/* sysfile.h: the small text files of /proc and /sys, below a root that may be planted.
 *
 * Whatever is wrong with a file makes it unknown: here that is not an error. A root is "" for the
 * running machine, else a folder with proc/ and sys/ in it; a path begins with '/'. Text comes
 * back as printable ASCII, tabs and newlines; other bytes become '?'. */
#ifndef BV_SYSFILE_H
#define BV_SYSFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The whole file, for the caller to free; NULL if it cannot be read or is past 16 MiB. */
char *bv_sysfile_text(const char *root, const char *path);

/* The only line of a file, without the blanks around it.
 * out      size bytes; "" on failure
 * Returns  false if it cannot be read, is empty, has another line, or does not fit */
bool bv_sysfile_word(const char *root, const char *path, char *out, size_t size);

/* The only number of a file, decimal.
 * out      -1 on failure, and where the file says less than 0
 * Returns  whether there is one */
bool bv_sysfile_count(const char *root, const char *path, int64_t *out);

/* The value of the first line `name : value` (blanks around both are dropped) of text. A last line
 * without a newline is torn and counts for nothing.
 * Returns  false, and "" in out, if there is none, or it is empty or does not fit */
bool bv_sysfile_field(const char *text, const char *name, char *out, size_t size);

/* Walk a range list such as "0-3,8".
 * list     moved past the range; begin with the text
 * Returns  false at the end, and from the first thing on that is not a range of CPU numbers */
bool bv_cpulist_next(const char **list, int *low, int *high);

#endif
