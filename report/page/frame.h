/* SPDX-License-Identifier: Apache-2.0 */
/* frame.h: what stands around the inside of every page: its head, style and script. */
#ifndef BV_FRAME_H
#define BV_FRAME_H

#include "lib/base/text.h"

/* Open a page, up to and with <body>. It loads nothing: a content security policy with the hashes
 * of its style and script forbids it.
 * title    plain words, foreign ones too */
void bv_frame_open(struct bv_text *out, const char *title);

/* Add the script, which sorts and filters tables and reads out figures, and close the page. */
void bv_frame_close(struct bv_text *out);

#endif
