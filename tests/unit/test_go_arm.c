/* SPDX-License-Identifier: Apache-2.0 */
/* test_go_arm.c: machine code as Go 1.23 writes it is judged right, and each change that breaks its
 * promise is found. */
#include "harness/audit/go_arm.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "harness/audit/listing.h"

/* A loop as objdump prints it, around what a test puts there: six lines at most, at 0x1010 and on.
 */
static const char *const prologue[] = {
    "0000000000001000 <main.caller>:",           "    1000:\tcmp    rsp,QWORD PTR [r14+0x10]",
    "    1004:\tjbe    1040 <main.caller+0x40>", "    100a:\tmov    rcx,QWORD PTR [rax]",
    "    100e:\tjmp    1030 <main.caller+0x30>",
};
static const char *const epilogue[] = {
    "    1030:\ttest   rbx,rbx",
    "    1033:\tja     1010 <main.caller+0x10>",
    "    1039:\tret",
    "    1040:\tcall   9000 <runtime.morestack_noctxt.abi0>",
    "    1045:\tjmp    1000 <main.caller>",
    "",
    "0000000000002000 <main.bv_callee>:",
    "    2000:\tmov    eax,DWORD PTR [rax+0x8]",
    "    2003:\tret",
    "",
    "0000000000003000 <main.bv_keeps>:",
    "    3000:\tcall   9100 <runtime.newobject>",
    "    3005:\tret",
    "",
    "0000000000008000 <runtime.unasked>:",
    "    8000:\tret",
};

static void add(struct bv_listing *listing, const char *line)
{
    assert_int_equal(bv_listing_add(listing, line, strlen(line)), BV_OK);
}

/* Judge a loop of those lines, without their addresses.
 * complaint   a part of its first one; NULL: it must have none
 * ways        gets how the struct travels; NULL: not asked */
static void judge(const char *name, uint32_t size, const struct bv_code_rule *rule,
                  const char *const lines[6], const char *complaint, uint32_t *ways)
{
    struct bv_listing *listing = bv_listing_create();
    struct bv_audit audit = {0};
    struct bv_error err;
    assert_non_null(listing);
    bv_listing_only(listing, "main.");
    for (size_t i = 0; i < sizeof prologue / sizeof prologue[0]; i++)
        add(listing, prologue[i]);
    for (unsigned i = 0; i < 6 && lines[i] != NULL; i++) {
        char line[128];
        snprintf(line, sizeof line, "    %x:\t%s", 0x1010 + 5 * i, lines[i]);
        add(listing, line);
    }
    for (size_t i = 0; i < sizeof epilogue / sizeof epilogue[0]; i++)
        add(listing, epilogue[i]);
    assert_int_equal(bv_listing_finish(listing, &err), BV_OK);
    assert_null(bv_listing_named(listing, "runtime.unasked"));
    const struct bv_case row = {.name = name, .size_bytes = size, .regime.go = true};
    struct bv_arm_audit arm_audit = {.isa = &bv_isa_go_x86_64,
                                     .listing = listing,
                                     .row = &row,
                                     .arm = "value",
                                     .rule = rule,
                                     .record = &audit};
    assert_true(bv_go_arm_judge(&arm_audit, bv_listing_named(listing, "main.caller")));
    assert_false(arm_audit.out_of_memory);
    if (complaint == NULL) {
        if (arm_audit.violation_count > 0)
            fail_msg("%s", arm_audit.violations[0]);
    } else if (arm_audit.violation_count == 0 ||
               strstr(arm_audit.violations[0], complaint) == NULL) {
        fail_msg("not '%s', but '%s'", complaint,
                 arm_audit.violation_count == 0 ? "nothing" : arm_audit.violations[0]);
    }
    if (ways != NULL)
        *ways = arm_audit.ways;
    bv_listing_destroy(listing);
    bv_audit_finish(&audit);
}

#define CALL "call   2000 <main.bv_callee>"

static const struct bv_code_rule by_value = {.travel = BV_TRAVEL_VALUE, .calls = "main.bv_callee"};
static const struct bv_code_rule by_pointer = {.travel = BV_TRAVEL_POINTER,
                                               .calls = "main.bv_callee"};

static void registers_hold_nine_integers_or_fifteen_floats(void **unused)
{
    (void)unused;
    uint32_t more;
    assert_int_equal(bv_go_arm_memory("int", 36, 0, &more), 0);
    assert_int_equal(bv_go_arm_memory("int", 40, 0, &more), 40);
    assert_int_equal(bv_go_arm_memory("int", 17, 0, &more), 17); /* of bytes, an array */
    assert_int_equal(bv_go_arm_memory("long", 72, 0, &more), 0);
    assert_int_equal(bv_go_arm_memory("long", 80, 0, &more), 80);
    assert_int_equal(bv_go_arm_memory("double", 120, 0, &more), 0);
    assert_int_equal(bv_go_arm_memory("double", 128, 0, &more), 128);
    assert_int_equal(bv_go_arm_memory("int", 24, 24, &more), 0);
    assert_int_equal(more, 0);
    assert_int_equal(bv_go_arm_memory("int", 28, 24, &more), 0);
    assert_int_equal(more, 24); /* seven fields and three words */
    assert_int_equal(bv_go_arm_memory("int", 64, 24, &more), 64);
    assert_int_equal(more, 0); /* the struct leaves its registers to them */
}

static void a_value_in_registers(void **unused)
{
    (void)unused;
    uint32_t ways;
    judge("arg/class:int/size:16", 16, &by_value,
          (const char *const[6]){"mov    eax,DWORD PTR [rcx]", CALL}, NULL, &ways);
    assert_int_equal(ways, 1u << BV_WAY_REGISTERS);
    judge("arg/class:int/size:16", 16, &by_value,
          (const char *const[6]){"movups xmm0,XMMWORD PTR [rcx]", "movups XMMWORD PTR [rsp],xmm0",
                                 CALL},
          "passes 16 bytes in registers, but puts 16 on the stack", NULL);
    judge("arg/class:int/size:16", 16, &by_value, (const char *const[6]){CALL},
          "what it passes was read before", NULL);
}

static void a_value_on_the_stack(void **unused)
{
    (void)unused;
    uint32_t ways;
    const char *const moves[6] = {"movups xmm0,XMMWORD PTR [rcx]", "movups XMMWORD PTR [rsp],xmm0",
                                  "mov    rdx,QWORD PTR [rcx+0x9]",
                                  "mov    QWORD PTR [rsp+0x9],rdx", CALL};
    judge("arg/class:int/size:17", 17, &by_value, moves, NULL, &ways);
    assert_int_equal(ways, 1u << BV_WAY_MOVES);
    const char *const elsewhere[6] = {moves[0], "movups XMMWORD PTR [rsp+0x40],xmm0", moves[2],
                                      moves[3], CALL};
    judge("arg/class:int/size:17", 17, &by_value, elsewhere, "puts 8 of the 17 bytes on the stack",
          NULL);
}

static void large_values_go_by_duffcopy_and_rep_movs(void **unused)
{
    (void)unused;
    uint32_t ways;
    const char *const duff[6] = {"mov    rdi,rsp", "mov    rsi,rcx",
                                 "call   9200 <runtime.duffcopy+0x32c>", CALL};
    judge("arg/class:int/size:96", 96, &by_value, duff, NULL, &ways);
    assert_int_equal(ways, 1u << BV_WAY_DUFFCOPY);
    judge("arg/class:int/size:128", 128, &by_value, duff, "puts 96 of the 128 bytes on the stack",
          NULL);
    const char *const aside[6] = {"lea    rdi,[rsp+0x60]", duff[1], duff[2], CALL};
    judge("arg/class:int/size:96", 96, &by_value, aside, "puts 0 of the 96 bytes on the stack",
          NULL);
    const char *const repeats[6] = {"mov    rdi,rsp", "mov    ecx,0x100",
                                    "rep movs QWORD PTR es:[rdi],QWORD PTR ds:[rsi]", CALL};
    judge("arg/class:int/size:2048", 2048, &by_value, repeats, NULL, &ways);
    assert_int_equal(ways, 1u << BV_WAY_REP_MOVS);
    judge("arg/class:int/size:3072", 3072, &by_value, repeats,
          "puts 2048 of the 3072 bytes on the stack", NULL);
}

static void a_pointer_copies_nothing(void **unused)
{
    (void)unused;
    judge("arg/class:int/size:96", 96, &by_pointer,
          (const char *const[6]){"mov    QWORD PTR [rsp+0x10],rbx", "mov    rax,rcx", CALL,
                                 "mov    rbx,QWORD PTR [rsp+0x10]"},
          NULL, NULL);
    judge("arg/class:int/size:96", 96, &by_pointer,
          (const char *const[6]){"mov    rdi,rsp", "call   9200 <runtime.duffcopy+0x32c>", CALL},
          "passes a pointer, but copies 96 bytes", NULL);
}

static void the_call_is_there_once_and_no_other(void **unused)
{
    (void)unused;
    const char *const load = "mov    eax,DWORD PTR [rcx]";
    judge("arg/class:int/size:16", 16, &by_value, (const char *const[6]){load},
          "calls main.bv_callee in 0 places", NULL); /* inlined */
    judge("arg/class:int/size:16", 16, &by_value, (const char *const[6]){load, CALL, CALL},
          "calls main.bv_callee in 2 places", NULL);
    judge("arg/class:int/size:16", 16, &by_value,
          (const char *const[6]){load, CALL, "call   9300 <runtime.mapaccess1>"},
          "its loop has 'call runtime.mapaccess1'", NULL);
    judge("arg/class:int/size:16", 16, &by_value, (const char *const[6]){load, CALL, "call   rdx"},
          "its loop has 'call rdx'", NULL);
    static const struct bv_code_rule inlined = {.travel = BV_TRAVEL_INLINE};
    judge("inline/size:16", 16, &inlined, (const char *const[6]){load}, NULL, NULL);
    judge("inline/size:16", 16, &inlined, (const char *const[6]){load, CALL},
          "which its rule does not know", NULL);
}

static void allocations_are_where_they_are_expected(void **unused)
{
    (void)unused;
    const char *const load = "mov    eax,DWORD PTR [rcx]";
    const char *const allocates[6] = {load, "call   9100 <runtime.newobject>", CALL};
    judge("arg/class:int/size:16", 16, &by_value, allocates, "allocates in 1 places, not in 0",
          NULL);
    static const struct bv_code_rule one = {
        .travel = BV_TRAVEL_POINTER, .calls = "main.bv_callee", .allocates = 1};
    judge("arg/class:int/size:16", 16, &one, allocates, NULL, NULL);
    judge("arg/class:int/size:16", 16, &one, (const char *const[6]){load, CALL},
          "allocates in 0 places, not in 1", NULL);
    static const struct bv_code_rule in_callee = {
        .travel = BV_TRAVEL_POINTER, .calls = "main.bv_keeps", .allocates = 1};
    const char *const keeps[6] = {load, "call   3000 <main.bv_keeps>"};
    judge("arg/class:int/size:16", 16, &in_callee, keeps, NULL, NULL);
    static const struct bv_code_rule none = {.travel = BV_TRAVEL_POINTER, .calls = "main.bv_keeps"};
    judge("arg/class:int/size:16", 16, &none, keeps, "allocates in 1 places, not in 0", NULL);
}

static void a_result_on_the_stack_is_read_there(void **unused)
{
    (void)unused;
    static const struct bv_code_rule result = {.travel = BV_TRAVEL_RESULT,
                                               .calls = "main.bv_callee"};
    judge("ret/size:64", 64, &result,
          (const char *const[6]){CALL, "mov    ecx,DWORD PTR [rsp+0x20]"}, NULL, NULL);
    judge("ret/size:64", 64, &result, (const char *const[6]){CALL, "mov    ecx,ebx"},
          "gets 64 bytes on the stack, but reads none there", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(registers_hold_nine_integers_or_fifteen_floats),
        cmocka_unit_test(a_value_in_registers),
        cmocka_unit_test(a_value_on_the_stack),
        cmocka_unit_test(large_values_go_by_duffcopy_and_rep_movs),
        cmocka_unit_test(a_pointer_copies_nothing),
        cmocka_unit_test(the_call_is_there_once_and_no_other),
        cmocka_unit_test(allocations_are_where_they_are_expected),
        cmocka_unit_test(a_result_on_the_stack_is_read_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
