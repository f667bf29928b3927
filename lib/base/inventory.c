/* SPDX-License-Identifier: Apache-2.0 */
/* inventory.c: names and sums; a file whose sum is another is somebody's work. */
#include "lib/base/inventory.h"

#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/digest.h"
#include "lib/base/folder.h"
#include "lib/base/memory.h"
#include "lib/base/text.h"

enum { SUM_LETTERS = 64, GAP = 2 };

struct bv_inventory {
    char *text;         /* of the list, cut into lines */
    const char **lines; /* SUM and name, by name */
    size_t count;
};

static const char *name_of(const char *line)
{
    return line + SUM_LETTERS + GAP;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(name_of(*(const char *const *)a), name_of(*(const char *const *)b));
}

static int compare_entries(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* The walk below a folder; fts_close it. NULL when out of memory. */
static FTS *walk(const char *folder)
{
    char *roots[] = {strdup(folder), NULL};
    FTS *tree = roots[0] ? fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, compare_entries) : NULL;
    free(roots[0]);
    return tree;
}

/* A path below the folder, without it. */
static const char *below(const char *folder, const FTSENT *entry)
{
    const char *path = entry->fts_path + strlen(folder);
    return path + strspn(path, "/");
}

static bool is_list(const FTSENT *entry)
{
    return entry->fts_level == 1 && strcmp(entry->fts_name, BV_INVENTORY_NAME) == 0;
}

enum bv_status bv_inventory_write(const char *folder, struct bv_error *err)
{
    struct bv_text list = {0};
    enum bv_status status = BV_OK;
    FTS *tree = walk(folder);
    if (!tree)
        return bv_no_memory(err);
    for (FTSENT *entry; status == BV_OK && (entry = fts_read(tree)) != NULL;) {
        char digest[BV_DIGEST_TEXT_BYTES];
        const char *path = entry->fts_path;
        if (entry->fts_info != FTS_F || is_list(entry))
            continue;
        status = bv_digest_files(&path, 1, digest, err);
        bv_text_format(&list, "%s  %s\n", status == BV_OK ? digest : "", below(folder, entry));
    }
    fts_close(tree);
    if (status == BV_OK) {
        const struct bv_folder own = {.path = (char *)folder};
        status = bv_folder_text(&own, BV_INVENTORY_NAME, &list, err);
    }
    bv_text_finish(&list);
    return status;
}

/* Cut the list into lines; those that are none of a list are left out. */
static enum bv_status cut(struct bv_inventory *list, struct bv_error *err)
{
    size_t most = 1;
    for (const char *c = list->text; *c; c++)
        most += *c == '\n';
    list->lines = calloc(most, sizeof(const char *));
    if (!list->lines)
        return bv_no_memory(err);
    char *rest;
    for (char *line = strtok_r(list->text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        if (strlen(line) > SUM_LETTERS + GAP && strncmp(line + SUM_LETTERS, "  ", GAP) == 0)
            list->lines[list->count++] = line;
    qsort(list->lines, list->count, sizeof(const char *), by_name);
    return BV_OK;
}

static enum bv_status read_list(const char *folder, struct bv_inventory *list, struct bv_error *err)
{
    struct bv_text path = {0};
    struct stat st;
    size_t length;
    bv_text_format(&path, "%s/" BV_INVENTORY_NAME, folder);
    if (path.failed)
        return bv_no_memory(err);
    enum bv_status status = BV_OK;
    if (lstat(path.data, &st) != 0 || !S_ISREG(st.st_mode))
        status = bv_fail(err, BV_E_REFUSED,
                         "%s is not empty, and no list there (" BV_INVENTORY_NAME
                         ") says that byval wrote what it holds: move it away, or give another "
                         "--out",
                         folder);
    if (status == BV_OK)
        status = bv_file_read(path.data, &list->text, &length, err);
    bv_text_finish(&path);
    return status == BV_OK ? cut(list, err) : status;
}

/* The line of a name; NULL: it is not listed. */
static const char *find(const struct bv_inventory *list, const char *name)
{
    char key[SUM_LETTERS + GAP + 4096];
    const char *sought = key;
    if (snprintf(key, sizeof key, "%*s%s", SUM_LETTERS + GAP, "", name) >= (int)sizeof key)
        return NULL;
    const char **found = bsearch(&sought, list->lines, list->count, sizeof(const char *), by_name);
    return found ? *found : NULL;
}

/* A folder for listed files, or for figures that there were none of. */
static bool is_own_folder(const struct bv_inventory *list, const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < list->count; i++)
        if (strncmp(name_of(list->lines[i]), name, length) == 0 &&
            name_of(list->lines[i])[length] == '/')
            return true;
    const char *slash = strrchr(name, '/');
    return strcmp(slash ? slash + 1 : name, "figures") == 0;
}

static enum bv_status check_entry(const struct bv_inventory *list, const char *folder,
                                  const FTSENT *entry, struct bv_error *err)
{
    char digest[BV_DIGEST_TEXT_BYTES];
    const char *path = entry->fts_path;
    if (entry->fts_info == FTS_D && is_own_folder(list, below(folder, entry)))
        return BV_OK;
    const char *line = entry->fts_info == FTS_F ? find(list, below(folder, entry)) : NULL;
    if (!line)
        return bv_fail(err, BV_E_REFUSED,
                       "%s was not written by byval: move it away, or give another "
                       "--out",
                       path);
    enum bv_status status = bv_digest_files(&path, 1, digest, err);
    if (status == BV_OK && strncmp(digest, line, SUM_LETTERS) != 0)
        status = bv_fail(err, BV_E_REFUSED,
                         "%s was changed since byval wrote it: move it away, or give another --out",
                         path);
    return status;
}

enum bv_status bv_inventory_check(const char *folder, struct bv_inventory **out,
                                  struct bv_error *err)
{
    struct bv_inventory *list = calloc(1, sizeof *list);
    FTS *tree = list ? walk(folder) : NULL;
    enum bv_status status = tree ? BV_OK : bv_no_memory(err);
    bool is_read = false;
    for (FTSENT *entry; status == BV_OK && (entry = fts_read(tree)) != NULL;) {
        if (entry->fts_level == FTS_ROOTLEVEL || entry->fts_info == FTS_DP)
            continue;
        if (!is_read)
            status = read_list(folder, list, err);
        is_read = true;
        if (status == BV_OK && !is_list(entry))
            status = check_entry(list, folder, entry, err);
    }
    if (tree)
        fts_close(tree);
    if (status != BV_OK || !is_read) {
        bv_inventory_destroy(list);
        list = NULL;
    }
    if (status == BV_OK)
        *out = list;
    return status;
}

bool bv_inventory_remove(const struct bv_inventory *inventory, const char *folder)
{
    FTS *tree = walk(folder);
    for (FTSENT *entry; tree && (entry = fts_read(tree)) != NULL;)
        if (entry->fts_info == FTS_DP)
            (void)rmdir(entry->fts_accpath);
        else if (entry->fts_info == FTS_F &&
                 (is_list(entry) || find(inventory, below(folder, entry))))
            (void)unlink(entry->fts_accpath);
    if (tree)
        fts_close(tree);
    struct stat st;
    return lstat(folder, &st) != 0 && errno == ENOENT;
}

void bv_inventory_destroy(struct bv_inventory *inventory)
{
    if (!inventory)
        return;
    free(inventory->text);
    free(inventory->lines);
    free(inventory);
}
