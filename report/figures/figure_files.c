/* SPDX-License-Identifier: Apache-2.0 */
/* figure_files.c: see figure_files.h. */
#include "report/figures/figure_files.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/memory.h"
#include "report/figures/gnuplot.h"

enum bv_status bv_figure_files_begin(const struct bv_folder *folder, const char *prefix,
                                     size_t formats, size_t most, struct bv_figure_files *out,
                                     struct bv_error *err)
{
    struct bv_text name = {0};
    struct bv_figure_files files = {
        .folder = folder,
        .prefix = prefix,
        .formats = formats,
        .ids = calloc(most + 1, sizeof files.ids[0]),
    };
    bv_text_format(&name, "%sfigures", prefix);
    enum bv_status status =
        !files.ids || name.failed ? bv_no_memory(err) : bv_folder_make(folder, name.data, err);
    bv_text_finish(&name);
    if (status == BV_OK)
        *out = files;
    else
        bv_figure_files_finish(&files);
    return status;
}

/* Write a script, which is taken. */
static enum bv_status write_script(struct bv_figure_files *files, const char *id,
                                   struct bv_text *script, struct bv_error *err)
{
    struct bv_text name = {0};
    bv_text_format(&name, "%sfigures/%s.gp", files->prefix, id);
    enum bv_status status =
        name.failed || script->failed
            ? bv_no_memory(err)
            : bv_folder_write(files->folder, name.data, script->data, script->length, err);
    files->ids[files->count++] = id;
    bv_text_finish(&name);
    bv_text_finish(script);
    return status;
}

enum bv_status bv_figure_files_figure(struct bv_figure_files *files, const struct bv_figure *figure,
                                      struct bv_error *err)
{
    struct bv_text script = {0};
    if (figure->curve_count == 0)
        return BV_OK;
    bv_gnuplot_curves(figure, files->formats, &script);
    return write_script(files, figure->id, &script, err);
}

enum bv_status bv_figure_files_map(struct bv_figure_files *files, const struct bv_map_sheet *sheet,
                                   struct bv_error *err)
{
    struct bv_text script = {0};
    bv_gnuplot_map(sheet, files->formats, &script);
    return write_script(files, sheet->id, &script, err);
}

enum bv_status bv_figure_files_render(const struct bv_figure_files *files, const char *gnuplot,
                                      struct bv_error *err)
{
    struct bv_text path = {0};
    bv_text_format(&path, "%s/%sfigures", files->folder->path, files->prefix);
    enum bv_status status = path.failed
                                ? bv_no_memory(err)
                                : bv_render_figures(gnuplot, path.data, files->ids, files->count,
                                                    files->formats, files->drawn, files->user, err);
    bv_text_finish(&path);
    return status;
}

void bv_figure_files_finish(struct bv_figure_files *files)
{
    free(files->ids);
    *files = (struct bv_figure_files){0};
}
