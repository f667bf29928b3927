/* SPDX-License-Identifier: Apache-2.0 */
/* audit.c: whatever an audit points to is there, also when it has been narrowed to a case. */
#include "lib/bundle/auditfile.h"

#include "tests/fuzz/target.h"

static void follow(const struct bv_audit *audit)
{
    for (size_t i = 0; i < audit->case_count; i++) {
        const struct bv_audit_case *of = &audit->cases[i];
        bv_fuzz_demand(bv_audit_case(audit, of->name) == of, "a case is found by its name");
        for (uint32_t a = 0; a < of->arm_count; a++) {
            const struct bv_audit_arm *arm = &of->arms[a];
            bv_fuzz_demand(bv_audit_find(audit, of->name, arm->name) == arm,
                           "an arm is found by its name");
            bv_fuzz_demand(arm->function < audit->function_count &&
                               arm->loop_first <= arm->loop_last &&
                               arm->loop_last < audit->functions[arm->function].line_count,
                           "a loop stands in its function");
            for (uint32_t c = 0; c < arm->callee_count; c++)
                bv_fuzz_demand(arm->callees[c] < audit->function_count, "a callee is a function");
        }
    }
    for (size_t i = 0; i < audit->function_count; i++)
        bv_fuzz_demand(audit->functions[i].line_count > 0 && audit->functions[i].name[0] != '\0',
                       "a function has a name and code");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bv_audit audit;
    struct bv_error err;
    if (bv_audit_read(bv_fuzz_file(data, size), &audit, &err) != BV_OK)
        return 0;
    follow(&audit);
    size_t violations = bv_audit_violations(&audit);
    if (audit.case_count > 0) {
        const char *name = audit.cases[audit.case_count - 1].name;
        bv_fuzz_demand(bv_audit_narrow(&audit, &name, 1, &err) == BV_OK && audit.case_count == 1,
                       "an audit can be narrowed to a case of it");
        bv_fuzz_demand(bv_audit_violations(&audit) <= violations, "and breaks no more rules");
        follow(&audit);
    }
    bv_audit_finish(&audit);
    return 0;
}
