/* SPDX-License-Identifier: Apache-2.0 */
/* section.c: the table of the sections. */
#include "report/page/section.h"

const struct bv_section bv_sections[] = {
    {"claims", "The article's guidance, judged", bv_section_claims},
    {"families", "The answer, family by family", bv_section_families},
    {"map", "Crossovers", bv_section_map},
    {"curves", "Curves", bv_section_curves},
    {"code", "The machine code", bv_section_code},
    {"profiles", "Where the time goes", bv_section_profiles},
    {"escapes", "What escapes in Go, and what is allocated", bv_section_escapes},
    {"rules", "Rules of thumb and their regret", bv_section_rules},
    {"trust", "Can I trust this?", bv_section_trust},
    {"machine", "The machine", bv_section_machine},
    {"data", "The data", bv_section_cases},
    {"read", "How to read this", bv_section_reading},
};
const size_t bv_section_count = sizeof bv_sections / sizeof bv_sections[0];
