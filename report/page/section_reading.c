/* SPDX-License-Identifier: Apache-2.0 */
/* section_reading.c: the words of the page, explained. */
#include "report/page/section.h"

enum bv_status bv_section_reading(const struct bv_page *page, struct bv_text *out,
                                  struct bv_error *err)
{
    (void)page;
    (void)err;
    bv_text_put(out,
                "<p>A block is a fresh process with its own link layout, environment and "
                "stack offset. Within a block the arms of a case take turns, and the case "
                "yields one number: the median log-ratio of its rounds. Intervals come from "
                "the spread over blocks, so they hold for the next process, too. "
                "Equal means shown to differ by less than the margin; undecided means "
                "that the blocks show neither that nor a difference. All verdicts of "
                "the table together are at 5 % error. That takes more than the 95 % interval of "
                "one case: the interval may lie within the margin, or beyond it, and the case "
                "still be undecided. The tables may say what is likely of an undecided case; "
                "about one in twenty of these words is wrong. The median ratio says what half of "
                "the link layouts "
                "reach; the mean ratio, what many programs lose or win on average. A "
                "case is doubtful, and its points are hollow, where something happened that "
                "its interval may not show: it was moved or preempted, or had too few blocks. "
                "A wide interval alone makes no case doubtful. The "
                "time of an empty loop is subtracted from both arms.</p>\n");
    return BV_OK;
}
