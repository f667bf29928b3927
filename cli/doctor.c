/* SPDX-License-Identifier: Apache-2.0 */
/* doctor.c: byval doctor. */
#include <stdio.h>

#include "cli/command.h"
#include "cli/option.h"
#include "harness/kernels/layout.h"
#include "harness/kernels/select.h"
#include "harness/machine/doctor.h"
#include "harness/machine/probe.h"

static const char *const marks[] = {[BV_SEVERITY_OK] = "ok",
                                    [BV_SEVERITY_NOTE] = "note",
                                    [BV_SEVERITY_WARN] = "WARN",
                                    [BV_SEVERITY_FATAL] = "FATAL"};

static size_t stack_need(void)
{
    char kernels[PATH_MAX];
    struct bv_layout layout = {0};
    size_t need = 0;
    if (bv_kernels_find(NULL, kernels, NULL) == BV_OK &&
        bv_layout_open(kernels, 0, &layout, NULL) == BV_OK)
        need = bv_select_stack_need(layout.catalogue);
    bv_layout_close(&layout);
    return need;
}

static enum bv_exit print_findings(const struct bv_topology *topology, const struct bv_pin *pin)
{
    struct bv_probe probe;
    struct bv_diagnosis findings[64];
    enum bv_exit code = BV_EXIT_DONE;
    bv_probe_gather(topology, pin, stack_need(), &probe);
    size_t count = bv_doctor_judge(&probe, findings, sizeof findings / sizeof findings[0]);
    if (pin->cpu == BV_PIN_NONE)
        printf("measuring would be done on no CPU of its own\n");
    else
        printf("measuring would be done on logical CPU %d (%s)\n", pin->cpu, pin->reason);
    for (size_t i = 0; i < count; i++) {
        printf("%-5s  %-12s %s\n", marks[findings[i].level], findings[i].check, findings[i].what);
        if (findings[i].level != BV_SEVERITY_OK && findings[i].advice[0] != '\0')
            printf("%21s%s\n", "-> ", findings[i].advice);
        if (findings[i].level == BV_SEVERITY_FATAL)
            code = BV_EXIT_FAILED;
    }
    return code;
}

enum bv_exit bv_command_doctor(int argc, char **argv)
{
    int cpu = BV_PIN_AUTO;
    const struct bv_option options[] = {
        {"cpu", "N|auto|none", "the logical CPU to look at (auto)", bv_option_cpu, &cpu},
    };
    const struct bv_usage usage = {
        .name = "doctor",
        .arguments = "",
        .summary = "Say what on this machine would spoil a measurement, and how to fix it.",
        .details = "Exits with 0 unless measuring is impossible.\n\n"
                   "examples:\n"
                   "  byval doctor\n"
                   "  byval doctor --cpu 3\n",
        .options = options,
        .option_count = sizeof options / sizeof options[0],
    };
    int first;
    enum bv_parsed parsed = bv_options_parse(&usage, argc, argv, &first);
    if (parsed != BV_PARSED_OK)
        return parsed == BV_PARSED_HELP ? BV_EXIT_DONE : BV_EXIT_USAGE;
    struct bv_topology *topology = NULL;
    struct bv_pin pin;
    struct bv_error err;
    enum bv_status status = bv_topology_open("", &topology, &err);
    if (status == BV_OK)
        status = bv_pin_choose(topology, cpu, &pin, &err);
    enum bv_exit code =
        status == BV_OK ? print_findings(topology, &pin) : bv_command_failed("doctor", &err);
    bv_topology_close(topology);
    return code;
}
