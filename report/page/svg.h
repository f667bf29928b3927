/* SPDX-License-Identifier: Apache-2.0 */
/* svg.h: makes gnuplot's SVG fit to stand in a page among others. */
#ifndef BV_SVG_H
#define BV_SVG_H

#include "lib/base/status.h"
#include "lib/base/text.h"

/* Add a drawing to a page: without prolog, tooltips and background, its ids made unique by a
 * prefix, its known colours (bv_colours) turned into custom properties, so that the page's light
 * and dark settings reach them.
 * svg      what gnuplot's svg terminal wrote
 * id       prefix, [a-z0-9-]+
 * name     what the drawing shows, for those who cannot see it
 * Errors   BV_E_INPUT (not the SVG that we expect: nothing of it is let through), BV_E_NOMEM */
enum bv_status bv_svg_inline(const char *svg, const char *id, const char *name, struct bv_text *out,
                             struct bv_error *err);

#endif
