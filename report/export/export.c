/* SPDX-License-Identifier: Apache-2.0 */
/* export.c: the table of formats. */
#include "report/export/export.h"

#include <string.h>

#define BV_FORMAT(NAME, SUMMARY) {#NAME, SUMMARY, bv_export_##NAME},
static const struct bv_export_format formats[] = {
#include "report/export/formats.def"
};
#undef BV_FORMAT

enum { FORMAT_COUNT = sizeof formats / sizeof formats[0] };

const struct bv_export_format *bv_export_formats(size_t *count)
{
    *count = FORMAT_COUNT;
    return formats;
}

const struct bv_export_format *bv_export_find(const char *name)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}
