/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Entries of a guest by the hundred thousand, and as many exits: neither side ever finds
 * a register other than it left it, and no exit is lost or doubled (Arm ARM, D1.3.5
 * on what an exception changes, D1.4.4 on what ERET does).
 */
#include "state.h"

#include <arm/insn.h>
#include <string.h>

TEST_SUITE(
	"el2-entries",
	.summary = "nothing leaks between a guest and its host, however often",
	.needs = NEEDS(&arm_at_el2, &arm_vhe, &arm_fp), .setup = state_setup);

enum {
	ENTRIES_SVC = 20000,
	LOOK_EVERY = 1000, /* at what is slow to look at */
	STEP = 8,	   /* from the loop's beginning to what traps */
	UNMAPPED = 0x7000,
};

/* simd.S */
extern const char loop_hvc[], loop_wfi[], loop_msr[], loop_load[], loop_svc[];

static const struct row {
	const char *name;
	const char *code;
	uint64_t hcr;
	uint32_t esr;
	unsigned int left; /* PC at the exit; it goes on behind what traps */
	unsigned int entries;
} rows[] = {
	{ "hvc", loop_hvc, 0, 0x5a000005, STEP + 4, 100000 },
	{ "wfi", loop_wfi, HCR_TWI, 0x07e00000, STEP, 100000 },
	{ "msr", loop_msr, HCR_TVM, 0x62320840, STEP, 20000 },
	{ "load", loop_load, HCR_VM, 0x93c38005, STEP, 20000 },
};

static struct el2_guest guest;

static void begin(const struct row *r)
{
	el2_guest_reset(&guest, r->code);
	for (unsigned int i = 0; i < 31; i++)
		guest.x[i] = 0x9e3779b97f4a7c15ull * (i + 1);
	guest.x[2] = UNMAPPED;
	guest.sp_el0 = 0x123456789abcdef0;
	guest.pstate |= 5ull << 28; /* Z, V */
	guest.hcr |= r->hcr;
	state_begin();
}

static void expect_exit(const struct row *r, const struct el2_guest *in)
{
	ASSERT_EQ(guest.vector, EL2_FROM_A64);
	ASSERT_EQ(guest.esr, r->esr);
	ASSERT_EQ(guest.pc - (uintptr_t)r->code, r->left);
	ASSERT_EQ(guest.pstate, in->pstate);
	ASSERT_EQ(guest.sp_el0, in->sp_el0);
	ASSERT_EQ(guest.x[0], in->x[0] + 1);
	ASSERT_MEMEQ(&guest.x[1], &in->x[1], sizeof(in->x) - 8);
}

TEST_EACH(entries, const struct row *r, rows,
	  "each has its one exit, and all else is as it was")
{
	struct el2_guest in;
	uint64_t first;

	begin(r);
	first = guest.x[0];
	for (unsigned int i = 1; i <= r->entries; i++) {
		in = guest;
		el2_guest_run(&guest);
		expect_exit(r, &in);
		guest.pc = (uintptr_t)r->code + STEP + 4;
		guest.x[3] = i; /* what the load would have got */
		if (i % LOOK_EVERY == 0)
			state_expect(i);
	}
	EXPECT_EQ(guest.x[0] - first, r->entries);
}

/* Through EL1 on the way: its vectors say HVC, and leave what they leave. */
TEST(through_el1, "SVC of EL0 goes by EL1 each time, and back to EL0")
{
	static const struct row svc = {
		.code = loop_svc,
		.esr = ESR_HVC(EL2_VECTORS + 8),
	};
	uint64_t behind = (uintptr_t)loop_svc + STEP + 4, first;
	struct el2_guest in;

	begin(&svc);
	guest.pstate &= ~0xfull;
	first = guest.x[0];
	for (unsigned int i = 1; i <= ENTRIES_SVC; i++) {
		in = guest;
		el2_guest_run(&guest);
		ASSERT_EQ(guest.esr, svc.esr);
		ASSERT_EQ(guest.pc, (uintptr_t)el2_guest_vectors + 8 * 128 + 4);
		ASSERT_EQ(guest.pstate & 0x3df, 0x3c5);
		ASSERT_EQ(read_sysreg(ESR_EL12), 0x56000006);
		ASSERT_EQ(read_sysreg(ELR_EL12), behind);
		ASSERT_EQ(read_sysreg(SPSR_EL12), in.pstate);
		ASSERT_EQ(guest.x[0], in.x[0] + 1);
		ASSERT_MEMEQ(&guest.x[1], &in.x[1], sizeof(in.x) - 8);
		guest.pc = behind;
		guest.pstate = in.pstate;
		if (i == 1)
			state_take();
		if (i % LOOK_EVERY == 0)
			state_expect(i);
	}
	EXPECT_EQ(guest.x[0] - first, ENTRIES_SVC);
}
