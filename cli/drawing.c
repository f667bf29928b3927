/* SPDX-License-Identifier: Apache-2.0 */
/* drawing.c: a line that is drawn over, or lines that stay. */
#include "cli/drawing.h"

#include "cli/terminal.h"
#include "lib/base/clock.h"

enum { LINE_EVERY_S = 10 };

void bv_drawing_view_begin(struct bv_drawing_view *view, FILE *out, size_t page_count)
{
    double now_s = bv_clock_s();
    *view = (struct bv_drawing_view){.out = out,
                                     .terminal = bv_terminal_redraws(out),
                                     .page_count = page_count,
                                     .began_s = now_s,
                                     .shown_s = now_s};
    pthread_mutex_init(&view->lock, NULL);
}

void bv_drawing_show(size_t done, size_t count, void *user)
{
    struct bv_drawing_view *view = user;
    pthread_mutex_lock(&view->lock);
    double now_s = bv_clock_s();
    bool is_due = view->terminal ? now_s - view->began_s >= 1 && now_s - view->shown_s >= 0.1
                                 : now_s - view->shown_s >= LINE_EVERY_S;
    view->figures++;
    view->pages += done == count;
    if (is_due) {
        fputs(view->terminal ? "\r" : "", view->out);
        if (view->page_count > 1)
            fprintf(view->out, "drawing: %zu of %zu pages done, %zu figures", view->pages,
                    view->page_count, view->figures);
        else
            fprintf(view->out, "drawing: %zu of %zu figures done", done, count);
        fputs(view->terminal ? "\033[K" : "\n", view->out);
        fflush(view->out);
        view->shown_s = now_s;
        view->is_shown = true;
    }
    pthread_mutex_unlock(&view->lock);
}

void bv_drawing_view_end(struct bv_drawing_view *view)
{
    if (view->terminal && view->is_shown)
        fprintf(view->out, "\r\033[K");
    fflush(view->out);
    pthread_mutex_destroy(&view->lock);
}
