/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Faults of parts of an access; alignment; maintenance and ATS1C instructions. */
#include "suite.h"

LPAE_SUITE;

/* ------------------------------------------------- where, within an access -- */

/* Two pages, of which the second is not there. */
static char *first_of_two(void)
{
	lpae_page(descriptor | PTE_USER);
	return area + PAGE_SIZE;
}

static const struct crossing {
	const char *name;
	uint32_t insn;
	int offset;	    /* of the address in r0, to the end of the page */
	unsigned int fault; /* where it faults, beyond the end */
	bool write;
	bool several;
} crossings[] = {
	{ "ldr", 0xe5901000, -2, 0, false },
	{ "str", 0xe5801000, -1, 0, true },
	{ "ldrh", 0xe1d010b0, -1, 0, false },
	{ "strh", 0xe1c010b0, -1, 0, true },
	{ "ldrb-inside", 0xe5d01000, -1, ~0u, false },
	{ "ldrb-outside", 0xe5d01000, 3, 3, false },
	{ "strb-outside", 0xe5c01000, 1, 1, true },
	{ "ldrd", 0xe1c020d0, -4, 0, false, true },
	{ "strd", 0xe1c020f0, -4, 0, true },
	{ "ldm", 0xe8900e1e, -12, 0, false, true },
	{ "stm", 0xe8800e1e, -16, 0, true },
	{ "ldm-writeback", 0xe8b0001e, -12, 0, false, true },
	{ "ldr-post-index", 0xe4901004, 4, 4, false },
	{ "str-pre-index", 0xe5a01008, 0, 8, true },
	{ "ldrex", 0xe1901f9f, 0, 0, false },
};

TEST_EACH(crossing, const struct crossing *c, crossings,
	  "faults at the first byte that is not there, and changes nothing")
{
	static const uint32_t modes[] = { MODE_SVC, MODE_USR };
	char *end = first_of_two();

	for (unsigned int i = 0; i < 2; i++) {
		struct a32_registers in;
		struct a32_outcome o;

		a32_pattern(&in, modes[i]);
		in.r[0] = (uintptr_t)end + (uint32_t)c->offset;
		memory[PAGE_SIZE / 4 - 1] = MARK;
		o = a32_run(&c->insn, sizeof(c->insn), &in);
		if (c->fault == ~0u) {
			expect_a32_done(&o, 1u << 1);
			EXPECT_EQ(o.frame.r[1], MARK >> 24);
			continue;
		}
		EXPECT_EQ(o.trap.address, (uintptr_t)end + c->fault);
		/* what loads several may have loaded some, but not its base */
		if (c->several) {
			EXPECT_TRAP_ERROR(o.trap, ARM_PAGE, 0x207);
			EXPECT_EQ(o.trap.pc, o.in.pc);
			EXPECT_EQ(o.frame.r[0], in.r[0]);
		} else {
			expect_a32_trap(&o, ARM_PAGE, c->write ? 0xa07 : 0x207,
					0);
		}
	}
}

/* --------------------------------------------------------- alignment ---- */

static const struct misaligned {
	const char *name;
	uint32_t insn;
	unsigned int offset;
	bool always; /* without SCTLR.A, too */
	bool write;
	bool allowed; /* aligned after all */
} misaligned[] = {
	{ "ldr-1", 0xe5901000, 1, false, false },
	{ "ldr-2", 0xe5901000, 2, false, false },
	{ "ldr-4", 0xe5901000, 4, false, false, true },
	{ "str-3", 0xe5801000, 3, false, true },
	{ "ldrh-1", 0xe1d010b0, 1, false, false },
	{ "ldrh-2", 0xe1d010b0, 2, false, false, true },
	{ "strh-1", 0xe1c010b0, 1, false, true },
	{ "ldrb-3", 0xe5d01000, 3, false, false, true },
	{ "ldrd-2", 0xe1c020d0, 2, true, false },
	{ "ldrd-4", 0xe1c020d0, 4, false, false, true },
	{ "strd-1", 0xe1c020f0, 1, true, true },
	{ "ldm-2", 0xe8900006, 2, true, false },
	{ "stm-1", 0xe8800006, 1, true, true },
	{ "ldrex-2", 0xe1901f9f, 2, true, false },
	{ "ldrexh-1", 0xe1f01f9f, 1, true, false },
	{ "ldrexd-4", 0xe1b02f9f, 4, true, false },
	{ "ldrexd-8", 0xe1b02f9f, 8, false, false, true },
};

static void expect_alignment(const struct misaligned *m, bool fault)
{
	struct a32_registers in;
	struct a32_outcome o;

	a32_pattern(&in, MODE_SVC);
	in.r[0] = (uintptr_t)area + m->offset;
	o = a32_run(&m->insn, sizeof(m->insn), &in);
	if (!fault) {
		expect_a32_done(&o, m->write ? 0 : 0xe);
		return;
	}
	expect_a32_trap(&o, ARM_DATA_ABORT,
			FSR_LPAE | STATUS_ALIGNED | (m->write ? FSR_WRITE : 0),
			0);
	EXPECT_EQ(o.trap.address, in.r[0]);
	EXPECT_EQ(memory[1], MARK);
}

TEST_EACH(alignment, const struct misaligned *m, misaligned,
	  "is asked for by SCTLR.A, and of some instructions always")
{
	uint32_t sctlr = read_sysreg(SCTLR);

	test_defer(lpae_sctlr, sctlr);
	lpae_page(descriptor);
	lpae_sctlr(sctlr & ~SCTLR_A);
	expect_alignment(m, !m->allowed && m->always);
	memory[1] = MARK;
	lpae_sctlr(sctlr | SCTLR_A);
	expect_alignment(m, !m->allowed);
	/* before the permission, and after the translation (G5.10.3) */
	if (m->allowed)
		return;
	lpae_page(0);
	expect_alignment(m, true);
}

/* ----------------------------------------------- maintenance, translation -- */

TEST(maintenance, "by address faults as a write that is marked")
{
	static const uint32_t dccimvac = A32_MCR(15, 0, 0, 7, 14, 1);
	struct a32_registers in;
	struct a32_outcome o;

	a32_pattern(&in, MODE_SVC);
	in.r[0] = (uintptr_t)area + 0x24;
	lpae_page(0);
	o = a32_run(&dccimvac, sizeof(dccimvac), &in);
	expect_a32_trap(
		&o, ARM_PAGE,
		FSR_LPAE | FSR_MAINTENANCE | FSR_WRITE | STATUS_MISS | 3, 0);
	EXPECT_EQ(o.trap.address, in.r[0]);
	EXPECT_FALSE(o.trap.write);
	lpae_page(descriptor);
	o = a32_run(&dccimvac, sizeof(dccimvac), &in);
	expect_a32_done(&o, 0);
}

/* PAR of a 64-bit format (G8.2.118): bit 0 is F; then FST at 6:1, LPAE at 11. */
static uint64_t translate(bool user, bool write, const char *address)
{
	if (user && write)
		write_sysreg(ATS1CUW, (uintptr_t)address);
	else if (user)
		write_sysreg(ATS1CUR, (uintptr_t)address);
	else if (write)
		write_sysreg(ATS1CPW, (uintptr_t)address);
	else
		write_sysreg(ATS1CPR, (uintptr_t)address);
	isb();
	return read_sysreg(PAR);
}

static void expect_translation(uint64_t bits, bool user, bool write)
{
	uint64_t par = translate(user, write, area + 0x123);

	test_context("%s %s, AP 0x%x", user ? "user" : "privileged",
		     write ? "write" : "read", (unsigned int)(bits >> 6));
	if (allows(write ? STORE : LOAD, user, bits, 0)) {
		EXPECT_EQ(par & 1, 0);
		EXPECT_EQ(par & 0xfffffff000, virt_to_phys(memory));
		EXPECT_EQ(par >> 11 & 1, 1);
		EXPECT_EQ(par >> 56, 0xff); /* attributes: write-back */
	} else {
		EXPECT_EQ(par & 0xfff, 1 | (STATUS_DENIED | 3) << 1 | 1 << 11);
	}
}

TEST(translation, "by ATS1C is what an access would find")
{
	for (unsigned int i = 0; i < 4; i++) {
		lpae_page(descriptor | bits_of(i));
		expect_translation(bits_of(i), false, false);
		expect_translation(bits_of(i), false, true);
		expect_translation(bits_of(i), true, false);
		expect_translation(bits_of(i), true, true);
	}
	test_context("%s", "");
	lpae_page(0);
	EXPECT_EQ(translate(false, false, area) & 0xfff,
		  1 | (STATUS_MISS | 3) << 1 | 1 << 11);
	lpae_page(descriptor & ~PTE_AF);
	EXPECT_EQ(translate(true, true, area) & 0xfff,
		  1 | (STATUS_ACCESS | 3) << 1 | 1 << 11);
}
