/* SPDX-License-Identifier: Apache-2.0 */
/* figure_files.h: figures and maps to files of a folder, all by one gnuplot. */
#ifndef BV_FIGURE_FILES_H
#define BV_FIGURE_FILES_H

#include "lib/base/folder.h"
#include "report/figures/figure.h"
#include "report/figures/map.h"
#include "report/figures/render.h"

/* Scripts that were written, and are still to be drawn. */
struct bv_figure_files {
    const struct bv_folder *folder;
    const char *prefix; /* of a folder below it, with a slash; or "" */
    size_t formats;     /* the first so many of bv_figure_formats */
    const char **ids;
    size_t count;
    bv_drawn_fn *drawn; /* told how far the drawing is; NULL: nobody */
    void *user;         /* of drawn */
};

/* Begin: make the folder PREFIX/figures.
 * most     so many are added at most
 * out      written only on BV_OK; bv_figure_files_finish it
 * Errors   BV_E_IO, BV_E_NOMEM */
enum bv_status bv_figure_files_begin(const struct bv_folder *folder, const char *prefix,
                                     size_t formats, size_t most, struct bv_figure_files *out,
                                     struct bv_error *err);

/* Add a figure, unless it has no curves, or a sheet of a map; its id outlives the files.
 * Errors   BV_E_IO, BV_E_NOMEM */
enum bv_status bv_figure_files_figure(struct bv_figure_files *files, const struct bv_figure *figure,
                                      struct bv_error *err);
enum bv_status bv_figure_files_map(struct bv_figure_files *files, const struct bv_map_sheet *sheet,
                                   struct bv_error *err);

/* Draw them all.
 * gnuplot  as bv_render_figures takes it, and its errors */
enum bv_status bv_figure_files_render(const struct bv_figure_files *files, const char *gnuplot,
                                      struct bv_error *err);

/* A zeroed one is fine. */
void bv_figure_files_finish(struct bv_figure_files *files);

#endif
