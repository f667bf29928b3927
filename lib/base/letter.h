/* SPDX-License-Identifier: Apache-2.0 */
/* letter.h: which letters of foreign words can be shown as they are. */
#ifndef BV_LETTER_H
#define BV_LETTER_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the well-formed UTF-8 letter at text, 0 where there is none.
 * left     bytes that may be looked at, above 0
 * Source   Unicode 15, table 3-7 */
size_t bv_letter_bytes(const char *text, size_t left);

/* The text, or a note in its place where it is not well-formed UTF-8: what stands in JSON must be.
 */
const char *bv_letters_or_note(const char *text);

/* Whether a letter shows nothing by itself, or changes how what follows is shown: it can make one
 * name look like another, or command a terminal. Control characters, ends of lines, marks of the
 * direction of writing, letters without width or shape, and what is no letter in XML.
 * text     a well-formed letter of so many bytes
 * Source   Unicode 15: General_Category Cc, Zl and Zp, Default_Ignorable_Code_Point */
bool bv_letter_is_unseen(const char *text, size_t bytes);

#endif
