/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What blocks NMIs, from the delivery of one to the next IRET, and what does not.
 */
#include "suite.h"

WHERE;

/* ------------------------------------------------------------ collapse ---- */

static const struct row {
	const char *name;
	unsigned int more; /* sent while the first one is handled */
	unsigned int cpu;
	bool from_other;
} rows[] = {
	{ "none", 0, 0, false },
	{ "one", 1, 0, false },
	{ "two", 2, 0, false },
	{ "ten", 10, 0, false },
	{ "one-other", 1, 0, true },
	{ "two-other", 2, 0, true },
	{ "ten-other", 10, 0, true },
	{ "second-cpu-none", 0, 1, false },
	{ "second-cpu-one", 1, 1, false },
	{ "second-cpu-ten", 10, 1, false },
	{ "second-cpu-two-other", 2, 1, true },
};

static const struct row *running;
static volatile unsigned int asked, done;
static unsigned int while_handled;

static void more(struct trap_frame *frame)
{
	(void)frame;
	asked = 1;
	if (running->from_other) {
		EXPECT_TRUE(flag_set(&done));
	} else {
		for (unsigned int i = 0; i < running->more; i++)
			send_nmi(running->cpu);
	}
	spin();
	while_handled = seen_here()->nmis;
}

static void helper(void *arg)
{
	(void)arg;
	if (!running->from_other)
		return;
	EXPECT_TRUE(flag_set(&asked));
	for (unsigned int i = 0; i < running->more; i++)
		send_nmi(running->cpu);
	done = 1;
}

static void target(void *arg)
{
	struct seen *s = seen_here();

	(void)arg;
	s->inside = more;
	send_nmi(cpu_this());
	EXPECT_TRUE(nmis_reach(cpu_this(), running->more ? 2 : 1));
	spin();
}

TEST_EACH(collapse, const struct row *r, rows,
	  "comes once more after IRET, however many were sent meanwhile",
	  .needs = NEEDS(&x86_apic, &smp_2_cpus))
{
	const struct seen *s = &seen[r->cpu];

	running = r;
	asked = done = while_handled = 0;
	together(r->cpu, target, helper, NULL);
	EXPECT_EQ(while_handled, 1);
	EXPECT_EQ(s->nmis, r->more ? 2 : 1);
	EXPECT_EQ(s->deepest, 1);
	EXPECT_EQ(seen[!r->cpu].nmis, 0);
}

TEST_EACH(at_iret, const struct where *w, wheres,
	  "comes at once after IRET, before the interrupted code goes on",
	  .needs = NEEDS(&x86_apic, &smp_2_cpus))
{
	static const struct row one[] = { { "", 1, 0, false },
					  { "", 1, 1, false } };
	const struct seen *s = &seen[w->cpu];

	running = &one[w->cpu];
	together(w->cpu, target, helper, NULL);
	ASSERT_EQ(s->nr_logged, 2);
	EXPECT_EQ(s->log[1].ip, s->log[0].ip);
	EXPECT_EQ(s->log[1].flags, s->log[0].flags);
}

/* ----------------------------------------- what else happens in a handler ---- */

/* How many had come: before, and after what @inside is about. */
static unsigned int before, after;

static void do_one_nmi(void *inside)
{
	seen_here()->inside = (void (*)(struct trap_frame *))(uintptr_t)inside;
	send_nmi(cpu_this());
	EXPECT_TRUE(nmis_reach(cpu_this(), 1));
	spin();
}

static struct seen *one_nmi(const struct where *w,
			    void (*inside)(struct trap_frame *))
{
	before = after = 0;
	on_cpu(w->cpu, do_one_nmi, (void *)(uintptr_t)inside);
	return &seen[w->cpu];
}

static void pend(void)
{
	send_nmi(cpu_this());
	spin();
	before = seen_here()->nmis;
}

static bool skip_ud2(struct trap_frame *frame, void *arg)
{
	(void)arg;
	frame->ip += 2;
	return true;
}

static void ud2(struct trap_frame *frame)
{
	(void)frame;
	pend();
	asm volatile("ud2" ::: "memory");
	spin();
	after = seen_here()->nmis;
}

TEST_EACH(iret_of_exception, const struct where *w, wheres,
	  "is unblocked by the IRET of an exception within the handler",
	  .needs = NEEDS(&x86_apic, &smp_2_cpus))
{
	struct seen *s;

	trap_handle(X86_UD, skip_ud2, NULL);
	s = one_nmi(w, ud2);
	EXPECT_EQ(before, 1);
	EXPECT_EQ(after, 2);
	EXPECT_EQ(s->nmis, 2);
	EXPECT_EQ(s->deepest, 2);
}

/* Far, but not IRET. */
static void far_return(struct trap_frame *frame)
{
	(void)frame;
	pend();
	asm volatile("mov %%cs, %%eax\n\t"
		     "push %" R "ax\n\t"
		     "push $1f\n\t" ONLY_64("lretq") ONLY_32("lretl") "\n\t"
		     "1:" ::
			     : "ax", "memory");
	spin();
	after = seen_here()->nmis;
}

TEST(far_return, "is not unblocked by RETF")
{
	struct seen *s = one_nmi(&wheres[0], far_return);

	EXPECT_EQ(before, 1);
	EXPECT_EQ(after, 1);
	EXPECT_EQ(s->nmis, 2);
	EXPECT_EQ(s->deepest, 1);
}

/* -------------------------------------------------------------- INT 2 ---- */

static void in_int_2(struct trap_frame *frame)
{
	(void)frame;
	before = seen_here()->nmis;
	send_nmi(cpu_this());
	EXPECT_TRUE(nmis_reach(cpu_this(), 2));
	spin();
	after = seen_here()->nmis;
}

static void do_int_2(void *arg)
{
	(void)arg;
	seen_here()->inside = in_int_2;
	asm volatile("int $2" ::: "memory");
}

/* The handler of INT 2 is the NMI's, and yet NMIs are not blocked. */
TEST_EACH(int_2, const struct where *w, wheres,
	  "interrupts the handler of an INT 2, which blocks nothing",
	  .needs = NEEDS(&x86_apic, &smp_2_cpus))
{
	struct seen *s = &seen[w->cpu];

	on_cpu(w->cpu, do_int_2, NULL);
	EXPECT_EQ(before, 1);
	EXPECT_EQ(after, 2);
	EXPECT_EQ(s->nmis, 2);
	EXPECT_EQ(s->deepest, 2);
}

static unsigned int within;

/* In the handler of INT 2, in that of an NMI. */
static void look(struct trap_frame *frame)
{
	(void)frame;
	spin();
	within = seen_here()->nmis;
}

static void int_2_inside(struct trap_frame *frame)
{
	(void)frame;
	pend();
	seen_here()->inside = look;
	asm volatile("int $2" ::: "memory");
	spin();
	after = seen_here()->nmis;
}

/* One of the two is INT 2's own call. */
TEST_EACH(int_2_in_nmi, const struct where *w, wheres,
	  "does not block INT 2, and is held back until that one's IRET",
	  .needs = NEEDS(&x86_apic, &smp_2_cpus))
{
	struct seen *s;

	within = 0;
	s = one_nmi(w, int_2_inside);
	EXPECT_EQ(before, 1);
	EXPECT_EQ(within, 2);
	EXPECT_EQ(after, 3);
	EXPECT_EQ(s->nmis, 3);
	EXPECT_EQ(s->deepest, 2);
}
