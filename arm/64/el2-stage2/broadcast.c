/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HCR_EL2.FB: a guest's TLBI of its own CPU reaches the others of the domain, so
 * that a hypervisor may move it between them (Arm ARM, D19.2.48 HCR_EL2, FB).
 */
#include "both.h"
#include "remote.h"
#include "tlbi.h"

#include <smp.h>

EL2_STAGE2_SUITE;

enum {
	LOOPS = 1 << 25, /* far more than the other CPU needs */
	RANGE_4K = 1,	 /* TG, at bit 46: of two pages */
};

#define DSB_ISH 0xd5033b9fu

/* X1: where to load, X2: until it is not that, X3: how often, X5: it has begun. */
extern const char loop_of_loads[];
asm(".pushsection .text\n\t"
    ".balign 4\n"
    ".global loop_of_loads\n"
    "loop_of_loads:\n"
    "1:	str	x3, [x5]\n\t"
    "	sub	x3, x3, #1\n\t"
    "	cbz	x3, 2f\n\t"
    "	ldr	x0, [x1]\n\t"
    "	cmp	x0, x2\n\t"
    "	b.eq	1b\n"
    "2:	hvc	#0x77\n\t"
    ".popsection");

static const struct row {
	const char *name;
	unsigned int crm, op2;
	uint64_t hcr;
	const struct feature *needs;
} rows[] = {
	{ "VMALLE1", 7, 0, HCR_FB },
	{ "VAE1", 7, 1, HCR_FB },
	{ "ASIDE1", 7, 2, HCR_FB },
	{ "VAAE1", 7, 3, HCR_FB },
	{ "VALE1", 7, 5, HCR_FB },
	{ "VAALE1", 7, 7, HCR_FB },
	{ "RVAE1", 6, 1, HCR_FB, &arm_tlbirange },
	{ "RVAAE1", 6, 3, HCR_FB, &arm_tlbirange },
	{ "RVALE1", 6, 5, HCR_FB, &arm_tlbirange },
	{ "RVAALE1", 6, 7, HCR_FB, &arm_tlbirange },
	{ "VMALLE1IS", 3, 0, 0 },
	{ "VAE1IS", 3, 1, 0 },
	{ "ASIDE1IS", 3, 2, 0 },
	{ "VAAE1IS", 3, 3, 0 },
	{ "VALE1IS", 3, 5, 0 },
	{ "VAALE1IS", 3, 7, 0 },
};

static void begin(void)
{
	test_defer(s2_set_hcr, HCR_VHE);
	s2_set_hcr(HCR_VHE | HCR_VM);
	both_begin();
	el2_guest_reset(&remote, loop_of_loads);
	remote.hcr |= HCR_VM;
	remote.x[1] = VA;
	remote.x[2] = DATA;
	remote.x[3] = LOOPS;
	remote.x[5] = (uintptr_t)remote_word;
	s2_run(A64_NOP, 0, 0);
}

TEST_EACH(broadcast, const struct row *r, rows,
	  "another CPU's translation is gone", .needs = NEEDS(&smp_2_cpus))
{
	const uint32_t words[] = { DSB_ISH,
				   A64_SYS(A64_REG(1, 0, 8, r->crm, r->op2), 0),
				   DSB_ISH };

	if (r->needs && !r->needs->probe())
		SKIP("needs %s", r->needs->name);
	begin();
	remote_start(s2_sctlr, NULL);
	s2_set(both_entry(3), 0);
	guest.hcr |= r->hcr;
	s2_again(words, 3, VA >> 12 | (r->needs ? (uint64_t)RANGE_4K << 46 : 0),
		 0);
	expect_done();
	on_cpu_wait(1);
	EXPECT_EQ(remote.vector, EL2_FROM_A64);
	EXPECT_EQ(remote.esr, ESR_HVC(EL2_VECTORS + 4));
	EXPECT_EQ(remote_esr, 0x96000007);
	EXPECT_GT(remote.x[3], 0);
}

/* Stage 2 leads the other CPU's walk to another table. */
TEST_EACH(table_elsewhere, const struct s2_tlbi *r, s2_tlbis_is,
	  "and what it had of stage 2 for a table of stage 1",
	  .needs = NEEDS(&smp_2_cpus))
{
	static uint64_t table[512] __attribute__((aligned(4096)));
	uint64_t ipa = WINDOW + 0x20000000;

	begin();
	s2_set(s2_entry(ipa, 3), (uintptr_t)s2_other | S2_RAM | S2_PAGE);
	s2_set(&table[0], ipa | S1_RAM | PTE_PAGE);
	s2_flush();
	remote_start(s2_sctlr, NULL);
	s2_set(s2_entry(both_table(3), 3), (uintptr_t)table | S2_RAM | S2_PAGE);
	r->flush(both_table(3));
	on_cpu_wait(1);
	EXPECT_EQ(remote.esr, ESR_HVC(EL2_DONE));
	EXPECT_EQ(remote.x[0], OTHER);
	EXPECT_GT(remote.x[3], 0);
}
