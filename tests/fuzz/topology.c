/* SPDX-License-Identifier: Apache-2.0 */
/* topology.c: from hwloc's XML to a drawing that is well formed, or to a reason and nothing. */
#include "report/page/topology_tree.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>

#include "tests/fuzz/target.h"
#include "tests/support/xml.h"

/* hwloc may come down in the child that draws: nothing that the fuzzer should hear of. */
static void die_quietly(void)
{
    static const int signals[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV};
    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        signal(signals[i], SIG_DFL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int registered = -1;
    struct bv_text out = {0};
    struct bv_error err = {BV_OK, ""};
    size_t scripts = 0;
    char why[200];
    if (registered != 0)
        registered = pthread_atfork(NULL, NULL, die_quietly);
    bv_text_put(&out, "<div>");
    enum bv_status status = bv_topology_tree(&out, bv_fuzz_file(data, size), 1, &err);
    bv_fuzz_demand((status == BV_OK) == (strcmp(out.data, "<div>") != 0),
                   "a drawing, or nothing at all");
    bv_fuzz_demand(status == BV_OK || err.text[0] != '\0', "a refusal has a reason");
    bv_text_put(&out, "</div>");
    if (bv_xml_check(out.data, "script", &scripts, why, sizeof why) != 0)
        bv_fuzz_demand(false, why);
    bv_fuzz_demand(scripts == 0, "a drawing runs nothing");
    bv_text_finish(&out);
    return 0;
}
