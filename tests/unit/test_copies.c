/* SPDX-License-Identifier: Apache-2.0 */
/* test_copies.c: bytes that code copies, and code that is the same but for names. */
#include "harness/audit/copies.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "harness/audit/samecode.h"

#define COUNT(ARRAY) (sizeof(ARRAY) / sizeof(ARRAY)[0])
#define TRAFFIC(ISA, LINES, TURN)                                                                  \
    traffic_of((ISA), &(const struct bv_function){"f", 0, (LINES), (uint32_t)COUNT(LINES)}, (TURN))

static struct bv_copies traffic_of(const struct bv_isa *isa, const struct bv_function *function,
                                   const struct bv_loop *turn)
{
    struct bv_copies out;
    struct bv_flow *flow = bv_flow_create(isa, function);
    assert_non_null(flow);
    bv_copies_read(isa, function, flow, turn, &out);
    bv_flow_destroy(flow);
    return out;
}

/* AVX-512 has 64 B registers, and 32 of them. */
static void wide_registers_copy(void **unused)
{
    (void)unused;
    static const struct bv_line lines[] = {
        {"vmovdqu64 zmm0,ZMMWORD PTR [r13+0x0]", -1},
        {"vmovdqu64 ZMMWORD PTR [rsp],zmm0", -1},
        {"vmovdqu64 ymm31,YMMWORD PTR [r13+0x40]", -1},
        {"vmovdqu64 YMMWORD PTR [rsp+0x40],ymm31", -1},
        {"ret", -1},
    };
    struct bv_copies traffic = TRAFFIC(&bv_isa_x86_64, lines, NULL);
    assert_int_equal(traffic.moved_bytes, 96);
    assert_int_equal(traffic.stacked_bytes, 96);
    assert_int_equal(traffic.placed_bytes, 96);
    assert_false(traffic.unknown);
}

/* A struct that was made in registers is put into each argument from there. */
static void registers_are_placed_not_copied(void **unused)
{
    (void)unused;
    static const struct bv_line lines[] = {
        {"add w26, w1, #0x1", -1}, {"stp w26, w27, [x29, #-32]", -1},
        {"ldr x8, [x19]", -1},     {"str x8, [sp, #8]", -1},
        {"str x8, [x0]", -1},      {"ret", -1},
    };
    struct bv_copies traffic = TRAFFIC(&bv_isa_aarch64, lines, NULL);
    assert_int_equal(bv_copies_made(&traffic), 16);
    assert_int_equal(traffic.stacked_bytes, 16);
    assert_int_equal(traffic.placed_bytes, 24);
}

static void only_the_turn_counts(void **unused)
{
    (void)unused;
    static const struct bv_line lines[] = {
        {"mov rax,QWORD PTR [rdi]", -1},
        {"mov QWORD PTR [rsp],rax", -1},
        {"dec rbx", -1},
        {"je .6", 6},
        {"jmp .7", 7},
        {"ret", -1},
        {"mov QWORD PTR [rsi],rax", -1},
        {"jmp .0", 0},
    };
    const struct bv_loop turn = {0, {0, 7}};
    static const struct bv_line left[] = {
        {"mov rax,QWORD PTR [rdi]", -1},
        {"mov QWORD PTR [rsp],rax", -1},
        {"dec rbx", -1},
        {"jne .6", 6},
        {"mov QWORD PTR [rdx],rax", -1},
        {"ret", -1},
        {"jmp .0", 0},
    };
    const struct bv_loop around = {0, {0, 6}};
    struct bv_copies traffic = TRAFFIC(&bv_isa_x86_64, lines, &turn);
    assert_int_equal(traffic.moved_bytes, 16);
    assert_false(traffic.unknown);
    traffic = TRAFFIC(&bv_isa_x86_64, left, &around);
    assert_int_equal(traffic.moved_bytes, 8); /* what leads out of the loop is none of it */
}

/* What a loop within a function copies is as much as data says, also where the function begins
 * with it. */
static void loops_make_it_unknown(void **unused)
{
    (void)unused;
    static const struct bv_line lines[] = {
        {"mov rax,QWORD PTR [rdi]", -1},
        {"mov QWORD PTR [rsi],rax", -1},
        {"dec rbx", -1},
        {"jne .0", 0},
        {"ret", -1},
    };
    const struct bv_loop turn = {0, {0, 3}};
    assert_true(TRAFFIC(&bv_isa_x86_64, lines, NULL).unknown);
    assert_false(TRAFFIC(&bv_isa_x86_64, lines, &turn).unknown);
}

static bool same(const struct bv_isa *isa, const char *a, const char *b)
{
    const struct bv_line x = {a, -1}, y = {b, -1};
    const struct bv_function f = {"f", 0, &x, 1}, g = {"g", 1, &y, 1};
    return bv_samecode(isa, &f, bv_stretch_whole(&f), &g, bv_stretch_whole(&g));
}

static void sums_may_be_written_either_way(void **unused)
{
    (void)unused;
    const struct bv_isa *arm = &bv_isa_aarch64;
    assert_true(same(arm, "add x8, x10, x8", "add x8, x8, x10"));
    assert_true(same(arm, "add x8, x8, x10", "add x8, x8, x10"));
    assert_false(same(arm, "add x8, x10, x8", "add x8, x8, x11"));
    assert_false(same(arm, "add x8, x10, x8", "add x9, x8, x10"));
    assert_false(same(arm, "add x8, x1, x10", "add x8, x10, x11"));
    assert_false(same(arm, "sub x8, x10, x8", "sub x8, x8, x10"));
    assert_false(same(arm, "add x8, x10, x9, lsl #2", "add x8, x9, lsl #2, x10"));
    assert_false(same(arm, "add x8, x10", "add x8, x11"));
    assert_false(same(arm, "add", "add x8"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wide_registers_copy),
        cmocka_unit_test(registers_are_placed_not_copied),
        cmocka_unit_test(only_the_turn_counts),
        cmocka_unit_test(loops_make_it_unknown),
        cmocka_unit_test(sums_may_be_written_either_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
