/* SPDX-License-Identifier: Apache-2.0 */
/* matcher.c: see matcher.h. */
#include "scan/matcher.h"

static enum bv_status compile(const char *pattern, const char *option, regex_t *out, bool *is_there,
                              struct bv_error *err)
{
    char why[128];
    if (pattern == NULL)
        return BV_OK;
    int code = regcomp(out, pattern, REG_EXTENDED | REG_NOSUB);
    if (code == 0) {
        *is_there = true;
        return BV_OK;
    }
    regerror(code, out, why, sizeof why);
    return bv_fail(err, BV_E_USAGE, "--%s: '%s' is no regular expression: %s", option, pattern,
                   why);
}

enum bv_status bv_matcher_open(const struct bv_scan_filter *filter, struct bv_matcher *out,
                               struct bv_error *err)
{
    *out = (struct bv_matcher){.filter = filter};
    enum bv_status status = compile(filter->path, "path", &out->path, &out->has_path, err);
    if (status == BV_OK)
        status = compile(filter->type, "type", &out->type, &out->has_type, err);
    if (status == BV_OK)
        status = compile(filter->function, "function", &out->function, &out->has_function, err);
    return status;
}

void bv_matcher_close(struct bv_matcher *matcher)
{
    if (matcher->has_path)
        regfree(&matcher->path);
    if (matcher->has_type)
        regfree(&matcher->type);
    if (matcher->has_function)
        regfree(&matcher->function);
}

static bool fits(const regex_t *expression, bool is_there, const char *text)
{
    return !is_there || (text != NULL && regexec(expression, text, 0, NULL, 0) == 0);
}

bool bv_matcher_names(const struct bv_matcher *matcher, const struct bv_scan_row *row)
{
    return fits(&matcher->path, matcher->has_path, row->file) &&
           fits(&matcher->type, matcher->has_type, row->type) &&
           (fits(&matcher->function, matcher->has_function, row->function) ||
            (row->inlined != NULL &&
             fits(&matcher->function, matcher->has_function, row->inlined)));
}

bool bv_matcher_wants(const struct bv_matcher *matcher, const struct bv_scan_row *row)
{
    return row->bytes >= matcher->filter->least_bytes && bv_matcher_names(matcher, row);
}
