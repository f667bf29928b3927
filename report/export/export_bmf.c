/* SPDX-License-Identifier: Apache-2.0 */
/* export_bmf.c: one benchmark an arm, named as its rows are. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#include "report/export/export.h"

static int put_arm(json_t *object, const struct bv_case_info *info, uint32_t arm,
                   struct bv_interval ns)
{
    struct bv_text name = {0};
    bv_text_format(&name, "%s/pass:%s", info->name, info->arms[arm]);
    json_t *value = json_pack("{s:f}", "value", ns.estimate);
    if (isfinite(ns.low) && isfinite(ns.high)) {
        json_object_set_new(value, "lower_value", json_real(ns.low));
        json_object_set_new(value, "upper_value", json_real(ns.high));
    }
    json_t *measures = json_pack("{s:o}", "latency", value);
    int failed = name.failed || json_object_set_new(object, name.data, measures) != 0;
    bv_text_finish(&name);
    return failed;
}

void bv_export_bmf(struct bv_text *out, const struct bv_summary *summary)
{
    json_t *object = json_object();
    for (size_t i = 0; i < summary->case_count; i++) {
        const struct bv_case_summary *row = &summary->cases[i];
        for (uint32_t arm = 0; arm < row->info->arm_count; arm++)
            if (isfinite(row->ns[arm].estimate))
                out->failed |= put_arm(object, row->info, arm, row->ns[arm]) != 0;
    }
    char *text = object ? json_dumps(object, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) : NULL;
    if (text)
        bv_text_json(out, text);
    bv_text_put(out, "\n");
    out->failed |= !text;
    free(text);
    json_decref(object);
}
