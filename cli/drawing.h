/* SPDX-License-Identifier: Apache-2.0 */
/* drawing.h: how far the drawing of figures is. */
#ifndef BV_DRAWING_H
#define BV_DRAWING_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Of one page, or of several pages at a time. Nothing is shown of what takes
 * less than a second on a terminal, or ten seconds elsewhere. */
struct bv_drawing_view {
    FILE *out;
    bool terminal;
    size_t page_count;
    double began_s, shown_s;
    size_t pages, figures; /* done */
    bool is_shown;         /* something stands in the line */
    pthread_mutex_t lock;
};

/* A view of so many pages on out; bv_drawing_view_end() it. */
void bv_drawing_view_begin(struct bv_drawing_view *view, FILE *out, size_t page_count);

/* A bv_drawn_fn; user is a struct bv_drawing_view. */
void bv_drawing_show(size_t done, size_t count, void *user);

/* Leave the line clean for what is printed next. */
void bv_drawing_view_end(struct bv_drawing_view *view);

#endif
