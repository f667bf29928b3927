/* SPDX-License-Identifier: Apache-2.0 */
/* machine.c: the key is declared here, fact by fact; changing it makes old results incomparable. */
#include "harness/machine/machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "harness/machine/hypervisor.h"
#include "lib/base/sysfile.h"

#if defined(__x86_64__) && defined(__ILP32__)
#define ARCHITECTURE "x32"
#elif defined(__x86_64__)
#define ARCHITECTURE "x86_64"
#elif defined(__i386__)
#define ARCHITECTURE "i386"
#elif defined(__aarch64__)
#define ARCHITECTURE "aarch64"
#elif defined(__arm__)
#define ARCHITECTURE "arm"
#elif defined(__riscv) && __riscv_xlen == 64
#define ARCHITECTURE "riscv64"
#elif defined(__powerpc64__)
#define ARCHITECTURE "ppc64"
#elif defined(__s390x__)
#define ARCHITECTURE "s390x"
#else
#define ARCHITECTURE NULL
#endif

/* What /proc/cpuinfo says of one CPU, for the caller to free; "" if nothing, NULL without memory.
 */
static char *read_cpuinfo(const char *root, int cpu)
{
    char *text = bv_sysfile_text(root, "/proc/cpuinfo");
    char *block = NULL, number[32], wanted[32];
    snprintf(wanted, sizeof wanted, "%d", cpu);
    for (char *begin = text, *end; begin != NULL && block == NULL; begin = end) {
        end = strstr(begin, "\n\n");
        if (end != NULL) {
            end[1] = '\0';
            end += 2;
        }
        if (bv_sysfile_field(begin, "processor", number, sizeof number) &&
            strcmp(number, wanted) == 0)
            block = strdup(begin);
    }
    free(text);
    return block != NULL ? block : strdup("");
}

static void add_field(struct bv_factlist *out, const char *name, const char *cpuinfo,
                      const char *field)
{
    char value[256];
    bool known = bv_sysfile_field(cpuinfo, field, value, sizeof value);
    bv_factlist_add(out, name, known ? value : NULL);
}

/* Some hypervisors do not show the microcode and put a constant there: KVM 0x1 for Intel and
 * 0x1000065 for AMD, Hyper-V all ones. A constant that hides the truth is "unknown". */
static void add_microcode(struct bv_factlist *out, const char *cpuinfo, const char *hypervisor)
{
    char value[32];
    bool known = bv_sysfile_field(cpuinfo, "microcode", value, sizeof value);
    bool virtual = strcmp(hypervisor, "none") != 0;
    if (known && (strcmp(value, "0xffffffff") == 0 ||
                  (virtual && (strcmp(value, "0x1") == 0 || strcmp(value, "0x1000065") == 0))))
        known = false;
    bv_factlist_add(out, "cpu.microcode", known ? value : NULL);
}

static void add_arm(struct bv_factlist *out, const char *cpuinfo)
{
    char variant[16], revision[16], *end;
    add_field(out, "cpu.vendor", cpuinfo, "CPU implementer");
    add_field(out, "cpu.model", cpuinfo, "CPU part");
    add_field(out, "cpu.family", cpuinfo, "CPU architecture");
    bv_sysfile_field(cpuinfo, "CPU variant", variant, sizeof variant);
    bv_sysfile_field(cpuinfo, "CPU revision", revision, sizeof revision);
    unsigned long r = strtoul(variant, &end, 16);
    if (variant[0] != '\0' && *end == '\0' && revision[0] != '\0')
        bv_factlist_addf(out, "cpu.stepping", "r%lup%s", r, revision);
    else
        bv_factlist_add(out, "cpu.stepping", NULL);
}

static void add_cpu(struct bv_factlist *out, const char *cpuinfo, const char *hypervisor)
{
    char ignored[64];
    if (bv_sysfile_field(cpuinfo, "CPU implementer", ignored, sizeof ignored)) {
        add_arm(out, cpuinfo);
        return;
    }
    add_field(out, "cpu.vendor", cpuinfo, "vendor_id");
    add_field(out, "cpu.model", cpuinfo, "model name");
    add_field(out, "cpu.family", cpuinfo, "cpu family");
    add_field(out, "cpu.model_number", cpuinfo, "model");
    add_field(out, "cpu.stepping", cpuinfo, "stepping");
    add_microcode(out, cpuinfo, hypervisor);
}

/* Of a thread that is bound to no CPU the first one it may use stands for all. */
static int described_cpu(const struct bv_topology *topology, int cpu)
{
    return cpu >= 0 ? cpu : bv_topology_allowed(topology, 0).cpu;
}

static void add_kind(struct bv_factlist *out, const struct bv_topology *topology, int cpu)
{
    for (size_t i = 0; i < bv_topology_allowed_count(topology); i++) {
        struct bv_topology_cpu c = bv_topology_allowed(topology, i);
        if (c.cpu != described_cpu(topology, cpu) || c.kind_count < 2)
            continue;
        if (c.kind < 0 || cpu < 0)
            bv_factlist_add(out, "cpu.kind", NULL);
        else
            bv_factlist_addf(out, "cpu.kind", "%d of 0..%d", c.kind, c.kind_count - 1);
    }
}

static void add_bytes(struct bv_factlist *out, const char *name, size_t bytes)
{
    if (bytes == 0)
        bv_factlist_add(out, name, NULL);
    else
        bv_factlist_addf(out, name, "%zu", bytes);
}

static void add_caches(struct bv_factlist *out, const struct bv_topology *topology, int cpu)
{
    struct bv_caches caches;
    bv_topology_caches(topology, described_cpu(topology, cpu), &caches);
    add_bytes(out, "cache.l1d", caches.l1d_bytes);
    add_bytes(out, "cache.l2", caches.l2_bytes);
    /* Who tells of the inner two caches would tell of the third, unless it is told of for some
     * CPUs only. */
    if (caches.l1d_bytes != 0 && caches.l2_bytes != 0 && caches.l3_bytes == 0 &&
        !bv_topology_tells_l3(topology))
        bv_factlist_add(out, "cache.l3", "none");
    else
        add_bytes(out, "cache.l3", caches.l3_bytes);
    add_bytes(out, "cache.line", caches.line_bytes);
    if (bv_topology_is_stated(topology))
        bv_factlist_add(out, "cache.stated", "by --caches");
}

enum bv_status bv_machine_key(const struct bv_topology *topology, int cpu,
                              const struct bv_machine_build *build, struct bv_factlist *out,
                              struct bv_error *err)
{
    const char *root = bv_topology_root(topology);
    char hypervisor[64];
    char *cpuinfo = read_cpuinfo(root, described_cpu(topology, cpu));
    if (cpuinfo != NULL) {
        bool known = bv_hypervisor_name(root, cpuinfo, hypervisor, sizeof hypervisor);
        bv_factlist_add(out, "arch", ARCHITECTURE);
        add_cpu(out, cpuinfo, hypervisor);
        add_kind(out, topology, cpu);
        bv_factlist_addf(out, "cpu.count_allowed", "%zu", bv_topology_allowed_count(topology));
        add_caches(out, topology, cpu);
        bv_factlist_addf(out, "page", "%ld", sysconf(_SC_PAGESIZE));
        bv_factlist_add(out, "hypervisor", known ? hypervisor : NULL);
        bv_factlist_add(out, "compiler", build->compiler);
        bv_factlist_add(out, "compiler.flags", build->flags);
        bv_factlist_add(out, "kernel_hash", build->kernel_hash);
    }
    if (cpuinfo == NULL || out->failed)
        bv_fail(err, BV_E_NOMEM, "out of memory while describing the machine");
    free(cpuinfo);
    return cpuinfo == NULL || out->failed ? BV_E_NOMEM : BV_OK;
}

static void add_file(struct bv_factlist *out, const char *name, const char *root, const char *path)
{
    char value[256];
    bool known = bv_sysfile_word(root, path, value, sizeof value);
    bv_factlist_add(out, name, known ? value : NULL);
}

/* Cut `name : value` lines in place and append them. */
static void add_lines(struct bv_factlist *out, char *block)
{
    char name[64 + sizeof "cpuinfo."];
    for (char *line = block, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        *end = '\0';
        char *colon = strchr(line, ':');
        if (colon == NULL)
            continue;
        char *value = colon + 1 + strspn(colon + 1, " \t");
        while (colon > line && (colon[-1] == ' ' || colon[-1] == '\t'))
            colon--;
        *colon = '\0';
        snprintf(name, sizeof name, "cpuinfo.%s", line);
        bv_factlist_add(out, name, value);
    }
}

enum bv_status bv_machine_capture(const struct bv_topology *topology, int cpu,
                                  struct bv_factlist *out, struct bv_error *err)
{
    const char *root = bv_topology_root(topology);
    struct utsname live;
    add_file(out, "uname.sysname", root, "/proc/sys/kernel/ostype");
    add_file(out, "uname.release", root, "/proc/sys/kernel/osrelease");
    add_file(out, "uname.version", root, "/proc/sys/kernel/version");
    if (root[0] == '\0' && uname(&live) == 0)
        bv_factlist_add(out, "uname.machine", live.machine);
    else
        add_file(out, "uname.machine", root, "/proc/sys/kernel/arch");
    char *cpuinfo = read_cpuinfo(root, described_cpu(topology, cpu));
    if (cpuinfo != NULL)
        add_lines(out, cpuinfo);
    if (cpuinfo == NULL || out->failed)
        bv_fail(err, BV_E_NOMEM, "out of memory while capturing the machine");
    free(cpuinfo);
    return cpuinfo == NULL || out->failed ? BV_E_NOMEM : BV_OK;
}
