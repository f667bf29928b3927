/* SPDX-License-Identifier: Apache-2.0 */
/* frame.c: see frame.h. */
#include "report/page/frame.h"

#include "lib/base/folder.h"
#include "page_css.h"
#include "page_js.h"
#include "report/page/csp.h"

/* The script, so that XML, too, takes it for text; all between its tags. */
#define SCRIPT_OPEN "//<![CDATA[\n"
#define SCRIPT_CLOSE "//]]>\n"

static bool hash_script(char out[BV_CSP_HASH_SIZE])
{
    struct bv_text script = {0};
    bv_text_put(&script, SCRIPT_OPEN);
    bv_text_put(&script, page_js);
    bv_text_put(&script, SCRIPT_CLOSE);
    bool whole = !script.failed;
    if (whole)
        bv_csp_hash(script.data, script.length, out);
    bv_text_finish(&script);
    return whole;
}

void bv_frame_open(struct bv_text *out, const char *title)
{
    char style[BV_CSP_HASH_SIZE], script[BV_CSP_HASH_SIZE] = "";
    bv_csp_hash(page_css, sizeof page_css - 1, style);
    out->failed |= !hash_script(script);
    bv_text_format(out,
                   "<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n"
                   "<head>\n<meta charset=\"utf-8\" />\n"
                   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                   "img-src data:; style-src '%s'; script-src '%s'; base-uri 'none'; "
                   "form-action 'none'\" />\n"
                   "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n"
                   "<meta name=\"color-scheme\" content=\"light dark\" />\n"
                   "<meta name=\"referrer\" content=\"no-referrer\" />\n" BV_FOLDER_MARK
                   "\" />\n<title>",
                   style, script);
    bv_text_html(out, title);
    bv_text_put(out, "</title>\n<style>");
    bv_text_put(out, page_css);
    bv_text_put(out, "</style>\n</head>\n<body>\n");
}

void bv_frame_close(struct bv_text *out)
{
    bv_text_put(out, "<script>" SCRIPT_OPEN);
    bv_text_put(out, page_js);
    bv_text_put(out, SCRIPT_CLOSE "</script>\n</body>\n</html>\n");
}
