/* SPDX-License-Identifier: Apache-2.0 */
/* test_passing.c: sizes, alignments and leaves are the compiler's own, and arguments travel as the
 * ABIs say. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <dwarf.h>
#include <elfutils/libdwfl.h>

#include "lib/dwarf/alignment.h"
#include "lib/dwarf/leaf.h"
#include "lib/dwarf/passing.h"
#include "lib/dwarf/type.h"

/* In the tables below. */
#define N BV_PASSING_NOTHING
#define R BV_PASSING_REGISTERS
#define S BV_PASSING_STACK
#define H BV_PASSING_HIDDEN

static Dwfl *session;

static int begin(void **state)
{
    static const Dwfl_Callbacks callbacks = {.find_elf = dwfl_build_id_find_elf,
                                             .find_debuginfo = dwfl_standard_find_debuginfo,
                                             .section_address = dwfl_offline_section_address};
    (void)state;
    session = dwfl_begin(&callbacks);
    if (session == NULL || dwfl_report_offline(session, "", PASSING_TYPES, -1) == NULL)
        return -1;
    return dwfl_report_end(session, NULL, NULL);
}

static int end(void **state)
{
    (void)state;
    dwfl_end(session);
    return 0;
}

/* The function of that name. */
static Dwarf_Die function(const char *name)
{
    Dwarf_Addr bias;
    for (Dwarf_Die *unit = dwfl_nextcu(session, NULL, &bias); unit != NULL;
         unit = dwfl_nextcu(session, unit, &bias)) {
        Dwarf_Die child;
        if (dwarf_child(unit, &child) != 0)
            continue;
        do {
            if (dwarf_tag(&child) == DW_TAG_subprogram && strcmp(dwarf_diename(&child), name) == 0)
                return child;
        } while (dwarf_siblingof(&child, &child) == 0);
    }
    fail_msg("there is no function %s", name);
    return (Dwarf_Die){0};
}

/* The next parameter. */
static bool parameter(Dwarf_Die *at, Dwarf_Die *type)
{
    while (dwarf_tag(at) != DW_TAG_formal_parameter)
        if (dwarf_siblingof(at, at) != 0)
            return false;
    return bv_type_of(at, type);
}

static Dwarf_Die only_type(const char *name)
{
    Dwarf_Die of = function(name), child, type;
    assert_int_equal(dwarf_child(&of, &child), 0);
    assert_true(parameter(&child, &type));
    return type;
}

struct counted {
    size_t leaves, bits;
    uint64_t last_offset;
    enum bv_leaf_kind kinds[8];
    const char *last_name;
};

static bool count(const struct bv_leaf *leaf, void *user)
{
    struct counted *of = user;
    if (of->leaves < 8)
        of->kinds[of->leaves] = leaf->kind;
    of->leaves++;
    of->bits += leaf->is_bits;
    of->last_offset = leaf->offset_bytes;
    of->last_name = leaf->name;
    return true;
}

static void test_types(void **state)
{
    static const struct {
        const char *name;
        uint64_t size, last_offset;
        uint32_t align;
        size_t leaves;
        const char *last_name;
    } all[] = {
        {"empty", 0, 0, 1, 0, NULL},        {"pair", 16, 8, 8, 2, "b"},
        {"three", 24, 16, 8, 3, "c"},       {"two_doubles", 16, 8, 8, 2, "b"},
        {"four_floats", 16, 12, 4, 4, "f"}, {"mixed", 16, 8, 8, 2, "i"},
        {"packed", 9, 1, 1, 2, "l"},        {"bits", 8, 4, 4, 2, "b"},
        {"x87", 16, 0, 16, 1, "l"},         {"with_vector", 16, 0, 16, 1, "v"},
        {"either", 8, 0, 8, 2, "l"},        {"alignas_16", 16, 8, 16, 2, "b"},
        {"inner", 24, 22, 8, 9, "tail"},    {"big", 200, 192, 8, 73, "last"},
        {"flexible", 4, 0, 4, 1, "count"},  {"with_enum", 16, 8, 8, 3, "next"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        Dwarf_Die type = only_type(all[i].name);
        struct counted found = {0};
        uint64_t size;
        print_message("%s\n", all[i].name);
        assert_true(bv_type_is_aggregate(&type));
        assert_true(bv_type_size(&type, &size));
        assert_int_equal(size, all[i].size);
        assert_int_equal(bv_type_align(&type), all[i].align);
        assert_true(bv_type_leaves(&type, count, &found));
        assert_int_equal(found.leaves, all[i].leaves);
        assert_int_equal(found.last_offset, all[i].last_offset);
        if (all[i].last_name)
            assert_string_equal(found.last_name, all[i].last_name);
    }
    Dwarf_Die type = only_type("big");
    assert_string_equal(bv_type_name(&type), "big_alias");
    type = only_type("bits");
    struct counted found = {0};
    bv_type_leaves(&type, count, &found);
    assert_int_equal(found.bits, 2);
    type = only_type("x87");
    bv_type_leaves(&type, count, memset(&found, 0, sizeof found));
    assert_int_equal(found.kinds[0], BV_LEAF_X87);
}

static bool stop_at_once(const struct bv_leaf *leaf, void *user)
{
    (void)leaf;
    ++*(int *)user;
    return false;
}

static bool list_path(const struct bv_leaf *leaf, void *user)
{
    strcat(strcat(user, leaf->path), " ");
    return true;
}

static void test_paths(void **state)
{
    char paths[256] = "";
    Dwarf_Die type = only_type("nested");
    (void)state;
    assert_true(bv_type_leaves(&type, list_path, paths));
    assert_string_equal(paths, "pairs[0].a pairs[0].b pairs[1].a pairs[1].b grid[0][0] grid[0][1] "
                               "grid[0][2] grid[1][0] grid[1][1] grid[1][2] real word ");
    assert_false(bv_type_is_flexible(&type));
    type = only_type("flexible");
    assert_true(bv_type_is_flexible(&type));
}

static void test_leaves_stop(void **state)
{
    Dwarf_Die type = only_type("big");
    int calls = 0;
    (void)state;
    assert_false(bv_type_leaves(&type, stop_at_once, &calls));
    assert_int_equal(calls, 1);
}

static void test_passing(void **state)
{
    static const struct {
        const char *name;
        enum bv_passing as_argument[2], as_result[2]; /* x86-64, AArch64 */
    } all[] = {
        {"empty", {N, N}, {N, N}},       {"pair", {R, R}, {R, R}},
        {"three", {S, H}, {H, H}},       {"two_doubles", {R, R}, {R, R}},
        {"four_floats", {R, R}, {R, R}}, {"five_floats", {S, H}, {H, H}},
        {"mixed", {R, R}, {R, R}},       {"packed", {S, R}, {H, R}},
        {"bits", {R, R}, {R, R}},        {"with_vector", {R, R}, {R, R}},
        {"either", {R, R}, {R, R}},      {"alignas_16", {R, R}, {R, R}},
        {"inner", {S, H}, {H, H}},       {"big", {S, H}, {H, H}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        for (int abi = 0; abi < 2; abi++) {
            Dwarf_Die type = only_type(all[i].name);
            enum bv_passing returns;
            struct bv_passing_call call = bv_passing_begin((enum bv_abi)abi, NULL, &returns);
            print_message("%s %d\n", all[i].name, abi);
            assert_int_equal(returns, BV_PASSING_NOTHING);
            assert_int_equal(bv_passing_argument(&call, &type), all[i].as_argument[abi]);
            bv_passing_begin((enum bv_abi)abi, &type, &returns);
            assert_int_equal(returns, all[i].as_result[abi]);
        }
    Dwarf_Die type = only_type("x87");
    enum bv_passing returns;
    struct bv_passing_call call = bv_passing_begin(BV_ABI_X86_64, &type, &returns);
    assert_int_equal(returns, BV_PASSING_REGISTERS); /* st0 */
    assert_int_equal(bv_passing_argument(&call, &type), BV_PASSING_STACK);
    assert_string_equal(bv_passing_name(BV_PASSING_STACK), "stack");
}

static void expect_arguments(const char *name, enum bv_abi abi, enum bv_passing returned,
                             const enum bv_passing *expected, size_t count_expected)
{
    Dwarf_Die of = function(name), child, type;
    enum bv_passing returns;
    assert_true(bv_type_of(&of, &type));
    struct bv_passing_call call = bv_passing_begin(abi, &type, &returns);
    assert_int_equal(returns, returned);
    assert_int_equal(dwarf_child(&of, &child), 0);
    for (size_t i = 0; i < count_expected; i++) {
        print_message("%s %d: %zu\n", name, (int)abi, i);
        assert_true(parameter(&child, &type));
        assert_int_equal(bv_passing_argument(&call, &type), expected[i]);
        if (dwarf_siblingof(&child, &child) != 0)
            break;
    }
}

static void test_registers_run_out(void **state)
{
    (void)state;
    /* Six registers: a, b, c; and d the last one: e goes to the stack, f too. */
    expect_arguments("crowded", BV_ABI_X86_64, R, (const enum bv_passing[]){R, R, R, R, S, S}, 6);
    /* Eight: a, b, c, d, e take all. */
    expect_arguments("crowded", BV_ABI_AARCH64, R, (const enum bv_passing[]){R, R, R, R, R, S}, 6);
    /* The room for the result takes the first of six, on x86-64 only. */
    expect_arguments("returned", BV_ABI_X86_64, H, (const enum bv_passing[]){R, R, S}, 3);
    expect_arguments("returned", BV_ABI_AARCH64, H, (const enum bv_passing[]){R, R, R}, 3);
}

int main(void)
{
    const struct CMUnitTest all[] = {
        cmocka_unit_test(test_types),
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_leaves_stop),
        cmocka_unit_test(test_passing),
        cmocka_unit_test(test_registers_run_out),
    };
    return cmocka_run_group_tests_name("passing", all, begin, end);
}
