/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Accesses that are not checked: D10.4.2. */
#include "suite.h"

MTE_SUITE;

enum {
	TAG = 5,
	BASE = 1024
};

static void ldr_x(const void *at)
{
	*(const volatile uint64_t *)at;
}

static void str_x(const void *at)
{
	*(volatile uint64_t *)at = 1;
}

static void ldp_q(const void *at)
{
	asm volatile(".arch armv8.5-a+memtag+fp+simd\n\tldp q0, q1, [%0]"
		     :
		     : "r"(at)
		     : "memory");
}

static void tag_page(enum mte_mode mode)
{
	for (unsigned int i = 0; i < PAGE_SIZE; i += MTE_GRANULE)
		mte_store(mte_pointer(mte_page + i, TAG));
	mte_checks(mode, MTE_IGNORE);
}

/* D10.4.2: what is not checked at all */
static const struct unchecked {
	const char *name;
	enum {
		TCO_SET,
		TCMA_0,
		NO_ACCESS,
		UNTAGGED_MEMORY
	} how;
} unchecked_rows[] = {
	{ "tco", TCO_SET },
	{ "tcma", TCMA_0 },
	{ "no-ata", NO_ACCESS },
	{ "untagged", UNTAGGED_MEMORY },
};

static void set_sctlr(uint64_t value)
{
	write_sysreg(sctlr_el1, value);
	isb();
}

static void *make_unchecked(const struct unchecked *u)
{
	switch (u->how) {
	case TCO_SET:
		write_sysreg(TCO, PSTATE_TCO);
		return mte_pointer(mte_page + BASE, 2);
	case TCMA_0:
		write_sysreg(tcr_el1, read_sysreg(tcr_el1) | TCR_TCMA0);
		isb();
		return mte_page + BASE; /* tag 0 alone */
	case NO_ACCESS:
		set_sctlr(read_sysreg(sctlr_el1) & ~SCTLR_ATA);
		return mte_pointer(mte_page + BASE, 2);
	default:
		return mte_pointer(mte_untagged + BASE, 2);
	}
}

TEST_EACH(unchecked, const struct unchecked *u, unchecked_rows,
	  "is not checked", NEEDS_MTE)
{
	void *at;
	struct trap t;

	tag_page(MTE_SYNC);
	EXPECT_TRAP_CAUSE(trap_catch(ldr_x, mte_page + BASE), ARM_DATA_ABORT);
	at = make_unchecked(u);
	EXPECT_TRAP(trap_catch(ldr_x, at), TRAP_NONE);
	EXPECT_TRAP(trap_catch(str_x, at), TRAP_NONE);
	EXPECT_TRAP(trap_catch(ldp_q, at), TRAP_NONE);
	/* TCMA is of tag 0 and no other */
	if (u->how == TCMA_0) {
		t = trap_catch(ldr_x, mte_pointer(mte_page + BASE, 2));
		EXPECT_TRAP_ERROR(t, ARM_DATA_ABORT, ESR_TAG);
	}
	write_sysreg(TCO, 0);
	EXPECT_EQ(mte_tfsr(), 0);
}

/* D1.3.1.4: set by an exception, and put back by the return */
static bool note_tco(struct trap_frame *frame, void *arg)
{
	*(uint64_t *)arg = read_sysreg(TCO);
	(void)frame;
	return true;
}

TEST(tco, "an exception sets PSTATE.TCO, the return restores it", NEEDS_MTE)
{
	uint64_t inside = 0;

	trap_handle(ARM_SVC, note_tco, &inside);
	write_sysreg(TCO, 0);
	asm volatile("svc #0" ::: "memory");
	EXPECT_EQ(inside, PSTATE_TCO);
	EXPECT_EQ(read_sysreg(TCO), 0);
	write_sysreg(TCO, PSTATE_TCO);
	inside = 0;
	asm volatile("svc #0" ::: "memory");
	EXPECT_EQ(inside, PSTATE_TCO);
	EXPECT_EQ(read_sysreg(TCO), PSTATE_TCO);
	asm volatile(MTE "msr tco, #0");
	EXPECT_EQ(read_sysreg(TCO), 0);
	asm volatile(MTE "msr tco, #1");
	EXPECT_EQ(read_sysreg(TCO), PSTATE_TCO);
	write_sysreg(TCO, 0);
}

/* SP with an immediate offset is not checked, any other base and register is. */
TEST(stack, "loads relative to SP are not checked, but for a register offset",
     NEEDS_MTE)
{
	static const struct {
		unsigned int tag, index;
	} none = { 2, 0 };
	uint64_t checked = 0, unchecked = 0;
	void *sp = mte_pointer(mte_page + BASE, none.tag);

	tag_page(MTE_ASYNC);
	asm volatile(MTE "mov x9, sp\n\tmov sp, %2\n\t"
			 "ldr x10, [sp]\n\tldr x10, [sp, #8]\n\t"
			 "stp xzr, xzr, [sp, #16]\n\tdsb nsh\n\tisb\n\t"
			 "mrs %0, S3_0_C5_C6_0\n\t"
			 "ldr x10, [sp, %3]\n\tdsb nsh\n\tisb\n\t"
			 "mrs %1, S3_0_C5_C6_0\n\tmov sp, x9"
		     : "=&r"(unchecked), "=&r"(checked)
		     : "r"(sp), "r"((uint64_t)none.index)
		     : "x9", "x10", "memory");
	EXPECT_EQ(unchecked, 0);
	EXPECT_EQ(checked, 1);
}
