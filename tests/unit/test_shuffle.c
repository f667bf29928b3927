/* SPDX-License-Identifier: Apache-2.0 */
/* test_shuffle.c: the kernels in other orders are the same kernels. */
#include "harness/kernels/shuffle.h"

#include <dlfcn.h>
#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "benchmarks/check.h"
#include "harness/kernels/layout.h"

/* Fewer of what is slow under the sanitizers; six standard errors of half of so many orders. */
#ifdef BV_SANITIZED
enum { ORDERS = 100, TOLERANCE = 30, FIRST_LAYOUT = 1, LAYOUTS = 1 };
#else
enum { ORDERS = 400, TOLERANCE = 60, FIRST_LAYOUT = 0, LAYOUTS = 4 };
#endif

static unsigned char *kernels;
static size_t kernels_bytes;

static int setup(void **unused)
{
    (void)unused;
    FILE *file = fopen(getenv("BYVAL_KERNELS"), "rbe");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0)
        return -1;
    kernels_bytes = (size_t)ftell(file);
    rewind(file);
    kernels = malloc(kernels_bytes);
    bool whole = kernels != NULL && fread(kernels, 1, kernels_bytes, file) == kernels_bytes;
    fclose(file);
    return whole ? 0 : -1;
}

static int teardown(void **unused)
{
    (void)unused;
    free(kernels);
    return 0;
}

static unsigned char *shuffled(uint64_t number)
{
    struct bv_error err;
    unsigned char *image = malloc(kernels_bytes);
    assert_non_null(image);
    memcpy(image, kernels, kernels_bytes);
    if (bv_shuffle(image, kernels_bytes, number, "kernels", &err) != BV_OK)
        fail_msg("%s", err.text);
    return image;
}

static const Elf64_Shdr *section(const unsigned char *image, const char *name)
{
    const Elf64_Ehdr *head = (const Elf64_Ehdr *)image;
    const Elf64_Shdr *sections = (const Elf64_Shdr *)(image + head->e_shoff);
    const char *names = (const char *)image + sections[head->e_shstrndx].sh_offset;
    for (unsigned i = 1; i < head->e_shnum; i++)
        if (strcmp(names + sections[i].sh_name, name) == 0)
            return &sections[i];
    fail_msg("no section %s", name);
    return NULL;
}

/* The functions of the kernels, in the order of their symbols. */
static size_t functions_of(const unsigned char *image, uint64_t *begins, size_t most)
{
    const Elf64_Shdr *table = section(image, ".symtab");
    const Elf64_Sym *symbols = (const Elf64_Sym *)(image + table->sh_offset);
    size_t count = 0;
    for (size_t i = 0; i < table->sh_size / sizeof *symbols; i++)
        if (ELF64_ST_TYPE(symbols[i].st_info) == STT_FUNC && symbols[i].st_size > 0) {
            assert_true(count < most);
            begins[count++] = symbols[i].st_value;
        }
    return count;
}

enum { FUNCTIONS_MAX = 20000 };
static uint64_t linked[FUNCTIONS_MAX], moved[FUNCTIONS_MAX];

static void a_number_is_an_order(void **unused)
{
    (void)unused;
    unsigned char *one = shuffled(7), *same = shuffled(7), *other = shuffled(8);
    const Elf64_Shdr *text = section(one, ".text");
    size_t count = functions_of(kernels, linked, FUNCTIONS_MAX);
    assert_true(count > 1000);
    assert_memory_equal(one, same, kernels_bytes);
    assert_memory_not_equal(one, other, kernels_bytes);
    assert_int_equal(functions_of(one, moved, FUNCTIONS_MAX), count);
    for (size_t i = 0; i < count; i++) {
        assert_in_range(moved[i], text->sh_addr, text->sh_addr + text->sh_size - 1);
        assert_int_equal(moved[i] % 16, 0);
    }
    free(one);
    free(same);
    free(other);
}

/* Every function is as likely before another as behind it, and anywhere in the text. */
static void orders_are_fair(void **unused)
{
    (void)unused;
    unsigned before = 0, low = 0, kept = 0;
    size_t count = functions_of(kernels, linked, FUNCTIONS_MAX);
    const Elf64_Shdr *text = section(kernels, ".text");
    for (uint64_t number = 1; number <= ORDERS; number++) {
        unsigned char *image = shuffled(number);
        functions_of(image, moved, FUNCTIONS_MAX);
        before += moved[1] < moved[count - 1];
        low += moved[count / 2] - text->sh_addr < text->sh_size / 2;
        kept += moved[count / 3] == linked[count / 3];
        free(image);
    }
    assert_in_range(before, ORDERS / 2 - TOLERANCE, ORDERS / 2 + TOLERANCE);
    assert_in_range(low, ORDERS / 2 - TOLERANCE, ORDERS / 2 + TOLERANCE);
    assert_in_range(kept, 0, 3);
}

/* The bytes between the relocated fields are those of the linked function. */
static void code_is_the_same(void **unused)
{
    (void)unused;
    unsigned char *image = shuffled(3);
    const Elf64_Shdr *table = section(image, ".symtab"), *text = section(kernels, ".text");
    const Elf64_Sym *then = (const Elf64_Sym *)(kernels + table->sh_offset);
    const Elf64_Sym *now = (const Elf64_Sym *)(image + table->sh_offset);
    size_t same = 0, bytes = 0;
    for (size_t i = 0; i < table->sh_size / sizeof *then; i++) {
        if (ELF64_ST_TYPE(then[i].st_info) != STT_FUNC || then[i].st_size == 0)
            continue;
        const unsigned char *a = kernels + text->sh_offset + (then[i].st_value - text->sh_addr);
        const unsigned char *b = image + text->sh_offset + (now[i].st_value - text->sh_addr);
        for (size_t k = 0; k < then[i].st_size; k++)
            same += a[k] == b[k];
        bytes += then[i].st_size;
    }
    assert_true((double)same > 0.9 * (double)bytes);
    free(image);
}

static enum bv_status check(struct bv_ctx ctx[BV_ARM_MAX], void *arg)
{
    const struct bv_case_ref *ref = arg;
    struct bv_error err;
    if (bv_case_check(ref->family, ref->row, ctx, &err) != BV_OK)
        fail_msg("%s", err.text);
    return BV_OK;
}

/* Calls, data and thread-local data are found from wherever a function stands. */
static void kernels_work(void **unused)
{
    (void)unused;
    const struct bv_env env = {
        .l1d_bytes = 32 << 10, .l2_bytes = 256 << 10, .l3_bytes = 2 << 20, .seed = 1};
    for (uint32_t number = FIRST_LAYOUT; number < FIRST_LAYOUT + LAYOUTS; number++) {
        struct bv_layout layout;
        struct bv_error err;
        size_t checked = 0;
        if (bv_layout_open(getenv("BYVAL_KERNELS"), number, &layout, &err) != BV_OK)
            fail_msg("%s", err.text);
        for (size_t f = 0; f < layout.catalogue->family_count; f++) {
            const struct bv_family *family = layout.catalogue->families[f];
            for (size_t c = number % 2; c < family->case_count; c += 2) {
                const struct bv_case *row = &family->cases[c];
                if (row->size_bytes > 512 || row->regime.collector || row->regime.threads ||
                    row->regime.allocator != 0)
                    continue;
                struct bv_case_ref ref = {family, row};
                assert_int_equal(family->hold(row, &env, check, &ref, &err), BV_OK);
                checked++;
            }
        }
        assert_true(checked > 1000);
        bv_layout_close(&layout);
    }
}

/* A relocated pointer. AddressSanitizer's runtime poisons its table of a library's globals, as
 * memory that no program reads; its pointers are relocated as all others. */
__attribute__((no_sanitize("address"))) static unsigned char *pointer_at(const unsigned char *place)
{
    unsigned char *pointer;
    memcpy(&pointer, place, sizeof pointer);
    return pointer;
}

/* Two ways to the same bytes: a file, which is audited, and memory, which runs. */
static void memory_is_as_the_file(void **unused)
{
    (void)unused;
    static const char *const parts[] = {".text", ".eh_frame", ".eh_frame_hdr", ".dynsym"};
    unsigned char *image = shuffled(6);
    struct bv_layout layout;
    struct bv_error err;
    Dl_info info;
    if (bv_layout_open(getenv("BYVAL_KERNELS"), 6, &layout, &err) != BV_OK)
        fail_msg("%s", err.text);
    assert_true(dladdr(layout.catalogue, &info) != 0);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const Elf64_Shdr *part = section(image, parts[i]);
        assert_memory_equal((unsigned char *)info.dli_fbase + part->sh_addr,
                            image + part->sh_offset, part->sh_size);
    }
    /* Relocations say in the file what stands where in memory. */
    const Elf64_Shdr *table = section(image, ".rela.dyn");
    const Elf64_Rela *rela = (const Elf64_Rela *)(image + table->sh_offset);
    size_t checked = 0;
    for (size_t i = 0; i < table->sh_size / sizeof *rela; i++) {
        if (ELF64_R_SYM(rela[i].r_info) != 0 || rela[i].r_addend == 0)
            continue;
        assert_ptr_equal(pointer_at((unsigned char *)info.dli_fbase + rela[i].r_offset),
                         (unsigned char *)info.dli_fbase + rela[i].r_addend);
        checked++;
    }
    assert_true(checked > 1000);
    bv_layout_close(&layout);
    free(image);
}

static void names_lead_to_cases(void **unused)
{
    (void)unused;
    struct bv_layout layout;
    struct bv_error err;
    if (bv_layout_open(getenv("BYVAL_KERNELS"), 0, &layout, &err) != BV_OK)
        fail_msg("%s", err.text);
    for (size_t f = 0; f < layout.catalogue->family_count; f++) {
        const struct bv_family *family = layout.catalogue->families[f];
        for (size_t c = 0; c < family->case_count; c++) {
            struct bv_case_ref ref = bv_layout_find(&layout, family->cases[c].name);
            assert_ptr_equal(ref.row, &family->cases[c]);
            assert_ptr_equal(ref.family, family);
        }
    }
    assert_null(bv_layout_find(&layout, "arg/of:nothing/size:8").row);
    assert_null(bv_layout_find(&layout, "").row);
    bv_layout_close(&layout);
}

/* The table by which unwinders find a function's entry is sorted, and holds the moved functions. */
static void unwind_tables_follow(void **unused)
{
    (void)unused;
    unsigned char *image = shuffled(5);
    const Elf64_Shdr *header = section(image, ".eh_frame_hdr");
    const unsigned char *bytes = image + header->sh_offset;
    uint32_t count;
    int32_t entry[2], last = INT32_MIN;
    memcpy(&count, bytes + 8, sizeof count);
    assert_true(count > 1000);
    for (uint32_t i = 0; i < count; i++) {
        memcpy(entry, bytes + 12 + 8 * (size_t)i, sizeof entry);
        assert_true(entry[0] > last);
        last = entry[0];
        /* An entry says where its function begins, relative to that word. */
        uint64_t begin = header->sh_addr + (uint64_t)(int64_t)entry[0];
        uint64_t word = header->sh_addr + (uint64_t)(int64_t)entry[1] + 8;
        const Elf64_Shdr *frames = section(image, ".eh_frame");
        int32_t distance;
        memcpy(&distance, image + frames->sh_offset + (word - frames->sh_addr), sizeof distance);
        assert_true(word + (uint64_t)(int64_t)distance == begin);
    }
    free(image);
}

static void what_is_cut_short_is_refused(void **unused)
{
    (void)unused;
    struct bv_error err;
    for (size_t bytes = 0; bytes < kernels_bytes; bytes += 40961) {
        unsigned char *image = malloc(bytes + 1); /* so that a sanitizer sees what lies beyond */
        memcpy(image, kernels, bytes);
        assert_int_equal(bv_shuffle(image, bytes, 1, "cut", &err), BV_E_INPUT);
        assert_non_null(strstr(err.text, "cut: "));
        free(image);
    }
}

static void other_libraries_are_refused(void **unused)
{
    (void)unused;
    struct bv_error err;
    unsigned char *image = malloc(kernels_bytes);
    memcpy(image, kernels, kernels_bytes);
    ((Elf64_Ehdr *)image)->e_machine = EM_RISCV;
    assert_int_equal(bv_shuffle(image, kernels_bytes, 1, "odd", &err), BV_E_UNSUPPORTED);
    memcpy(image, kernels, kernels_bytes);
    /* As if nobody had kept the relocations of the code. */
    size_t at = (size_t)((const unsigned char *)section(image, ".rela.text") - image);
    ((Elf64_Shdr *)(image + at))->sh_type = SHT_NOTE;
    assert_int_equal(bv_shuffle(image, kernels_bytes, 1, "odd", &err), BV_E_INPUT);
    assert_non_null(strstr(err.text, "--emit-relocs"));
    memcpy(image, kernels, kernels_bytes);
    at = (size_t)((const unsigned char *)section(image, ".rela.text") - image);
    Elf64_Rela *first = (Elf64_Rela *)(image + ((const Elf64_Shdr *)(image + at))->sh_offset);
    first->r_info = ELF64_R_INFO(ELF64_R_SYM(first->r_info), 0x7fffffff);
    assert_int_equal(bv_shuffle(image, kernels_bytes, 1, "odd", &err), BV_E_UNSUPPORTED);
    assert_non_null(strstr(err.text, "type 2147483647"));
    free(image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_is_an_order),
        cmocka_unit_test(orders_are_fair),
        cmocka_unit_test(code_is_the_same),
        cmocka_unit_test(kernels_work),
        cmocka_unit_test(memory_is_as_the_file),
        cmocka_unit_test(names_lead_to_cases),
        cmocka_unit_test(unwind_tables_follow),
        cmocka_unit_test(what_is_cut_short_is_refused),
        cmocka_unit_test(other_libraries_are_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
