/* SPDX-License-Identifier: Apache-2.0 */
/* test_flow.c: loops as compilers lay them out, and the code that only looks like one. */
#include "harness/flow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(ARRAY) (sizeof(ARRAY) / sizeof(ARRAY)[0])
#define FLOW(LINES) flow_of(&(const struct bv_function){"f", 0, (LINES), (uint32_t)COUNT(LINES)})

static struct bv_flow *flow_of(const struct bv_function *function)
{
    struct bv_flow *flow = bv_flow_create(&bv_isa_x86_64, function);
    assert_non_null(flow);
    return flow;
}

static void loop_is(const struct bv_loop *loop, uint32_t head, uint32_t first, uint32_t last)
{
    assert_int_equal(loop->head, head);
    assert_int_equal(loop->lines.first, first);
    assert_int_equal(loop->lines.last, last);
}

static void a_loop_within_a_loop(void **unused)
{
    (void)unused;
    static const struct bv_line lines[] = {
        {"xor eax,eax", -1}, {"mov ecx,0x4", -1}, {"call g", -1}, {"dec ecx", -1},
        {"jne .2", 2},       {"dec edx", -1},     {"jne .1", 1},  {"ret", -1},
    };
    struct bv_loop outer, inner;
    struct bv_flow *flow = FLOW(lines);
    assert_true(bv_flow_loops(flow, 2, &outer, &inner));
    loop_is(&outer, 1, 1, 6);
    loop_is(&inner, 2, 2, 4);
    assert_true(bv_flow_loops(flow, -1, &outer, &inner));
    loop_is(&outer, 1, 1, 6);
    loop_is(&inner, 2, 2, 4);
    assert_false(bv_flow_loops(flow, 0, &outer, &inner));
    assert_false(bv_flow_loops(flow, 7, &outer, &inner));
    assert_true(bv_flow_in_loop(flow, 1, 5));
    assert_false(bv_flow_in_loop(flow, 2, 5));
    bv_flow_destroy(flow);
}

/* gcc -O1 moves the case of no turn behind the return, and has it jump back there. */
static void a_jump_back_is_no_loop(void **unused)
{
    (void)unused;
    static const struct bv_line lines[] = {
        {"test rsi,rsi", -1}, {"je .7", 7},        {"mov eax,DWORD PTR [rdi]", -1},
        {"dec rsi", -1},      {"jne .2", 2},       {"mov QWORD PTR [rdx],rax", -1},
        {"ret", -1},          {"xor eax,eax", -1}, {"jmp .5", 5},
    };
    struct bv_loop outer, inner;
    struct bv_flow *flow = FLOW(lines);
    assert_true(bv_flow_loops(flow, -1, &outer, &inner));
    loop_is(&outer, 2, 2, 4);
    loop_is(&inner, 2, 2, 4);
    bv_flow_destroy(flow);
}

/* What a turn does seldom stands behind the return, or before the loop's head. */
static void parts_of_a_turn_stand_elsewhere(void **unused)
{
    (void)unused;
    static const struct bv_line lines[] = {
        {"jmp .4", 4},        {"call malloc", -1}, {"mov rbx,rax", -1}, {"nop", -1},
        {"test rbx,rbx", -1}, {"jne .1", 1},       {"call g", -1},      {"je .11", 11},
        {"dec rbp", -1},      {"jne .4", 4},       {"ret", -1},         {"call h", -1},
        {"jmp .8", 8},
    };
    struct bv_loop outer, inner;
    struct bv_flow *flow = FLOW(lines);
    assert_true(bv_flow_loops(flow, 6, &outer, &inner));
    loop_is(&outer, 4, 1, 12);
    assert_true(bv_flow_in_loop(flow, 4, 1));
    assert_true(bv_flow_in_loop(flow, 4, 11));
    assert_false(bv_flow_in_loop(flow, 4, 10)); /* the return between them */
    assert_false(bv_flow_in_loop(flow, 4, 0));
    bv_flow_destroy(flow);
}

static void what_excludes_each_other_does_not_follow(void **unused)
{
    (void)unused;
    static const struct bv_line lines[] = {
        {"test eax,eax", -1}, {"je .6", 6},  {"call g", -1},    {"call free", -1},
        {"dec rbx", -1},      {"jmp .0", 0}, {"call free", -1}, {"dec rbx", -1},
        {"jne .0", 0},        {"ret", -1},
    };
    struct bv_flow *flow = FLOW(lines);
    struct bv_loop outer, inner;
    assert_true(bv_flow_loops(flow, 2, &outer, &inner));
    loop_is(&outer, 0, 0, 8);
    assert_true(bv_flow_follows(flow, 0, 3, 2));
    assert_false(bv_flow_follows(flow, 0, 2, 3));
    assert_false(bv_flow_follows(flow, 0, 3, 6));
    assert_false(bv_flow_follows(flow, 0, 6, 3));
    bv_flow_destroy(flow);
}

static void there_may_be_none(void **unused)
{
    (void)unused;
    static const struct bv_line straight[] = {{"call f", 0}, {"jmp rax", -1}};
    static const struct bv_line one[] = {{"jmp .0", 0}};
    struct bv_loop outer, inner;
    struct bv_flow *flow = FLOW(straight);
    assert_false(bv_flow_loops(flow, -1, &outer, &inner)); /* a function that calls itself */
    assert_false(bv_flow_loops(flow, 0, &outer, &inner));
    bv_flow_destroy(flow);
    flow = FLOW(one);
    assert_true(bv_flow_loops(flow, -1, &outer, &inner));
    loop_is(&outer, 0, 0, 0);
    bv_flow_destroy(flow);
    bv_flow_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loop_within_a_loop),
        cmocka_unit_test(a_jump_back_is_no_loop),
        cmocka_unit_test(parts_of_a_turn_stand_elsewhere),
        cmocka_unit_test(what_excludes_each_other_does_not_follow),
        cmocka_unit_test(there_may_be_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
