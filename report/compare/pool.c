/* SPDX-License-Identifier: Apache-2.0 */
/* pool.c: see pool.h. */
#include "report/compare/pool.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "lib/base/text.h"

enum { VALUES_MOST = 8 }; /* of a fact: more are counted */

struct pooling {
    const struct bv_result *const *members;
    size_t count;
    struct bv_result *out;
    json_t *index; /* case name to its place in out */
};

static bool is_measured(const struct bv_case_info *info)
{
    return info->state == BV_CASE_OPEN || info->state == BV_CASE_PRECISE;
}

/* The place of a case in the pool; -1 when out of memory. */
static json_int_t place_of(struct pooling *pooling, const struct bv_case_info *info)
{
    json_t *known = json_object_get(pooling->index, info->name);
    if (known) {
        json_int_t place = json_integer_value(known);
        assert(pooling->out->cases); /* it was put there when it became known */
        struct bv_case_info *pooled = &pooling->out->cases[place];
        if (!is_measured(pooled) && is_measured(info))
            *pooled = *info;
        return place;
    }
    json_int_t place = (json_int_t)pooling->out->case_count;
    if (bv_result_add_case(pooling->out, info) != BV_OK ||
        json_object_set_new(pooling->index, info->name, json_integer(place)) != 0)
        return -1;
    return place;
}

/* The arm of the pooled case that is called so; its arm_count: there is none. */
static uint32_t arm_of(const struct bv_case_info *pooled, const char *name)
{
    uint32_t arm = 0;
    while (arm < pooled->arm_count && strcmp(pooled->arms[arm], name) != 0)
        arm++;
    return arm;
}

static enum bv_status add_rows(struct pooling *pooling, const struct bv_result *member,
                               const json_int_t *places, uint32_t offset)
{
    enum bv_status status = BV_OK;
    for (size_t i = 0; status == BV_OK && i < member->row_count; i++) {
        struct bv_row row = member->rows[i];
        const struct bv_case_info *info = &member->cases[row.case_index];
        json_int_t place = places[row.case_index];
        assert(pooling->out->cases);
        const struct bv_case_info *pooled = &pooling->out->cases[place];
        uint32_t arm = arm_of(pooled, info->arms[row.arm_index]);
        if (!is_measured(info) || arm == pooled->arm_count ||
            strcmp(pooled->arms[0], info->arms[0]) != 0)
            continue;
        row.case_index = (uint32_t)place;
        row.arm_index = arm;
        row.block += offset;
        status = bv_result_add_row(pooling->out, &row);
    }
    return status;
}

static uint32_t blocks_after(const struct bv_result *member)
{
    uint32_t after = 0;
    for (size_t i = 0; i < member->row_count; i++)
        after = member->rows[i].block >= after ? member->rows[i].block + 1 : after;
    for (size_t i = 0; i < member->block_count; i++)
        after = member->blocks[i].block >= after ? member->blocks[i].block + 1 : after;
    return after;
}

static enum bv_status add_member(struct pooling *pooling, const struct bv_result *member,
                                 uint32_t offset)
{
    json_int_t *places = malloc((member->case_count + 1) * sizeof places[0]);
    enum bv_status status = places ? BV_OK : BV_E_NOMEM;
    for (size_t i = 0; status == BV_OK && i < member->case_count; i++)
        if ((places[i] = place_of(pooling, &member->cases[i])) < 0)
            status = BV_E_NOMEM;
    if (status == BV_OK)
        status = add_rows(pooling, member, places, offset);
    for (size_t i = 0; status == BV_OK && i < member->block_count; i++) {
        struct bv_block_info block = member->blocks[i];
        block.block += offset;
        block.start_s += pooling->out->elapsed_s;
        status = bv_result_add_block(pooling->out, &block);
    }
    free(places);
    return status;
}

static const char *fact_of(const struct pooling *pooling, size_t i, bool state, const char *name)
{
    const struct bv_result *member = pooling->members[i];
    return bv_facts_get(state ? &member->state_before : &member->key, name);
}

/* Join the values that members have of a fact, each once, in the order of their first appearance.
 * is_same  becomes whether all have the same
 * Returns  false: one of them does not know it, or there is no memory: out->failed */
static bool join(const struct pooling *pooling, bool state, const char *name, struct bv_text *out,
                 bool *is_same)
{
    json_t *seen = json_object();
    bool known = true;
    size_t values = 0;
    for (size_t i = 0; known && i < pooling->count; i++) {
        const char *own = fact_of(pooling, i, state, name);
        known = own != NULL;
        if (!known || json_object_get(seen, own))
            continue;
        out->failed |= json_object_set_new_nocheck(seen, own, json_true()) != 0;
        if (values++ < VALUES_MOST) {
            bv_text_put(out, values > 1 ? " + " : "");
            bv_text_put(out, own);
        }
    }
    if (values > VALUES_MOST)
        bv_text_format(out, " + %zu more", values - VALUES_MOST);
    json_decref(seen);
    *is_same = values == 1;
    return known && !out->failed;
}

/* Facts of the first member, joined with those of the others. */
static enum bv_status add_facts(struct pooling *pooling, bool state)
{
    const struct bv_result *first = pooling->members[0];
    const struct bv_facts *facts = state ? &first->state_before : &first->key;
    struct bv_facts *out = state ? &pooling->out->state_before : &pooling->out->key;
    enum bv_status status = BV_OK;
    for (size_t i = 0; status == BV_OK && i < facts->count; i++) {
        const char *name = facts->items[i].name, *value = NULL;
        struct bv_text joined = {0};
        bool is_same = false, is_known = join(pooling, state, name, &joined, &is_same);
        if (joined.failed)
            status = BV_E_NOMEM;
        else if (is_known && (is_same || strcmp(name, "kernel_hash") != 0)) {
            value = bv_result_keep(pooling->out, joined.data ? joined.data : "");
            status = value ? BV_OK : BV_E_NOMEM;
        }
        if (status == BV_OK)
            status = bv_facts_add(out, name, value);
        bv_text_finish(&joined);
    }
    return status;
}

static void keep_if_same(const char **common, const char *own)
{
    if (*common && (!own || strcmp(*common, own) != 0))
        *common = NULL;
}

enum bv_status bv_runs_pool(const struct bv_result *const *members, size_t count,
                            struct bv_result *out)
{
    const struct bv_result *first = members[0];
    struct bv_result pooled = {
        .schema = first->schema,
        .byval_version = first->byval_version,
        .host_name = first->host_name,
        .started_utc = first->started_utc,
        .preset = first->preset,
        .stopped = first->stopped,
        .seed = first->seed,
        .precision = first->precision,
        .layouts = first->layouts,
        .cpu = first->cpu,
    };
    struct pooling pooling = {members, count, &pooled, json_object()};
    enum bv_status status = pooling.index ? BV_OK : BV_E_NOMEM;
    uint32_t offset = 0;
    for (size_t i = 0; status == BV_OK && i < count; i++) {
        status = add_member(&pooling, members[i], offset);
        offset += blocks_after(members[i]);
        if (members[i]->schema < pooled.schema)
            pooled.schema = members[i]->schema;
        if (members[i]->sessions > pooled.sessions)
            pooled.sessions = members[i]->sessions;
        pooled.elapsed_s += members[i]->elapsed_s;
        keep_if_same(&pooled.host_name, members[i]->host_name);
        keep_if_same(&pooled.started_utc, members[i]->started_utc);
    }
    if (status == BV_OK)
        status = add_facts(&pooling, false);
    if (status == BV_OK)
        status = add_facts(&pooling, true);
    json_decref(pooling.index);
    if (status != BV_OK)
        bv_result_finish(&pooled);
    else
        *out = pooled;
    return status;
}
