/* SPDX-License-Identifier: Apache-2.0 */
/* test_memory_room.c: the memory that may be filled, under cgroups of both versions. */
#include "benchmarks/heap/memory_room.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/support/plant.h"

enum { MIB = 1 << 20 };

static void takes_what_is_available(void **unused)
{
    (void)unused;
    struct plant p;
    plant_start(&p);
    assert_true(bv_memory_room_bytes(p.root) == INT64_MAX);
    plant_text(&p, "/proc/meminfo", "MemTotal: 9000 kB\nMemAvailable:    4096 kB\n");
    assert_int_equal(bv_memory_room_bytes(p.root), 4 * MIB);
    plant_finish(&p);
}

static void version_two_counts_its_parents(void **unused)
{
    (void)unused;
    struct plant p;
    plant_start(&p);
    plant_text(&p, "/proc/meminfo", "MemAvailable: 1048576 kB\n");
    plant_text(&p, "/proc/self/cgroup", "0::/box/inner\n");
    plant_text(&p, "/sys/fs/cgroup/box/inner/memory.max", "max\n");
    assert_int_equal(bv_memory_room_bytes(p.root), 1024 * (int64_t)MIB);
    plant_text(&p, "/sys/fs/cgroup/box/memory.max", "104857600\n");
    plant_text(&p, "/sys/fs/cgroup/box/memory.current", "62914560\n");
    assert_int_equal(bv_memory_room_bytes(p.root), 40 * MIB);
    /* file pages that would be dropped are room */
    plant_text(&p, "/sys/fs/cgroup/box/memory.stat", "anon 1\ninactive_file 20971520\n");
    assert_int_equal(bv_memory_room_bytes(p.root), 60 * MIB);
    plant_text(&p, "/sys/fs/cgroup/box/inner/memory.max", "10485760\n");
    plant_text(&p, "/sys/fs/cgroup/box/inner/memory.current", "20971520\n");
    assert_int_equal(bv_memory_room_bytes(p.root), 0);
    plant_finish(&p);
}

static void version_one_is_read_too(void **unused)
{
    (void)unused;
    struct plant p;
    plant_start(&p);
    plant_text(&p, "/proc/self/cgroup", "5:cpu:/box\n4:memory:/box\n0::/\n");
    plant_text(&p, "/sys/fs/cgroup/memory/box/memory.limit_in_bytes", "104857600\n");
    plant_text(&p, "/sys/fs/cgroup/memory/box/memory.usage_in_bytes", "52428800\n");
    plant_text(&p, "/sys/fs/cgroup/memory/box/memory.stat",
               "inactive_file 1\ntotal_inactive_file 1048576\n");
    assert_int_equal(bv_memory_room_bytes(p.root), 51 * MIB);
    /* a path that is not mounted here: the mount's own files count */
    plant_text(&p, "/proc/self/cgroup", "4:memory:/elsewhere/deep\n");
    assert_true(bv_memory_room_bytes(p.root) == INT64_MAX);
    plant_text(&p, "/sys/fs/cgroup/memory/memory.limit_in_bytes", "20971520\n");
    assert_int_equal(bv_memory_room_bytes(p.root), 20 * MIB);
    plant_finish(&p);
}

/* What a child writes is its own, be it fresh memory or its parent's. */
static void written_memory_is_counted(void **unused)
{
    (void)unused;
    enum { BYTES = 32 * MIB };
    char *volatile block = malloc(BYTES);
    assert_non_null(block);
    memset(block, 1, BYTES);
    assert_true(bv_memory_room_private_bytes() >= BYTES);
    pid_t pid = fork();
    if (pid == 0) {
        int64_t before = bv_memory_room_private_bytes();
        memset(block, 2, BYTES / 2);
        int64_t half = bv_memory_room_private_bytes() - before;
        _exit(before >= BYTES / 4 || half < BYTES / 2 || half > BYTES / 2 + BYTES / 8 ? 1 : 0);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    free(block);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_what_is_available),
        cmocka_unit_test(version_two_counts_its_parents),
        cmocka_unit_test(version_one_is_read_too),
        cmocka_unit_test(written_memory_is_counted),
    };
    return cmocka_run_group_tests_name("room", tests, NULL, NULL);
}
