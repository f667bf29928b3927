/* SPDX-License-Identifier: Apache-2.0 */
/* objdump.c: see objdump.h. objdump disassembles; kernel_audit.c judges. */
#include "harness/audit/objdump.h"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/audit/kernel_audit.h"
#include "harness/kernels/catalogue_file.h"
#include "lib/base/child.h"
#include "lib/base/digest.h"
#include "lib/base/memory.h"
#include "lib/base/version.h"

#ifdef __x86_64__
enum { NATIVE = EM_X86_64 };
#else
enum { NATIVE = EM_AARCH64 };
#endif

enum { SILENCE_S = 60, PATIENCE_S = 10, LAYOUTS_COMPARED = 3 };

/* Who disassembles what. */
struct disassembler {
    uint16_t machine;    /* of ELF files */
    const char *program; /* on a machine of another kind */
    const char *syntax;
};

static enum bv_status find_disassembler(const char *path, struct disassembler *out,
                                        struct bv_error *err)
{
    static const struct disassembler all[] = {
        {EM_X86_64, "x86_64-linux-gnu-objdump", "-Mintel"},
        {EM_AARCH64, "aarch64-linux-gnu-objdump", NULL},
    };
    Elf64_Ehdr head;
    FILE *file = fopen(path, "re");
    bool whole = file != NULL && fread(&head, sizeof head, 1, file) == 1;
    if (file != NULL)
        fclose(file);
    if (!whole || memcmp(head.e_ident, ELFMAG, SELFMAG) != 0)
        return bv_fail(err, BV_E_INPUT, "%.200s: cannot be read, or is no object", path);
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (all[i].machine == head.e_machine) {
            *out = all[i];
            if (head.e_machine == NATIVE)
                out->program = "objdump";
            return BV_OK;
        }
    return bv_fail(err, BV_E_UNSUPPORTED, "%s: no rules are known for ELF machine %u", path,
                   (unsigned)head.e_machine);
}

static enum bv_status start(char *const argv[], struct bv_child *out, struct bv_error *err)
{
    char *const env[] = {"LC_ALL=C", NULL};
    enum bv_status status = bv_child_launch(argv, env, NULL, "", out, err);
    if (status == BV_E_UNSUPPORTED)
        return bv_fail(err, status, "there is no %s here, which an audit needs; install binutils",
                       argv[0]);
    return status;
}

static enum bv_status end(struct bv_child *child, const char *what, enum bv_status status,
                          struct bv_error *err)
{
    char how[64], words[sizeof err->text];
    snprintf(words, sizeof words, "%s", status == BV_OK || err == NULL ? "" : err->text);
    if (bv_child_end(child, status == BV_OK ? PATIENCE_S : 0, how, sizeof how) != 0 &&
        status == BV_OK)
        return bv_fail(err, BV_E_CHILD, "objdump %s: %s", what, how);
    if (status == BV_E_CHILD || status == BV_E_IO)
        return bv_fail(err, status, "objdump %.200s: %.200s; see whether it works by hand", what,
                       words);
    return status;
}

/* The first line of `objdump --version`. */
static enum bv_status read_tool(const char *program, const volatile sig_atomic_t *stop,
                                struct bv_audit *audit, struct bv_error *err)
{
    char *const argv[] = {(char *)program, "--version", NULL};
    struct bv_child child;
    const char *line;
    size_t length;
    enum bv_status status = start(argv, &child, err);
    if (status != BV_OK)
        return status;
    while ((status = bv_child_line(&child, SILENCE_S, stop, &line, &length, err)) == BV_OK &&
           line != NULL)
        if (audit->tool == NULL)
            audit->tool = bv_region_text(&audit->storage, line, length);
    status = end(&child, argv[1], status, err);
    if (status == BV_OK && audit->tool == NULL)
        status = bv_fail(err, BV_E_CHILD, "objdump --version: says nothing");
    return status;
}

/* prefix   of the functions that are wanted; NULL: all are */
static enum bv_status read_listing(const char *path, const char *prefix,
                                   const volatile sig_atomic_t *stop, struct bv_listing **out,
                                   struct bv_error *err)
{
    struct disassembler by;
    enum bv_status status = find_disassembler(path, &by, err);
    if (status != BV_OK)
        return status;
    char *const argv[] = {(char *)by.program, "-d", "--no-show-raw-insn", (char *)path,
                          (char *)by.syntax,  NULL};
    struct bv_child child;
    const char *line;
    size_t length;
    struct bv_listing *listing = bv_listing_create();
    if (listing == NULL)
        return bv_no_memory(err);
    bv_listing_only(listing, prefix);
    status = start(argv, &child, err);
    if (status != BV_OK) {
        bv_listing_destroy(listing);
        return status;
    }
    while ((status = bv_child_line(&child, SILENCE_S, stop, &line, &length, err)) == BV_OK &&
           line != NULL)
        if (bv_listing_add(listing, line, length) != BV_OK) {
            status = bv_no_memory(err);
            break;
        }
    status = end(&child, path, status, err);
    if (status == BV_OK)
        status = bv_listing_finish(listing, err);
    if (status != BV_OK) {
        bv_listing_destroy(listing);
        return status;
    }
    *out = listing;
    return BV_OK;
}

static enum bv_status judge(const struct bv_layout *layout, uint64_t base,
                            const struct bv_listing *names, const struct bv_listing *code,
                            const char *path, const char *filter, struct bv_audit *out,
                            struct bv_error *err)
{
    const struct bv_kernel_audit what = {
        .catalogue = layout->catalogue,
        .base = base,
        .names = names,
        .code = code,
        .isa = bv_isa_find(bv_listing_format(code)),
        .filter = filter,
    };
    if (what.isa == NULL)
        return bv_fail(err, BV_E_UNSUPPORTED, "%s: no rules are known for the instructions of %s",
                       path, bv_listing_format(code));
    return bv_kernel_audit_judge(&what, out, err);
}

/* What another compiler made of the family whose question is what compilers do: escape, which calls
 * no other file of ours. */
static enum bv_status put_beside(const struct bv_layout *layout, const char *path,
                                 const struct bv_objdump_config *config, struct bv_audit *out,
                                 struct bv_error *err)
{
    const struct link_map *map;
    struct bv_listing *names = NULL, *code = NULL;
    struct bv_audit other = {0};
    char compiler[64];
    const char *object = strchr(config->beside, '=');
    if (object == NULL || object == config->beside ||
        (size_t)(object - config->beside) >= sizeof compiler)
        return bv_fail(err, BV_E_USAGE, "--beside %.200s: expected COMPILER=FILE", config->beside);
    snprintf(compiler, sizeof compiler, "%.*s", (int)(object - config->beside), config->beside);
    if (dlinfo(layout->handle, RTLD_DI_LINKMAP, &map) != 0)
        return bv_fail(err, BV_E_IO, "%s: %s", path, dlerror());
    enum bv_status status = read_listing(path, NULL, config->stop, &names, err);
    if (status == BV_OK)
        status = read_listing(object + 1, NULL, config->stop, &code, err);
    if (status == BV_OK)
        status =
            judge(layout, (uint64_t)map->l_addr, names, code, object + 1, "^escape/", &other, err);
    if (status == BV_OK)
        status = bv_audit_beside(out, &other, compiler, err);
    bv_audit_finish(&other);
    bv_listing_destroy(names);
    bv_listing_destroy(code);
    return status;
}

/* Judge the kernels, or the foreign object, whose functions are called as the kernels' are. */
static enum bv_status audit_linked(const struct bv_layout *layout, const char *path,
                                   const struct bv_objdump_config *config, struct bv_audit *out,
                                   struct bv_error *err)
{
    struct bv_listing *own = NULL, *foreign = NULL;
    const struct link_map *map;
    if (dlinfo(layout->handle, RTLD_DI_LINKMAP, &map) != 0)
        return bv_fail(err, BV_E_IO, "%s: %s", path, dlerror());
    if (strstr(layout->catalogue->flags, "-fsanitize") != NULL)
        return bv_fail(err, BV_E_UNSUPPORTED,
                       "%s: was built with sanitizers, which change its code; build without", path);
    enum bv_status status = read_listing(path, NULL, config->stop, &own, err);
    if (status == BV_OK && config->foreign != NULL)
        status = read_listing(config->foreign, NULL, config->stop, &foreign, err);
    if (status == BV_OK)
        status = judge(layout, (uint64_t)map->l_addr, own, foreign == NULL ? own : foreign, path,
                       config->filter, out, err);
    bv_listing_destroy(own);
    bv_listing_destroy(foreign);
    return status;
}

/* The functions in other orders, as blocks load them: nothing else may differ. */
static enum bv_status compare_layouts(const char *kernels, const struct bv_objdump_config *config,
                                      const struct bv_audit *audit, struct bv_error *err)
{
    const char *folder = getenv("TMPDIR");
    enum bv_status status = BV_OK;
    for (uint32_t number = 1; number <= LAYOUTS_COMPARED && status == BV_OK; number++) {
        char path[PATH_MAX];
        struct bv_listing *listing = NULL;
        int n =
            snprintf(path, sizeof path, "%s/byval-layout-%u-%ld.so",
                     folder == NULL || folder[0] == '\0' ? "/tmp" : folder, number, (long)getpid());
        if (n >= (int)sizeof path)
            return bv_fail(err, BV_E_IO, "TMPDIR: the path is too long");
        status = bv_layout_write(kernels, number, path, err);
        if (status == BV_OK)
            status = read_listing(path, NULL, config->stop, &listing, err);
        if (status == BV_OK)
            status = bv_kernel_audit_compare(audit, listing, path, err);
        bv_listing_destroy(listing);
        unlink(path);
    }
    return status;
}

/* The object that is spoken of: by whom it was compiled is known of a layout alone. */
static enum bv_status describe(const struct bv_objdump_config *config,
                               const struct bv_catalogue *catalogue, const char *path,
                               const char *hash, struct bv_audit *audit, struct bv_error *err)
{
    const char *compiler = config->foreign == NULL ? catalogue->compiler : "unknown";
    const char *flags = config->foreign == NULL ? catalogue->flags : "unknown";
    struct disassembler by;
    enum bv_status status = find_disassembler(path, &by, err);
    if (status == BV_OK)
        status = read_tool(by.program, config->stop, audit, err);
    if (status != BV_OK)
        return status;
    audit->compiler = bv_region_text(&audit->storage, compiler, strlen(compiler));
    audit->flags = bv_region_text(&audit->storage, flags, strlen(flags));
    audit->kernel_hash = bv_region_text(&audit->storage, hash, strlen(hash));
    if (audit->compiler == NULL || audit->flags == NULL || audit->kernel_hash == NULL)
        return bv_no_memory(err);
    return BV_OK;
}

/* Kernels that are a program of their own, in Go: its functions have their names in the catalogue.
 */
static enum bv_status audit_go(const char *path, const char *hash,
                               const struct bv_objdump_config *config, struct bv_audit *out,
                               struct bv_error *err)
{
    struct bv_catalogue_file *file = NULL;
    struct bv_listing *listing = NULL;
    enum bv_status status = bv_catalogue_file_read(path, &file, err);
    if (status != BV_OK)
        return status;
    const struct bv_catalogue *catalogue = bv_catalogue_file_catalogue(file);
    if (strncmp(catalogue->compiler, "go ", 3) != 0)
        status = bv_fail(err, BV_E_UNSUPPORTED, "%s: no rules are known for the code of %s", path,
                         catalogue->compiler);
    else
        status = read_listing(path, "main.", config->stop, &listing, err);
    if (status == BV_OK && bv_isa_find(bv_listing_format(listing)) != &bv_isa_x86_64)
        status = bv_fail(err, BV_E_UNSUPPORTED,
                         "%s: Go's calling convention is known for x86-64 alone, not for %s", path,
                         bv_listing_format(listing));
    if (status == BV_OK) {
        const struct bv_kernel_audit what = {
            .catalogue = catalogue,
            .names = listing,
            .code = listing,
            .isa = &bv_isa_go_x86_64,
            .filter = config->filter,
        };
        status = bv_kernel_audit_judge(&what, out, err);
    }
    if (status == BV_OK)
        status = describe(config, catalogue, path, hash, out, err);
    bv_listing_destroy(listing);
    bv_catalogue_file_destroy(file);
    return status;
}

static enum bv_status audit_library(const char *path, const char *hash,
                                    const struct bv_objdump_config *config, struct bv_audit *out,
                                    struct bv_error *err)
{
    struct bv_layout layout = {0};
    const char *file = config->foreign != NULL ? config->foreign : path;
    enum bv_status status = bv_layout_open(path, 0, &layout, err);
    if (status == BV_OK)
        status = audit_linked(&layout, path, config, out, err);
    if (status == BV_OK)
        status = describe(config, layout.catalogue, file, hash, out, err);
    if (status == BV_OK && config->foreign == NULL)
        status = compare_layouts(path, config, out, err);
    if (status == BV_OK && config->beside != NULL)
        status = put_beside(&layout, path, config, out, err);
    bv_layout_close(&layout);
    return status;
}

enum bv_status bv_objdump_audit(const struct bv_objdump_config *config, struct bv_audit *out,
                                struct bv_error *err)
{
    struct bv_audit audit = {.byval_version = BV_VERSION};
    char path[PATH_MAX], hash[BV_DIGEST_TEXT_BYTES];
    const char *file = config->foreign != NULL ? config->foreign : path;
    enum bv_status status = BV_OK;
    if (config->kernels == NULL)
        status = bv_kernels_find(NULL, path, err);
    else if (realpath(config->kernels, path) == NULL)
        status = bv_fail(err, BV_E_IO, "%.200s: cannot be read", config->kernels);
    if (status == BV_OK)
        status = bv_digest_files(&file, 1, hash, err);
    if (status == BV_OK)
        status = (bv_catalogue_file_is(path) ? audit_go : audit_library)(path, hash, config, &audit,
                                                                         err);
    if (status != BV_OK) {
        bv_audit_finish(&audit);
        return status;
    }
    *out = audit;
    return BV_OK;
}
