/* SPDX-License-Identifier: Apache-2.0 */
/* try_build.c: see try_build.h. */
#include "cli/try_build.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/audit/objdump.h"
#include "harness/kernels/own/own_build.h"
#include "harness/kernels/own/own_commands.h"
#include "harness/kernels/own/own_tryout.h"
#include "lib/base/folder.h"
#include "lib/bundle/auditfile.h"

enum bv_status bv_try_make_folder(struct bv_try_session *s, struct bv_error *err)
{
    const char *temporary = getenv("TMPDIR");
    if (temporary == NULL || temporary[0] != '/')
        temporary = "/tmp";
    if (snprintf(s->folder, sizeof s->folder, "%s/byval-try-XXXXXX", temporary) >=
        (int)sizeof s->folder) {
        s->folder[0] = '\0'; /* a path that is cut short is somebody else's */
        return bv_fail(err, BV_E_IO, "TMPDIR: the path is too long");
    }
    if (mkdtemp(s->folder) != NULL)
        return BV_OK;
    enum bv_status status =
        bv_fail(err, BV_E_IO, "%s: cannot create the folder: %s; set TMPDIR to another", s->folder,
                strerror(errno));
    s->folder[0] = '\0';
    return status;
}

/* Build by one compiler, see what the code does, and audit it. */
static enum bv_status build_one(struct bv_try_session *s, const char *compiler,
                                struct bv_error *err)
{
    const struct bv_try_options *a = s->options;
    struct bv_try_build *b = &s->builds[s->build_count++];
    char kernels[PATH_MAX], audit_path[PATH_MAX];
    snprintf(b->folder, sizeof b->folder, "%s/%zu", s->folder, s->build_count);
    if (mkdir(b->folder, 0700) != 0)
        return bv_fail(err, BV_E_IO, "%s: %s", b->folder, strerror(errno));
    bool is_cxx = a->language != NULL && strcmp(a->language, "c") != 0;
    enum bv_status status = BV_OK;
    for (size_t i = 0; i < s->command.flags.count && status == BV_OK; i++)
        status = bv_own_words_add(&b->flags, s->command.flags.items[i], err);
    if (status == BV_OK)
        status = bv_own_words_split(&b->flags,
                                    a->flags != NULL             ? a->flags
                                    : s->command.flags.count > 0 ? ""
                                    : is_cxx                     ? "-O2 -std=c++17"
                                                                 : "-O2",
                                    "--cflags", err);
    for (size_t i = b->flags.count; i-- > 0;)
        if (strncmp(b->flags.items[i], "-flto", 5) == 0) {
            bv_own_words_drop(&b->flags, i);
            b->had_lto = true;
        }
    const struct bv_own_config config = {
        .type = a->type,
        .includes = a->includes.items,
        .include_count = a->includes.count,
        .reads = a->reads,
        .value = a->value,
        .pointer = a->pointer,
        .maker = a->maker,
        .sources = a->sources.items,
        .source_count = a->sources.count,
        .libraries = a->libraries,
        .is_cxx = is_cxx,
        .compiler = compiler,
        .flags = &b->flags,
        .directory = s->command.directory[0] == '\0' ? NULL : s->command.directory,
        .kit = s->kit,
        .folder = b->folder,
        .stop = s->stop,
    };
    if (status == BV_OK)
        status = bv_own_build(&config, &b->build, err);
    snprintf(kernels, sizeof kernels, "%.4000s/kernels.so", b->folder);
    if (status == BV_OK)
        status = bv_own_tryout("/proc/self/exe", kernels, &config, err);
    if (status != BV_OK)
        return status;
    struct bv_audit audit = {0};
    const struct bv_objdump_config how = {.kernels = kernels, .stop = s->stop};
    struct bv_error why;
    snprintf(audit_path, sizeof audit_path, "%.4000s/audit.json", b->folder);
    status = bv_objdump_audit(&how, &audit, &why);
    if (status == BV_OK)
        status = bv_audit_write(&audit, audit_path, err);
    else if (status == BV_E_UNSUPPORTED) /* no objdump: the run says that nothing was audited */
        status = BV_OK;
    else
        *err = why;
    bv_audit_finish(&audit);
    return status;
}

enum bv_status bv_try_build_all(struct bv_try_session *s, struct bv_error *err)
{
    const struct bv_try_options *a = s->options;
    bool is_cxx = a->language != NULL && strcmp(a->language, "c") != 0;
    enum bv_status status = BV_OK;
    if (a->commands != NULL)
        status = bv_own_command_find(a->commands, a->like, &s->command, err);
    const char *one = s->command.compiler[0] != '\0' ? s->command.compiler : is_cxx ? "g++" : "gcc";
    for (size_t i = 0; i < a->compilers.count && status == BV_OK; i++)
        status = build_one(s, a->compilers.items[i], err);
    if (a->compilers.count == 0 && status == BV_OK)
        status = build_one(s, one, err);
    return status;
}

void bv_try_finish(struct bv_try_session *s)
{
    for (size_t i = 0; i < s->build_count; i++) {
        bv_own_words_finish(&s->builds[i].flags);
        bv_own_build_finish(&s->builds[i].build);
    }
    bv_own_command_finish(&s->command);
    if (s->folder[0] != '\0')
        bv_tree_remove(s->folder);
}
