/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which bits of a pointer count, by its half, CR3 and CR4, and for which uses
 * of it all of them do.
 */
#include "suite.h"

#include <x86/msr.h>

LAM_SUITE;

#define ALL_LAM (CR3_LAM_U57 | CR3_LAM_U48)

/* SDM vol. 3, 4.4: bit 63 chooses, and LAM_U57 counts before LAM_U48. */
static const struct mode {
	const char *name;
	uint64_t cr3;
	unsigned long cr4;
	uint64_t ignored[2]; /* bits, by half; four levels of paging */
} modes[] = {
	{ "off", 0, 0, { 0, 0 } },
	{ "u48", CR3_LAM_U48, 0, { 0x7fff000000000000, 0 } },
	{ "u57", CR3_LAM_U57, 0, { 0x7e00000000000000, 0 } },
	{ "u48-u57", ALL_LAM, 0, { 0x7e00000000000000, 0 } },
	{ "sup", 0, CR4_LAM_SUP, { 0, 0x7fff000000000000 } },
	{ "sup-u48",
	  CR3_LAM_U48,
	  CR4_LAM_SUP,
	  { 0x7fff000000000000, 0x7fff000000000000 } },
	{ "sup-u57",
	  CR3_LAM_U57,
	  CR4_LAM_SUP,
	  { 0x7e00000000000000, 0x7fff000000000000 } },
};

static uint64_t value; /* in the image, for CPL 3 */

static void do_read(const void *at)
{
	value = *(volatile const uint64_t *)at;
}

static void do_write(const void *at)
{
	*(volatile uint64_t *)at = 0x5678;
}

static void check_pointer(uint64_t pointer, bool good, bool user)
{
	struct trap (*call)(void (*)(const void *), const void *) =
		user ? user_catch : trap_catch;
	volatile uint64_t *word = (uint64_t *)lam_word(SUPERVISOR);

	test_context("0x%llx at CPL %u", (unsigned long long)pointer,
		     user ? 3 : 0);
	*word = 0x1234;
	value = 0;
	EXPECT_TRAP(call(do_read, (void *)pointer), good ? TRAP_NONE : X86_GP);
	EXPECT_EQ(value, good ? 0x1234 : 0);
	EXPECT_TRAP(call(do_write, (void *)pointer), good ? TRAP_NONE : X86_GP);
	EXPECT_EQ(*word, good ? 0x5678 : 0x1234);
}

static void check_mode(const struct mode *m)
{
	for (unsigned int half = 0; half < 2; half++) {
		const uint64_t word = lam_word(half);

		check_pointer(word, true, false);
		check_pointer(word, true, true);
		for (unsigned int bit = 47; bit < 63; bit++) {
			const uint64_t tag = 1ull << bit;
			const bool good = m->ignored[half] & tag;

			check_pointer(word ^ tag, good, false);
			check_pointer(word ^ tag, good, true);
		}
		check_pointer(word ^ 0x2a00000000000000, m->ignored[half] != 0,
			      false);
	}
}

TEST_EACH(mode, const struct mode *m, modes,
	  "ignores its bits of a pointer, and no others", NEEDS_LAM)
{
	lam_set(m->cr3, m->cr4);
	check_mode(m);
}

TEST(absent, "no bit of a pointer is ignored")
{
	lam_set(0, 0);
	check_mode(&modes[0]);
}

static void use_all(void)
{
	if (x86_lam.probe())
		lam_set(CR3_LAM_U48, CR4_LAM_SUP);
}

static uint64_t tagged(unsigned int half)
{
	return lam_word(half) ^ 0x2a00000000000000;
}

static void do_jump(const void *at)
{
	asm volatile("jmp *%0" : : "r"(at) : "memory");
}

TEST(fetch, "a tagged address is not executed")
{
	use_all();
	*(uint64_t *)lam_word(SUPERVISOR) = 0x0b0f; /* UD2 */
	for (unsigned int half = 0; half < 2; half++) {
		EXPECT_TRAP(trap_catch(do_jump, (void *)lam_word(half)),
			    X86_UD);
		EXPECT_TRAP(trap_catch(do_jump, (void *)tagged(half)), X86_GP);
	}
}

static void do_invlpg(const void *at)
{
	invlpg(at);
}

TEST(invlpg, "a tagged address does not fault")
{
	use_all();
	for (unsigned int half = 0; half < 2; half++)
		EXPECT_TRAP(trap_catch(do_invlpg, (void *)tagged(half)),
			    TRAP_NONE);
}

struct desc {
	uint64_t pcid, address;
};

static void do_invpcid(const void *at)
{
	asm volatile("invpcid %1, %0"
		     :
		     : "r"(0ul), "m"(*(const struct desc *)at)
		     : "memory");
}

TEST(invpcid, "the descriptor's address is not masked, its place is",
     .needs = NEEDS(&x86_invpcid))
{
	struct desc *desc = (struct desc *)lam_word(SUPERVISOR);
	const bool good = x86_lam.probe();

	use_all();
	*desc = (struct desc){ 0, lam_word(SUPERVISOR) };
	EXPECT_TRAP(trap_catch(do_invpcid, desc), TRAP_NONE);
	EXPECT_TRAP(trap_catch(do_invpcid, (void *)tagged(SUPERVISOR)),
		    good ? TRAP_NONE : X86_GP);
	desc->address = tagged(SUPERVISOR);
	EXPECT_TRAP(trap_catch(do_invpcid, desc), X86_GP);
	desc->address = tagged(USER);
	EXPECT_TRAP(trap_catch(do_invpcid, desc), X86_GP);
}

static const struct row {
	const char *name;
	uint32_t msr;
} rows[] = {
	{ "fs-base", MSR_IA32_FS_BASE },
	{ "kernel-gs-base", MSR_IA32_KERNEL_GS_BASE },
	{ "lstar", MSR_IA32_LSTAR },
};

TEST_EACH(base, const struct row *r, rows, "a tagged address raises #GP(0)")
{
	const uint64_t old = rdmsr(r->msr);

	use_all();
	test_defer2(wrmsr, r->msr, old);
	for (unsigned int half = 0; half < 2; half++) {
		EXPECT_EQ(wrmsr_safe(r->msr, tagged(half)), X86_GP);
		EXPECT_EQ(rdmsr(r->msr), old);
	}
}
