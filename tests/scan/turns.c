/* SPDX-License-Identifier: Apache-2.0 */
/* turns.c: loops with a constant count, one for each condition that may end them; each line that
 * copies says so, in bytes. The others end by something that nobody knows. */

/* A turn copies 16 bytes at a place in both, and moves the place. */
#if defined __x86_64__
#define TURN "1: movups (%1,%%rcx), %%xmm0\n movups %%xmm0, (%0,%%rcx)\n"
#define UP "xor %%ecx, %%ecx\n" TURN "add $16, %%rcx\n"
#define DOWN "mov $48, %%ecx\n" TURN "sub $16, %%rcx\n"
#define SCRATCH "rcx", "xmm0"
#else
#define TURN "1: ldr q0, [%1, x9]\n str q0, [%0, x9]\n"
#define UP "mov x9, #0\n" TURN "add x9, x9, #16\n"
#define DOWN "mov x9, #48\n" TURN
#define SCRATCH "x9", "v0"
#endif
#define TURNS(name, text)                                                                          \
    __attribute__((noinline)) void name(void *to, const void *from, const void *flag)              \
    {                                                                                              \
        __asm__ volatile(text : : "r"(to), "r"(from), "r"(flag) : "memory", "cc", SCRATCH);        \
    }

#if defined __x86_64__
TURNS(up_jne, UP "cmp $48, %%rcx\n jne 1b")                      /* copies 48 */
TURNS(up_jl, UP "cmp $48, %%rcx\n jl 1b")                        /* copies 48 */
TURNS(up_jle, UP "cmp $48, %%rcx\n jle 1b")                      /* copies 64 */
TURNS(up_jb, UP "cmp $47, %%ecx\n jb 1b")                        /* copies 48 */
TURNS(up_jbe, UP "cmp $48, %%rcx\n jbe 1b")                      /* copies 64 */
TURNS(up_js, UP "sub $49, %%rcx\n lea 49(%%rcx), %%rcx\n js 1b") /* copies 64 */
TURNS(down_jne, DOWN "jne 1b")                                   /* copies 48 */
TURNS(down_jg, DOWN "cmp $-16, %%rcx\n jg 1b")                   /* copies 64 */
TURNS(down_jge, DOWN "cmp $-16, %%ecx\n jge 1b")                 /* copies 80 */
TURNS(down_ja, DOWN "cmp $1, %%rcx\n ja 1b")                     /* copies 48 */
TURNS(down_jae, DOWN "cmp $16, %%rcx\n jae 1b")                  /* copies 48 */
TURNS(down_jns, DOWN "jns 1b")                                   /* copies 64 */
TURNS(down_test, DOWN "test %%rcx, %%rcx\n jg 1b")               /* copies 48 */
TURNS(wraps, "mov $-48, %%rcx\n" TURN "add $16, %%rcx\n jne 1b") /* copies 48 */

TURNS(by_test, UP "cmp $48, %%rcx\n testb $1, %%cl\n jne 1b")
TURNS(by_test_of_two, UP "cmp $48, %%rcx\n test %%rcx, %2\n jne 1b")
TURNS(by_memory, UP "cmp $48, %%rcx\n cmpb $0, (%2)\n jne 1b")
TURNS(by_bit, UP "cmp $48, %%rcx\n bt $3, %%rcx\n jb 1b")
TURNS(by_carry, DOWN "jae 1b")
TURNS(by_parity, UP "cmp $48, %%rcx\n jnp 1b")
TURNS(by_count, "mov $3, %%ecx\n" TURN "lea 16(%0), %0\n lea 16(%1), %1\n loop 1b")
TURNS(never_equal, UP "cmp $50, %%rcx\n jne 1b")
#else
TURNS(up_ne, UP "cmp x9, #48\n b.ne 1b")                       /* copies 48 */
TURNS(up_lt, UP "cmp x9, #48\n b.lt 1b")                       /* copies 48 */
TURNS(up_le, UP "cmp x9, #48\n b.le 1b")                       /* copies 64 */
TURNS(up_lo, UP "cmp w9, #47\n b.lo 1b")                       /* copies 48 */
TURNS(up_ls, UP "cmp x9, #48\n b.ls 1b")                       /* copies 64 */
TURNS(down_ne, DOWN "subs x9, x9, #16\n b.ne 1b")              /* copies 48 */
TURNS(down_gt, DOWN "subs x9, x9, #16\n b.gt 1b")              /* copies 48 */
TURNS(down_ge, DOWN "subs x9, x9, #16\n b.ge 1b")              /* copies 64 */
TURNS(down_pl, DOWN "subs x9, x9, #16\n b.pl 1b")              /* copies 64 */
TURNS(down_hi, DOWN "sub x9, x9, #16\n cmp x9, #1\n b.hi 1b")  /* copies 48 */
TURNS(down_hs, DOWN "sub x9, x9, #16\n cmp x9, #16\n b.hs 1b") /* copies 48 */
TURNS(down_cbnz, DOWN "sub x9, x9, #16\n cbnz x9, 1b")         /* copies 48 */

TURNS(by_test, UP "cmp x9, #48\n tst x9, #1\n b.ne 1b")
TURNS(by_carry, DOWN "subs x9, x9, #16\n b.hs 1b")
TURNS(by_condition, UP "cmp x9, #48\n ccmp %2, #0, #0, ne\n b.ne 1b")
TURNS(by_overflow, UP "cmp x9, #48\n b.vc 1b")
TURNS(by_bit, UP "cmp x9, #48\n tbz x9, #5, 1b")
TURNS(by_shifted, UP "mov x9, x9\n cmp x9, %2, lsl #3\n b.ne 1b")
#endif

int main(void)
{
    return 0;
}
