/* SPDX-License-Identifier: Apache-2.0 */
/* xml.h: whether a text is well-formed XML, of the kind that a report writes. */
#ifndef BV_XML_H
#define BV_XML_H

#include <stddef.h>

/* Walk through a text: tags balanced, attributes quoted and free of `<`, references known.
 * why, size   out: what is wrong, and where; empty if nothing
 * elements    out, or NULL: how many elements are called `name`
 * Returns     0, or -1 */
int bv_xml_check(const char *text, const char *name, size_t *elements, char *why, size_t size);

#endif
