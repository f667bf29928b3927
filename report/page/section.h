/* SPDX-License-Identifier: Apache-2.0 */
/* section.h: the sections of the page, in reading order. */
#ifndef BV_SECTION_H
#define BV_SECTION_H

#include "report/page/page.h"

/* Write the inside of a section, without its heading. What writes nothing is left out of the page
 * and of its table of contents.
 * Errors   BV_E_IO, BV_E_INPUT (a figure), BV_E_NOMEM */
typedef enum bv_status bv_section_fn(const struct bv_page *page, struct bv_text *out,
                                     struct bv_error *err);

struct bv_section {
    const char *id;    /* of the fragment that links to it */
    const char *title; /* in HTML */
    bv_section_fn *write;
};

extern const struct bv_section bv_sections[];
extern const size_t bv_section_count;

/* The headline, how sure it is, and the picture beside it: before all sections. */
bv_section_fn bv_section_answer;

bv_section_fn bv_section_claims;   /* the article's guidance, judged */
bv_section_fn bv_section_families; /* the answer, family by family */
bv_section_fn bv_section_map;      /* crossovers */
bv_section_fn bv_section_curves;
bv_section_fn bv_section_code;     /* what the compiler made of the arms */
bv_section_fn bv_section_profiles; /* where their time goes */
bv_section_fn bv_section_escapes;  /* what a Go toolchain says, against the count */
bv_section_fn bv_section_rules;    /* rules of thumb and their regret */
bv_section_fn bv_section_trust;
bv_section_fn bv_section_machine;
bv_section_fn bv_section_cases;
bv_section_fn bv_section_reading; /* how to read this */

#endif
