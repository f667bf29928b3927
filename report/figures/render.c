/* SPDX-License-Identifier: Apache-2.0 */
/* render.c: see render.h. */
#include "report/figures/render.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/base/process.h"
#include "lib/base/text.h"
#include "report/figures/gnuplot.h"

#define COMPLAINTS "gnuplot.err"

/* Without a figure more. A first start may take long, where fontconfig makes its cache. */
enum { LIMIT_S = 120 };

/* What is being drawn. */
struct work {
    const char *folder;
    const char *const *ids;
    size_t count, done;
    bv_drawn_fn *drawn;
    void *user;
};

/* The environment, less what would make gnuplot write other numbers or read a user's settings. */
static char **plain_environment(void)
{
    static const char *const dropped[] = {"LC_", "LANG", "GNUPLOT", "GNUTERM"};
    static char locale[] = "LC_ALL=C.UTF-8";
    size_t count = 0;
    while (environ[count])
        count++;
    char **plain = malloc((count + 2) * sizeof plain[0]);
    if (!plain)
        return NULL;
    size_t kept = 0;
    plain[kept++] = locale;
    for (size_t i = 0; i < count; i++) {
        bool drop = false;
        for (size_t k = 0; k < sizeof dropped / sizeof dropped[0]; k++)
            drop |= strncmp(environ[i], dropped[k], strlen(dropped[k])) == 0;
        if (!drop)
            plain[kept++] = environ[i];
    }
    plain[kept] = NULL;
    return plain;
}

static int start_in(char *const *argv, const char *folder, pid_t *pid)
{
    struct bv_text complaints = {0};
    char **environment = plain_environment();
    int error = ENOMEM, nowhere = -1, fd = -1;
    bv_text_format(&complaints, "%s/" COMPLAINTS, folder);
    if (environment == NULL || complaints.failed)
        goto done;
    nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nowhere >= 0)
        fd = open(complaints.data, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    error = fd < 0
                ? errno
                : bv_process_start(
                      &(struct bv_process){argv, environment, folder, nowhere, nowhere, fd}, pid);
done:
    if (nowhere >= 0)
        close(nowhere);
    if (fd >= 0)
        close(fd);
    bv_text_finish(&complaints);
    free(environment);
    return error;
}

/* The start of what gnuplot said, on one line; takes the file away. */
static void take_complaints(const char *folder, char *words, size_t size)
{
    struct bv_text path = {0};
    words[0] = '\0';
    bv_text_format(&path, "%s/" COMPLAINTS, folder);
    if (path.failed)
        return;
    FILE *file = fopen(path.data, "r");
    if (file) {
        words[fread(words, 1, size - 1, file)] = '\0';
        fclose(file);
        unlink(path.data);
    }
    for (char *c = words; *c; c++)
        if ((unsigned char)*c < ' ')
            *c = ' ';
    bv_text_finish(&path);
}

static enum bv_status check_output(const char *folder, const char *id, const char *extension,
                                   struct bv_error *err)
{
    struct bv_text path = {0};
    struct stat info;
    bv_text_format(&path, "%s/%s.%s", folder, id, extension);
    bool good = !path.failed && stat(path.data, &info) == 0 && info.st_size > 0;
    bv_text_finish(&path);
    if (good)
        return BV_OK;
    return bv_fail(err, BV_E_CHILD,
                   "gnuplot reported success but left %s.%s empty or out: check that its terminal "
                   "for %s works (package gnuplot-nox) and that the disk is not full",
                   id, extension, extension);
}

/* A figure is done once the next one is there. */
static size_t count_done(void *user)
{
    struct work *work = user;
    for (; work->done + 1 < work->count; work->done++) {
        struct bv_text path = {0};
        bv_text_format(&path, "%s/%s.%s", work->folder, work->ids[work->done + 1],
                       bv_figure_formats[0].extension);
        bool is_there = !path.failed && access(path.data, F_OK) == 0;
        bv_text_finish(&path);
        if (!is_there)
            break;
        if (work->drawn)
            work->drawn(work->done + 1, work->count, work->user);
    }
    return work->done;
}

static enum bv_status run(const char *program, struct work *work, char *const *argv,
                          struct bv_error *err)
{
    const char *folder = work->folder;
    pid_t pid = -1;
    char words[400], how[64];
    int error = start_in(argv, folder, &pid);
    if (error) {
        take_complaints(folder, words, sizeof words);
        return bv_fail(err, error == ENOMEM ? BV_E_NOMEM : BV_E_UNSUPPORTED,
                       "cannot start %s to draw the figures: %s: install the package gnuplot-nox, "
                       "or put gnuplot on the PATH",
                       program, strerror(error));
    }
    int state;
    enum bv_status status = bv_process_wait(pid, LIMIT_S, count_done, work, &state);
    int cause = errno;
    take_complaints(folder, words, sizeof words);
    if (status == BV_E_IO)
        return bv_fail(err, status, "lost sight of %s: %s", program, strerror(cause));
    if (status != BV_OK)
        return bv_fail(err, status,
                       "%s drew nothing for %d s, after %zu of %zu figures, and was stopped: %s: "
                       "see whether it works at all (gnuplot -d -e 'set terminal svg; plot x'; "
                       "package gnuplot-nox), then ask again",
                       program, LIMIT_S, work->done, work->count,
                       words[0] ? words : "it said nothing");
    if (state == 0)
        return BV_OK;
    bv_process_end_words(state, how, sizeof how);
    return bv_fail(err, BV_E_CHILD,
                   "%s failed to draw the figures (%s): %s: byval needs gnuplot "
                   "5.4 or later with its svg and pngcairo terminals (package gnuplot-nox)",
                   program, how, words[0] ? words : "it said nothing");
}

enum bv_status bv_render_figures(const char *program, const char *folder, const char *const *ids,
                                 size_t count, size_t formats, bv_drawn_fn *drawn, void *user,
                                 struct bv_error *err)
{
    struct work work = {.folder = folder, .ids = ids, .count = count, .drawn = drawn, .user = user};
    static char default_program[] = "gnuplot", no_settings[] = "-d";
    if (count == 0)
        return BV_OK;
    char *chosen = program ? strdup(program) : default_program;
    char **argv = calloc(count + 3, sizeof argv[0]);
    enum bv_status status = BV_OK;
    if (!chosen || !argv)
        status = bv_fail(err, BV_E_NOMEM, "out of memory while drawing %zu figures", count);
    if (status == BV_OK) {
        argv[0] = chosen;
        argv[1] = no_settings;
    }
    for (size_t i = 0; status == BV_OK && i < count; i++) {
        struct bv_text script = {0};
        bv_text_format(&script, "%s.gp", ids[i]);
        if (script.failed)
            status = bv_fail(err, BV_E_NOMEM, "out of memory while drawing %zu figures", count);
        argv[i + 2] = script.data;
    }
    if (status == BV_OK)
        status = run(chosen, &work, argv, err);
    if (status == BV_OK && drawn)
        drawn(count, count, user);
    for (size_t i = 0; status == BV_OK && i < count; i++)
        for (size_t k = 0; status == BV_OK && k < formats; k++)
            status = check_output(folder, ids[i], bv_figure_formats[k].extension, err);
    for (size_t i = 0; argv && i < count; i++)
        free(argv[i + 2]);
    free(argv);
    if (program)
        free(chosen);
    return status;
}
