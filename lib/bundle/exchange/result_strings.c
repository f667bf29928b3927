/* SPDX-License-Identifier: Apache-2.0 */
/* result_strings.c: a walk along the fields of a result. */
#include "lib/bundle/exchange/result_strings.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/letter.h"

struct visitor {
    bv_string_fn *visit;
    void *user;
};

static void visit(const struct visitor *v, const char **text, const char *what)
{
    if (*text != NULL)
        v->visit(text, what, v->user);
}

static void visit_facts(const struct visitor *v, struct bv_facts *facts, const char *what)
{
    for (size_t i = 0; i < facts->count; i++) {
        visit(v, &facts->items[i].name, "a fact's name");
        visit(v, &facts->items[i].value, what);
    }
}

static void visit_array(const struct visitor *v, char *array, size_t bytes, const char *what)
{
    const char *text = array;
    visit(v, &text, what);
    if (text != array)
        snprintf(array, bytes, "%s", text);
}

void bv_result_strings_visit(struct bv_result *result, bv_string_fn *fn, void *user)
{
    const struct visitor v = {fn, user};
    visit(&v, &result->byval_version, "the version");
    visit(&v, &result->host_name, "the host name");
    visit(&v, &result->started_utc, "the date");
    visit(&v, &result->preset, "the preset");
    visit(&v, &result->filter, "the filter");
    visit(&v, &result->stopped, "why the run ended");
    visit(&v, &result->gbench.library_build_type, "the library's build type");
    visit_facts(&v, &result->key, "a fact of the key");
    visit_facts(&v, &result->state_before, "a fact of the state");
    visit_facts(&v, &result->state_after, "a fact of the state");
    visit_facts(&v, &result->capture, "a captured fact");
    for (size_t i = 0; i < result->warning_count; i++) {
        visit(&v, &result->warnings[i].what, "a warning");
        visit(&v, &result->warnings[i].advice, "an advice");
    }
    for (size_t i = 0; i < result->case_count; i++) {
        visit(&v, &result->cases[i].name, "a case's name");
        for (uint32_t arm = 0; arm < result->cases[i].arm_count; arm++)
            visit(&v, &result->cases[i].arms[arm], "an arm's name");
        visit(&v, &result->cases[i].reason, "a reason");
    }
    for (size_t i = 0; i < result->block_count; i++) {
        struct bv_block_info *block = &result->blocks[i];
        visit_array(&v, block->regime, sizeof block->regime, "a regime");
        visit_array(&v, block->allocator, sizeof block->allocator, "an allocator");
    }
    for (size_t i = 0; i < result->event_count; i++)
        visit(&v, &result->events[i].what, "an event");
}

bool bv_string_is_plain(const char *text, size_t most_bytes)
{
    size_t length = strlen(text);
    for (size_t i = 0, step; i < length; i += step) {
        step = bv_letter_bytes(text + i, length - i);
        if (step == 0 || bv_letter_is_unseen(text + i, step))
            return false;
    }
    return length <= most_bytes;
}
