/* SPDX-License-Identifier: Apache-2.0 */
/* hypervisor.c: CPUID knows best on x86; elsewhere the firmware's tables give hints. */
#include "harness/machine/hypervisor.h"

#include <stdio.h>
#include <string.h>
#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

#include "lib/base/sysfile.h"

struct alias {
    const char *sign; /* what the machine says, or how it begins */
    const char *name;
};

static const char *find_alias(const struct alias *table, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++)
        if (strncmp(text, table[i].sign, strlen(table[i].sign)) == 0)
            return table[i].name;
    return NULL;
}

#if defined(__x86_64__) || defined(__i386__)
/* The signature of leaf 0x40000000, which hypervisors agreed on and processors leave alone. */
static const char *ask_cpuid(char sign[13])
{
    static const struct alias table[] = {
        {"KVMKVMKVM", "KVM"},         {"Microsoft Hv", "Hyper-V"},  {"VMwareVMware", "VMware"},
        {"XenVMMXenVMM", "Xen"},      {"TCGTCGTCGTCG", "QEMU TCG"}, {"VBoxVBoxVBox", "VirtualBox"},
        {"bhyve bhyve ", "bhyve"},    {"ACRNACRNACRN", "ACRN"},     {" lrpepyh  vr", "Parallels"},
        {"prl hyperv  ", "Parallels"}};
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || (c & 1u << 31) == 0)
        return NULL;
    __cpuid(0x40000000u, a, b, c, d);
    memcpy(sign, &b, 4);
    memcpy(sign + 4, &c, 4);
    memcpy(sign + 8, &d, 4);
    sign[12] = '\0';
    const char *name = find_alias(table, sizeof table / sizeof table[0], sign);
    if (name != NULL)
        return name;
    return sign[0] > ' ' ? sign : "unnamed";
}
#endif

static const char *ask_firmware(const char *root)
{
    static const struct alias table[] = {{"KVM", "KVM"},
                                         {"OpenStack", "KVM"},
                                         {"KubeVirt", "KVM"},
                                         {"Amazon EC2", "Amazon EC2"},
                                         {"Google", "Google"},
                                         {"QEMU", "QEMU"},
                                         {"VMware", "VMware"},
                                         {"VMW", "VMware"},
                                         {"innotek GmbH", "VirtualBox"},
                                         {"VirtualBox", "VirtualBox"},
                                         {"Xen", "Xen"},
                                         {"Bochs", "Bochs"},
                                         {"Parallels", "Parallels"},
                                         {"BHYVE", "bhyve"},
                                         {"Virtual Machine", "Hyper-V"}};
    char product[128], vendor[128];
    bool known = bv_sysfile_word(root, "/sys/class/dmi/id/product_name", product, sizeof product);
    known |= bv_sysfile_word(root, "/sys/class/dmi/id/sys_vendor", vendor, sizeof vendor);
    if (strstr(product, ".metal") != NULL || strstr(product, "-metal") != NULL)
        return "none";
    const char *name = find_alias(table, sizeof table / sizeof table[0], product);
    if (name == NULL)
        name = find_alias(table, sizeof table / sizeof table[0], vendor);
    if (name != NULL)
        return name;

    char tree[512];
    if (bv_sysfile_word(root, "/proc/device-tree/hypervisor/compatible", tree, sizeof tree))
        return strstr(tree, "xen") != NULL ? "Xen" : "unnamed";
    if (bv_sysfile_word(root, "/proc/device-tree/compatible", tree, sizeof tree)) {
        if (strstr(tree, "linux,dummy-virt") != NULL)
            return "unnamed";
        known = true;
    }
    return known ? "none" : NULL;
}

bool bv_hypervisor_name(const char *root, const char *cpuinfo, char *out, size_t size)
{
    char type[64], flags[8192];
    const char *name = NULL;
    bool x86 = bv_sysfile_field(cpuinfo, "vendor_id", type, sizeof type);
#if defined(__x86_64__) || defined(__i386__)
    char sign[13];
    if (root[0] == '\0')
        name = ask_cpuid(sign);
#endif
    if (name == NULL && bv_sysfile_word(root, "/sys/hypervisor/type", type, sizeof type))
        name = strcmp(type, "xen") == 0 ? "Xen" : type;
    if (name == NULL && x86) {
        /* The flag decides: firmware tables of some bare machines carry a cloud's name. */
        if (bv_sysfile_field(cpuinfo, "flags", flags, sizeof flags)) {
            size_t length = strlen(flags);
            snprintf(flags + length, sizeof flags - length, " ");
            if (strstr(flags, " hypervisor ") == NULL)
                name = "none";
            else if ((name = ask_firmware(root)) == NULL || strcmp(name, "none") == 0)
                name = "unnamed";
        }
    } else if (name == NULL) {
        name = ask_firmware(root);
    }
    snprintf(out, size, "%s", name != NULL ? name : "");
    return name != NULL;
}
