/* SPDX-License-Identifier: Apache-2.0 */
/* fact_differences.c: see fact_differences.h. */
#include "report/compare/fact_differences.h"

#include <stdlib.h>
#include <string.h>

/* The code facts of a key, by how their names begin: all others are about the machine, so that a
 * fact that a later version adds counts as one until it is listed here. */
static const char *const code_facts[] = {"compiler", "kernel_hash"};

/* Of the state, what is set rather than read off a meter. */
static const char *const settings[] = {
    "governor",    "frequency_driver",  "boost",
    "smt_active",  "siblings",          "thp",
    "aslr",        "store_bypass",      "aslr_personality_off",
    "kernel",      "stack_limit_bytes", "stack.guard_gap_bytes",
    "clocksource", "cpu_quota",
};

#define VERSION_FACT "byval version"

static enum bv_about about_key(const char *name)
{
    for (size_t i = 0; i < sizeof code_facts / sizeof code_facts[0]; i++)
        if (strncmp(name, code_facts[i], strlen(code_facts[i])) == 0)
            return BV_ABOUT_CODE;
    return BV_ABOUT_MACHINE;
}

static enum bv_about about_state(const char *name)
{
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++)
        if (strcmp(name, settings[i]) == 0)
            return BV_ABOUT_SETTING;
    return BV_ABOUT_READING;
}

static enum bv_agreement agreement_of(const char *const *values, size_t count)
{
    const char *known = NULL;
    bool unknown = false;
    for (size_t i = 0; i < count; i++) {
        if (!values[i])
            unknown = true;
        else if (!known)
            known = values[i];
        else if (strcmp(known, values[i]) != 0)
            return BV_AGREE_DIFFERENT;
    }
    return unknown ? BV_AGREE_UNKNOWN : BV_AGREE_EQUAL;
}

static bool is_there(const struct bv_fact_differences *differences, size_t from, const char *name)
{
    for (size_t i = from; i < differences->count; i++)
        if (strcmp(differences->facts[i].name, name) == 0)
            return true;
    return false;
}

struct source {
    const struct bv_result *const *results;
    size_t count;
    bool is_state;
};

static const struct bv_facts *facts_of(const struct source *source, size_t i)
{
    return source->is_state ? &source->results[i]->state_before : &source->results[i]->key;
}

static void add(struct bv_fact_differences *out, const char *name, enum bv_about about,
                const char **values, size_t count)
{
    enum bv_agreement agreement = agreement_of(values, count);
    out->facts[out->count++] = (struct bv_compared_fact){name, about, agreement, values};
    out->counts[about][agreement]++;
}

static void add_all(struct bv_fact_differences *out, const struct source *source)
{
    size_t from = out->count;
    for (size_t i = 0; i < source->count; i++) {
        const struct bv_facts *facts = facts_of(source, i);
        for (size_t k = 0; k < facts->count; k++) {
            const char *name = facts->items[k].name;
            if (is_there(out, from, name))
                continue;
            const char **values = out->values + out->count * source->count;
            for (size_t j = 0; j < source->count; j++)
                values[j] = bv_facts_get(facts_of(source, j), name);
            add(out, name, source->is_state ? about_state(name) : about_key(name), values,
                source->count);
        }
    }
}

enum bv_status bv_fact_differences_find(const struct bv_result *const *results, size_t count,
                                        struct bv_fact_differences *out)
{
    size_t most = 1;
    for (size_t i = 0; i < count; i++)
        most += results[i]->key.count + results[i]->state_before.count;
    struct bv_fact_differences found = {
        .facts = malloc(most * sizeof found.facts[0]),
        .values = malloc(most * count * sizeof(const char *)),
    };
    if (!found.facts || !found.values) {
        bv_fact_differences_finish(&found);
        return BV_E_NOMEM;
    }
    for (size_t i = 0; i < count; i++)
        found.values[i] = results[i]->byval_version;
    add(&found, VERSION_FACT, BV_ABOUT_CODE, found.values, count);
    add_all(&found, &(struct source){results, count, false});
    add_all(&found, &(struct source){results, count, true});
    *out = found;
    return BV_OK;
}

bool bv_fact_differences_comparable(const struct bv_fact_differences *differences)
{
    return differences->counts[BV_ABOUT_MACHINE][BV_AGREE_DIFFERENT] == 0;
}

void bv_fact_differences_finish(struct bv_fact_differences *differences)
{
    free(differences->facts);
    free(differences->values);
    *differences = (struct bv_fact_differences){0};
}
