/* SPDX-License-Identifier: Apache-2.0 */
/* test_flow.c: loops as compilers lay them out, and the code that only looks like one. */
#include "harness/audit/flow.h"

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

#define COUNTS(ISA, LINES, HEAD, CHANGE)                                                           \
    counts_by((ISA), &(const struct bv_function){"f", 0, (LINES), (uint32_t)COUNT(LINES)}, (HEAD), \
              (CHANGE))

static bool counts_by(const struct bv_isa *isa, const struct bv_function *function, uint32_t head,
                      uint64_t change)
{
    struct bv_flow *flow = bv_flow_create(isa, function);
    assert_non_null(flow);
    bool does = bv_flow_counts_by(flow, isa, function, head, change);
    bv_flow_destroy(flow);
    return does;
}

/* gcc -funroll-loops, of a loop that counts down; and what only looks like it. */
static void an_unrolled_loop_counts_several(void **unused)
{
    (void)unused;
    struct bv_line lines[] = {
        {"mov rdi,rbp", -1},       {"call g", -1}, {"add rbx,rax", -1},
        {"lea rdi,[rbp+0x8]", -1}, {"call g", -1}, {"add rbx,rax", -1},
        {"sub r13,0x2", -1},       {"jne .0", 0},  {"ret", -1},
    };
    assert_true(COUNTS(&bv_isa_x86_64, lines, 0, 2));
    assert_false(COUNTS(&bv_isa_x86_64, lines, 0, 1));
    assert_false(COUNTS(&bv_isa_x86_64, lines, 0, 4));
    lines[6].text = "dec r13"; /* two calls of one turn */
    assert_true(COUNTS(&bv_isa_x86_64, lines, 0, 1));
    assert_false(COUNTS(&bv_isa_x86_64, lines, 0, 2));
    lines[6].text = "add r13d,0xfffffffe";
    assert_true(COUNTS(&bv_isa_x86_64, lines, 0, 2));
    lines[6].text = "sub rax,0x2"; /* which the calls change */
    assert_false(COUNTS(&bv_isa_x86_64, lines, 0, 2));
    lines[6].text = "sub r13,r12"; /* by nobody knows how much */
    assert_false(COUNTS(&bv_isa_x86_64, lines, 0, 2));
    lines[2].text = "lea r13,[r13-0x2]"; /* counted in one place, asked of in another */
    lines[6].text = "cmp r12,r13";
    assert_true(COUNTS(&bv_isa_x86_64, lines, 0, 2));
    lines[5].text = "mov r13,rax";
    assert_false(COUNTS(&bv_isa_x86_64, lines, 0, 2));
    lines[5].text = "add rbx,rax";
    lines[3] = (struct bv_line){"je .6", 6};
    assert_true(COUNTS(&bv_isa_x86_64, lines, 0, 2));
    lines[1] = (struct bv_line){"je .3", 3}; /* what counts is passed by some turns alone */
    assert_false(COUNTS(&bv_isa_x86_64, lines, 0, 2));
}

static void counters_of_aarch64(void **unused)
{
    (void)unused;
    struct bv_line lines[] = {
        {"mov x0, x20", -1},         {"bl g", -1},   {"bl g", -1}, {"nop", -1},
        {"subs x19, x19, #0x2", -1}, {"b.ne .0", 0}, {"ret", -1},
    };
    assert_true(COUNTS(&bv_isa_aarch64, lines, 0, 2));
    lines[4].text = "sub x19, x19, #0x2";
    lines[5].text = "cbnz x19, .0";
    assert_true(COUNTS(&bv_isa_aarch64, lines, 0, 2));
    lines[3].text = "add x19, x19, #0x1, lsl #12";
    lines[4].text = "cmp x19, x21";
    lines[5].text = "b.lo .0";
    assert_true(COUNTS(&bv_isa_aarch64, lines, 0, 4096));
    assert_false(COUNTS(&bv_isa_aarch64, lines, 0, 2));
    lines[3].text = "sub x19, x20, #0x2";
    assert_false(COUNTS(&bv_isa_aarch64, lines, 0, 2));
}

static void some_lines_are_passed_in_every_turn(void **unused)
{
    (void)unused;
    static const struct bv_line lines[] = {
        {"test eax,eax", -1}, {"je .3", 3},  {"call g", -1},
        {"dec edx", -1},      {"jne .0", 0}, {"ret", -1},
    };
    struct bv_flow *flow = FLOW(lines);
    assert_true(bv_flow_is_passed(flow, 0, 0));
    assert_true(bv_flow_is_passed(flow, 0, 1));
    assert_false(bv_flow_is_passed(flow, 0, 2));
    assert_true(bv_flow_is_passed(flow, 0, 3));
    bv_flow_destroy(flow);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loop_within_a_loop),
        cmocka_unit_test(an_unrolled_loop_counts_several),
        cmocka_unit_test(counters_of_aarch64),
        cmocka_unit_test(some_lines_are_passed_in_every_turn),
        cmocka_unit_test(a_jump_back_is_no_loop),
        cmocka_unit_test(parts_of_a_turn_stand_elsewhere),
        cmocka_unit_test(what_excludes_each_other_does_not_follow),
        cmocka_unit_test(there_may_be_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
