/* SPDX-License-Identifier: GPL-2.0-or-later */
/* General detect, DR7.GD: 17.2.4, 17.3.1.3. */
#include "suite.h"

DEBUG_SUITE;

#define GD_DR7 (DR7_INIT | DR7_GD)

/*
 * The handler finds GD cleared, so the MOV is done when it comes back: a hit at
 * each of these needs GD set in between.
 */
#define DETECT(id, text) SEQ(id, HIT(BD) text)

/* A table */
/* clang-format off */
DETECT(gd_from_dr0, "mov %db0, " R "ax");
DETECT(gd_from_dr3, "mov %db3, " R "ax");
DETECT(gd_from_dr6, "mov %db6, " R "ax");
DETECT(gd_from_dr7, "mov %db7, " R "ax");
SEQ(gd_to_dr0, "mov $0x1234, %eax" HIT(BD) "mov " R "ax, %db0");
SEQ(gd_to_dr3, "mov $0x1234, %eax" HIT(BD) "mov " R "ax, %db3");
SEQ(gd_to_dr6, "mov $0xffff2ff0, %eax" HIT(BD) "mov " R "ax, %db6");
SEQ(gd_to_dr7, "mov $0x400, %eax" HIT(BD) "mov " R "ax, %db7");
SEQ(gd_twice,
    HIT(BD)
    "mov %db7, " R "ax\n"
    "or $0x2000, %eax\n"
    "mov " R "ax, %db7" HIT(BD)
    "mov " R "ax, %db0");
/* the fault comes first, the step when the MOV has been done */
SEQ(gd_stepped, STEP_ON HIT(BD) "mov %db0, " R "ax" HIT(BS) STEP_OFF);
/* each #DB clears GD, whatever it is for */
SEQ(gd_ended, STEP_ON "nop" HIT(BS) "mov %db0, " R "ax" HIT(BS) STEP_OFF);
/* clang-format on */

static const struct detect {
	const char *name;
	void (*fn)(const void *);
	const struct expected *hits, *end;
} detects[] = {
	{ "from-dr0", gd_from_dr0, gd_from_dr0_hits, gd_from_dr0_hits_end },
	{ "from-dr3", gd_from_dr3, gd_from_dr3_hits, gd_from_dr3_hits_end },
	{ "from-dr6", gd_from_dr6, gd_from_dr6_hits, gd_from_dr6_hits_end },
	{ "from-dr7", gd_from_dr7, gd_from_dr7_hits, gd_from_dr7_hits_end },
	{ "to-dr0", gd_to_dr0, gd_to_dr0_hits, gd_to_dr0_hits_end },
	{ "to-dr3", gd_to_dr3, gd_to_dr3_hits, gd_to_dr3_hits_end },
	{ "to-dr6", gd_to_dr6, gd_to_dr6_hits, gd_to_dr6_hits_end },
	{ "to-dr7", gd_to_dr7, gd_to_dr7_hits, gd_to_dr7_hits_end },
	{ "twice", gd_twice, gd_twice_hits, gd_twice_hits_end },
	{ "stepped", gd_stepped, gd_stepped_hits, gd_stepped_hits_end },
	{ "ended", gd_ended, gd_ended_hits, gd_ended_hits_end },
};

/* The general detect fault of MOV DR: DR7 had GD when it came, not any more. */
static void run_detect(const struct detect *d)
{
	recorded.any_rf = true;
	write_dr6(DR6_INIT);
	write_dr7(GD_DR7 | DR7_GE);
	d->fn(NULL);
	EXPECT_EQ(read_dr7() & DR7_GD, 0);
}

TEST_EACH(detect, const struct detect *d, detects,
	  "GD raises #DB before MOV DR, with BD set, and clears itself")
{
	unsigned int nr = (unsigned int)(d->end - d->hits);

	run_detect(d);
	EXPECT_EQ(recorded.nr, nr);
	for (unsigned int i = 0; i < nr && i < recorded.nr; i++) {
		expect_hit(i, d->hits[i].pc, d->hits[i].dr6);
		EXPECT_EQ(recorded.hits[i].dr7, DR7_INIT | DR7_GE);
	}
}

TEST(detect_rf, "it is a fault: RF=1 is pushed")
{
	run_detect(&detects[0]);
	ASSERT_EQ(recorded.nr, 1);
	EXPECT_EQ(recorded.hits[0].flags & EFLAGS_RF, EFLAGS_RF);
}

TEST(detect_changes, "the MOV that was refused is done when #DB returns")
{
	write_dr0(0x5a5a);
	write_dr7(GD_DR7);
	gd_to_dr0(NULL);
	EXPECT_EQ(recorded.nr, 1);
	EXPECT_EQ(read_dr0(), 0x1234);
	EXPECT_EQ(read_dr7(), DR7_INIT);
}

/* The handler looks before the MOV is done. */
static unsigned long seen_dr0;

static bool look_at_dr0(struct trap_frame *frame, void *arg)
{
	(void)frame;
	(void)arg;
	seen_dr0 = read_dr0();
	return true;
}

TEST(detect_before, "the register has its old value in the handler")
{
	write_dr0(0x5a5a);
	trap_handle(X86_DB, look_at_dr0, NULL);
	write_dr7(GD_DR7);
	gd_to_dr0(NULL);
	EXPECT_EQ(seen_dr0, 0x5a5a);
	EXPECT_EQ(read_dr0(), 0x1234);
}

TEST(detect_sticky, "BD is set beside what DR6 had, B0 to B3 cleared or kept")
{
	recorded.keep_dr6 = true;
	recorded.any_rf = true;
	write_dr6(BS);
	write_dr7(GD_DR7);
	gd_from_dr0(NULL);
	ASSERT_EQ(recorded.nr, 1);
	expect_hit(0, gd_from_dr0_hits[0].pc, BS_BD);
	EXPECT_EQ(read_dr6(), BS_BD);
}

/* ------------------------------------------------------- other traps ---- */

static bool count(struct trap_frame *frame, void *arg)
{
	unsigned int *nr = arg;

	(void)frame;
	++*nr;
	return true;
}

TEST(detect_only_dr, "GD has no effect on other exceptions and instructions")
{
	unsigned int nr = 0;

	trap_handle(X86_BP, count, &nr);
	write_dr7(GD_DR7);
	asm volatile("int3\n\t"
		     "mov %%cr0, %0\n\t"
		     "mov %0, %%cr0"
		     : "=r"(seen_dr0)
		     :
		     : "memory");
	EXPECT_EQ(recorded.nr, 0);
	EXPECT_EQ(nr, 1);
	write_dr7(DR7_INIT);
	EXPECT_EQ(recorded.nr, 1);
}
