/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include <arm/trap.h>

#define PSTATE_CHECKED 0xf3f00fdfull /* all but SSBS */

enum {
	SENTINEL = 0x5e5e, /* in the registers that exceptions to EL1 write */
	EC_SVC = 0x15,
	EC_HVC = 0x16,
	VECTOR_EL1 = EL2_VECTORS + 4, /* from its level, and from below it */
	VECTOR_EL0 = EL2_VECTORS + 8,
};

struct el2_guest guest;
static struct el2_guest before;

static void restore(void)
{
	el2_guest_reset(&guest, el2_guest_vectors);
	write_sysreg(TTBR0_EL12, 0);
	write_sysreg(TCR_EL12, 0);
	isb();
}

void el2_traps_setup(void)
{
	restore();
	test_defer(restore, 0);
}

void prepare(uint32_t word, uint64_t x0, enum host host)
{
	struct insn_registers in;

	insn_pattern(&in);
	el2_guest_reset(&guest, el2_guest_code(&word, 1));
	for (unsigned int i = 0; i < 31; i++)
		guest.x[i] = in.x[i];
	guest.x[0] = x0;
	guest.pstate |= in.nzcv;
	guest.sp_el0 = SENTINEL << 16;
	if (host == NVHE)
		el2_guest_nvhe(&guest);
}

void at_el0(void)
{
	guest.pstate = (guest.pstate & ~0xfull) | (PSTATE_EL0 & 0xf);
}

static void set_sentinels(void)
{
	write_sysreg(ESR_EL12, SENTINEL);
	write_sysreg(ELR_EL12, SENTINEL);
	write_sysreg(SPSR_EL12, SENTINEL);
	isb();
}

static void run(void)
{
	uint64_t hcr = read_sysreg(hcr_el2), tpidr = read_sysreg(tpidr_el1);

	set_sentinels();
	before = guest;
	el2_guest_run(&guest);
	EXPECT_EQ(read_sysreg(hcr_el2), hcr);
	EXPECT_EQ(read_sysreg(tpidr_el1), tpidr);
	EXPECT_EQ(guest.vector, EL2_FROM_A64);
}

static void expect_registers(uint32_t changed)
{
	for (unsigned int i = 0; i < 31; i++) {
		if (changed & 1u << i || guest.x[i] == before.x[i])
			continue;
		test_note("x%u differs", i);
		EXPECT_EQ(guest.x[i], before.x[i]);
	}
	EXPECT_EQ(guest.sp_el0, before.sp_el0);
}

static void expect_no_inner(void)
{
	EXPECT_EQ(read_sysreg(ESR_EL12), SENTINEL);
	EXPECT_EQ(read_sysreg(ELR_EL12), SENTINEL);
	EXPECT_EQ(read_sysreg(SPSR_EL12), SENTINEL);
}

void expect_trapped(uint32_t esr)
{
	run();
	EXPECT_EQ(guest.esr, esr);
	EXPECT_EQ(guest.pc - before.pc, ESR_EC(esr) == EC_HVC ? 4 : 0);
	EXPECT_EQ(guest.pstate & PSTATE_CHECKED, before.pstate);
	expect_registers(0);
	expect_no_inner();
}

void expect_inner(uint32_t esr)
{
	bool user = !(guest.pstate & 0xc), svc = ESR_EC(esr) == EC_SVC;

	run();
	EXPECT_EQ(guest.esr, ESR_HVC(user ? VECTOR_EL0 : VECTOR_EL1));
	EXPECT_EQ(read_sysreg(ESR_EL12), esr);
	EXPECT_EQ(read_sysreg(ELR_EL12) - before.pc, svc ? 4 : 0);
	EXPECT_EQ(read_sysreg(SPSR_EL12) & PSTATE_CHECKED, before.pstate);
	expect_registers(0);
}

void expect_runs(uint32_t changed)
{
	run();
	EXPECT_EQ(guest.esr, ESR_HVC(EL2_DONE));
	EXPECT_EQ(guest.pc - before.pc, 8);
	EXPECT_EQ(guest.pstate & PSTATE_CHECKED, before.pstate);
	expect_registers(changed);
	expect_no_inner();
}

uint64_t value_of(uint32_t mrs)
{
	prepare(mrs, 0, VHE);
	guest.hcr |= HCR_APK | HCR_API | HCR_ENSCXT;
	el2_guest_run(&guest);
	ASSERT_EQ(guest.esr, ESR_HVC(EL2_DONE));
	return guest.x[0];
}
