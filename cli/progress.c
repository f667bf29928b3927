/* SPDX-License-Identifier: Apache-2.0 */
/* progress.c: a line that is drawn over, or lines that stay. */
#include "cli/progress.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/terminal.h"
#include "lib/base/clock.h"

enum { BAR_WIDTH = 12, LINE_EVERY_S = 10 };

struct bv_progress_view bv_progress_view_on(FILE *out)
{
    return (struct bv_progress_view){
        .out = out, .terminal = bv_terminal_redraws(out), .things = "cases", .shown_s = -1};
}

static void span_text(double seconds, char *out, size_t bytes)
{
    unsigned s = seconds > 1e7 ? 10000000 : (unsigned)(seconds + 0.5);
    if (s >= 3600)
        snprintf(out, bytes, "%u:%02u:%02u", s / 3600, s / 60 % 60, s % 60);
    else
        snprintf(out, bytes, "%u:%02u", s / 60, s % 60);
}

/* What has been won so far. */
static void gain_text(const struct bv_progress_view *view, const struct bv_progress *p, char *out,
                      size_t bytes)
{
    if (p->contests == 0) {
        snprintf(out, bytes, "%u of %u %s done", p->done_count, p->done_count + p->open_count,
                 view->things);
        return;
    }
    int n = snprintf(out, bytes, "%zu of %zu questions decided", p->decided, p->contests);
    if (p->until_high > 0 && n > 0 && (size_t)n < bytes)
        snprintf(out + n, bytes - (size_t)n, "; value up to %u B [%u..%u]", p->until, p->until_low,
                 p->until_high);
}

static void draw_bar(const struct bv_progress_view *view, double share, const char *text)
{
    char bar[BAR_WIDTH + 1], line[256];
    int filled = share > 0 ? (int)(BAR_WIDTH * share) : 0;
    filled = filled > BAR_WIDTH ? BAR_WIDTH : filled;
    memset(bar, '.', BAR_WIDTH);
    memset(bar, '#', (size_t)filled);
    bar[BAR_WIDTH] = '\0';
    struct winsize size = {.ws_col = 80};
    ioctl(fileno(view->out), TIOCGWINSZ, &size);
    snprintf(line, sizeof line, "[%s] %s", bar, text);
    /* A line longer than the terminal would wrap and could not be drawn over. */
    int width = size.ws_col > 1 && size.ws_col < sizeof line ? size.ws_col - 1 : 79;
    fprintf(view->out, "\r%.*s\033[K", width, line);
    fflush(view->out);
}

/* Seconds from one showing to the next. */
static double wait_of(const struct bv_progress_view *view)
{
    return view->terminal ? 0.1 : LINE_EVERY_S;
}

void bv_progress_show(const struct bv_progress *p, void *user)
{
    struct bv_progress_view *view = user;
    char elapsed[24], left[24], gain[128], text[192];
    double total = p->elapsed_s + p->remaining_s;
    if (view->shown_s >= 0 && p->elapsed_s - view->shown_s < wait_of(view))
        return;
    span_text(p->elapsed_s, elapsed, sizeof elapsed);
    span_text(p->remaining_s, left, sizeof left);
    gain_text(view, p, gain, sizeof gain);
    snprintf(text, sizeof text, "%s left, %s", left, gain);
    if (view->terminal)
        draw_bar(view, total > 0 ? p->elapsed_s / total : 0, text);
    else if (p->blocks > view->shown_blocks || view->shown_s < 0)
        fprintf(view->out, "%s elapsed, %s left at most, block %u, %s\n", elapsed, left,
                p->blocks + 1, gain);
    else
        return;
    view->shown_s = p->elapsed_s;
    view->shown_blocks = p->blocks;
}

void bv_progress_share(struct bv_progress_view *view, double share, const char *what)
{
    double now = bv_clock_s(), percent = 100 * (share < 1 ? share : 1);
    char text[128];
    if (view->shown_s >= 0 && now - view->shown_s < wait_of(view))
        return;
    snprintf(text, sizeof text, "%3.0f %%, %s", percent, what);
    if (view->terminal)
        draw_bar(view, share, text);
    else if (view->shown_s >= 0)
        fprintf(view->out, "%.0f %%, %s\n", percent, what);
    view->shown_s = now;
}

void bv_progress_end(struct bv_progress_view *view)
{
    if (view->terminal && view->shown_s >= 0)
        fprintf(view->out, "\r\033[K");
    fflush(view->out);
}
