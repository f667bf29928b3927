/* SPDX-License-Identifier: Apache-2.0 */
/* microarchitecture.c: ranges of models, the same whatever the market that a part is sold to. */
#include "report/words/microarchitecture.h"

#include <stdlib.h>
#include <string.h>

static const struct part {
    const char *vendor;
    unsigned long family, first, last; /* models, or the parts of an ARM implementer */
    const char *name;
} parts[] = {
    {"AuthenticAMD", 0x17, 0x00, 0x2f, "Zen"},
    {"AuthenticAMD", 0x17, 0x50, 0x5f, "Zen"},
    {"AuthenticAMD", 0x17, 0x30, 0x4f, "Zen 2"},
    {"AuthenticAMD", 0x17, 0x60, 0x7f, "Zen 2"},
    {"AuthenticAMD", 0x17, 0x90, 0x91, "Zen 2"},
    {"AuthenticAMD", 0x17, 0xa0, 0xaf, "Zen 2"},
    {"AuthenticAMD", 0x19, 0x00, 0x0f, "Zen 3"},
    {"AuthenticAMD", 0x19, 0x20, 0x5f, "Zen 3"},
    {"AuthenticAMD", 0x19, 0x10, 0x1f, "Zen 4"},
    {"AuthenticAMD", 0x19, 0x60, 0xaf, "Zen 4"},
    {"AuthenticAMD", 0x1a, 0x00, 0x0f, "Zen 5"},
    {"AuthenticAMD", 0x1a, 0x20, 0x2f, "Zen 5"},
    {"AuthenticAMD", 0x1a, 0x40, 0x4f, "Zen 5"},
    {"AuthenticAMD", 0x1a, 0x70, 0x7f, "Zen 5"},
    {"GenuineIntel", 6, 0x2a, 0x2a, "Sandy Bridge"},
    {"GenuineIntel", 6, 0x2d, 0x2d, "Sandy Bridge"},
    {"GenuineIntel", 6, 0x3a, 0x3a, "Ivy Bridge"},
    {"GenuineIntel", 6, 0x3e, 0x3e, "Ivy Bridge"},
    {"GenuineIntel", 6, 0x3c, 0x3c, "Haswell"},
    {"GenuineIntel", 6, 0x3f, 0x3f, "Haswell"},
    {"GenuineIntel", 6, 0x45, 0x46, "Haswell"},
    {"GenuineIntel", 6, 0x3d, 0x3d, "Broadwell"},
    {"GenuineIntel", 6, 0x47, 0x47, "Broadwell"},
    {"GenuineIntel", 6, 0x4f, 0x4f, "Broadwell"},
    {"GenuineIntel", 6, 0x56, 0x56, "Broadwell"},
    {"GenuineIntel", 6, 0x4e, 0x4e, "Skylake"},
    {"GenuineIntel", 6, 0x5e, 0x5e, "Skylake"},
    {"GenuineIntel", 6, 0x55, 0x55, "Skylake server"}, /* and the two lakes that came after it */
    {"GenuineIntel", 6, 0x8e, 0x8e, "Kaby Lake"},
    {"GenuineIntel", 6, 0x9e, 0x9e, "Kaby Lake"},
    {"GenuineIntel", 6, 0x66, 0x66, "Cannon Lake"},
    {"GenuineIntel", 6, 0xa5, 0xa6, "Comet Lake"},
    {"GenuineIntel", 6, 0x6a, 0x6a, "Ice Lake"},
    {"GenuineIntel", 6, 0x6c, 0x6c, "Ice Lake"},
    {"GenuineIntel", 6, 0x7d, 0x7e, "Ice Lake"},
    {"GenuineIntel", 6, 0x8c, 0x8d, "Tiger Lake"},
    {"GenuineIntel", 6, 0xa7, 0xa7, "Rocket Lake"},
    {"GenuineIntel", 6, 0x97, 0x97, "Alder Lake"},
    {"GenuineIntel", 6, 0x9a, 0x9a, "Alder Lake"},
    {"GenuineIntel", 6, 0xb7, 0xb7, "Raptor Lake"},
    {"GenuineIntel", 6, 0xba, 0xba, "Raptor Lake"},
    {"GenuineIntel", 6, 0xbf, 0xbf, "Raptor Lake"},
    {"GenuineIntel", 6, 0xaa, 0xaa, "Meteor Lake"},
    {"GenuineIntel", 6, 0xac, 0xac, "Meteor Lake"},
    {"GenuineIntel", 6, 0x8f, 0x8f, "Sapphire Rapids"},
    {"GenuineIntel", 6, 0xcf, 0xcf, "Emerald Rapids"},
    {"GenuineIntel", 6, 0xad, 0xad, "Granite Rapids"},
    {"0x41", 8, 0xd03, 0xd03, "Cortex-A53"},
    {"0x41", 8, 0xd05, 0xd05, "Cortex-A55"},
    {"0x41", 8, 0xd08, 0xd08, "Cortex-A72"},
    {"0x41", 8, 0xd09, 0xd09, "Cortex-A73"},
    {"0x41", 8, 0xd0a, 0xd0a, "Cortex-A75"},
    {"0x41", 8, 0xd0b, 0xd0b, "Cortex-A76"},
    {"0x41", 8, 0xd0c, 0xd0c, "Neoverse N1"},
    {"0x41", 8, 0xd0d, 0xd0d, "Cortex-A77"},
    {"0x41", 8, 0xd40, 0xd40, "Neoverse V1"},
    {"0x41", 8, 0xd41, 0xd41, "Cortex-A78"},
    {"0x41", 8, 0xd44, 0xd44, "Cortex-X1"},
    {"0x41", 8, 0xd47, 0xd47, "Cortex-A710"},
    {"0x41", 8, 0xd48, 0xd48, "Cortex-X2"},
    {"0x41", 8, 0xd49, 0xd49, "Neoverse N2"},
    {"0x41", 8, 0xd4f, 0xd4f, "Neoverse V2"},
    {"0x41", 8, 0xd84, 0xd84, "Neoverse V3"},
    {"0x41", 8, 0xd85, 0xd85, "Cortex-X925"},
    {"0x41", 8, 0xd87, 0xd87, "Cortex-A725"},
    {"0x41", 8, 0xd8e, 0xd8e, "Neoverse N3"},
};

static bool read_number(const char *text, unsigned long *out)
{
    char *end;
    if (text == NULL || *text == '\0')
        return false;
    *out = strtoul(text, &end, 0);
    return *end == '\0';
}

/* An ARM key has the part in the place of the model's name, and no number of a model. */
const char *bv_microarchitecture(const struct bv_facts *key)
{
    const char *vendor = bv_facts_get(key, "cpu.vendor");
    const char *model = bv_facts_get(key, "cpu.model_number");
    unsigned long family, number;
    if (vendor == NULL || !read_number(bv_facts_get(key, "cpu.family"), &family) ||
        !read_number(model != NULL ? model : bv_facts_get(key, "cpu.model"), &number))
        return NULL;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (strcmp(parts[i].vendor, vendor) == 0 && parts[i].family == family &&
            parts[i].first <= number && number <= parts[i].last)
            return parts[i].name;
    return NULL;
}
