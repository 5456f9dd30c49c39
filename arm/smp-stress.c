/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All CPUs at once: interrupts from each to each, translations that are taken
 * away while others use them, and waiting for events.
 */
#include <arm/cpu.h>
#include <arm/gic.h>

#include <arch.h>
#include <arch/irq.h>
#include <clock.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <smp.h>
#include <test/test.h>

TEST_SUITE("smp-stress", .summary = "many CPUs disturb each other, exactly",
	   .needs = NEEDS(&smp_2_cpus));

/* ------------------------------------------------------------------ SGIs -- */

enum {
	SGI = 3,
	ROUNDS = 20,
	TURNS = 8,
};

/* What a CPU has taken, and what each has sent it so far. */
static unsigned int taken[CPU_MAX], ends;

static void count_sgi(uint32_t iar, void *arg)
{
	(void)iar;
	(void)arg;
	__atomic_fetch_add(&taken[cpu_this()], 1, __ATOMIC_SEQ_CST);
}

static bool was_taken(void *arg)
{
	unsigned int *target = arg;

	return __atomic_load_n(&taken[target[0]], __ATOMIC_SEQ_CST) !=
	       target[1];
}

/* One to each other CPU in turn, each waited for: none is lost or merged. */
static void send_to_all(void *arg)
{
	unsigned int me = cpu_this();

	(void)arg;
	gic_enable(SGI);
	irq_enable();
	for (unsigned int round = 0; round < ROUNDS; round++) {
		unsigned int to =
			(me + 1 + round % (cpu_count() - 1)) % cpu_count();
		unsigned int target[] = {
			to, __atomic_load_n(&taken[to], __ATOMIC_SEQ_CST)
		};

		gic_send(SGI, to);
		if (!wait_until(was_taken, target, 2000000))
			break;
	}
	__atomic_fetch_add(&ends, 1, __ATOMIC_SEQ_CST);
	while (__atomic_load_n(&ends, __ATOMIC_SEQ_CST) < cpu_count())
		cpu_relax();
	irq_disable();
}

TEST(sgi_storm, "delivers to every CPU, and no more than was sent",
     .needs = NEEDS(&arm_gic))
{
	unsigned int all = 0;

	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++)
		taken[cpu] = 0;
	ends = 0;
	gic_handle(SGI, count_sgi, NULL);
	on_all_cpus(send_to_all, NULL);
	for (unsigned int cpu = 0; cpu < cpu_count(); cpu++) {
		EXPECT_GT(taken[cpu], 0);
		all += taken[cpu];
	}
	EXPECT_LE(all, ROUNDS * cpu_count());
	EXPECT_EQ(ends, cpu_count());
}

/* By one sender, each awaited: as many as were sent. */
static void wait_for_sgis(void *arg)
{
	unsigned int target[] = { cpu_this(), *(unsigned int *)arg };

	gic_enable(SGI);
	irq_enable();
	wait_until(was_taken, target, 3000000);
	irq_disable();
}

TEST(sgi_exact, "delivers each of one sender once, to its target alone",
     .needs = NEEDS(&arm_gic))
{
	gic_handle(SGI, count_sgi, NULL);
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++) {
		for (unsigned int i = 0; i < cpu_count(); i++)
			taken[i] = 0;
		for (unsigned int i = 0; i < 20; i++) {
			on_cpu_start(cpu, wait_for_sgis, &i);
			gic_send(SGI, cpu);
			on_cpu_wait(cpu);
			ASSERT_EQ(taken[cpu], i + 1);
		}
		for (unsigned int i = 0; i < cpu_count(); i++)
			EXPECT_EQ(taken[i], i == cpu ? 20 : 0);
	}
}

/* ---------------------------------------------------------- translations -- */

/*
 * A page is moved between two frames while others read it: after the change is
 * announced, what they read is of the new one.
 */
static struct {
	volatile uint32_t *page;
	volatile unsigned int phase, stop;
	unsigned int stale, reads;
} moved;

static void read_page(void *arg)
{
	unsigned int stale = 0, reads = 0;

	(void)arg;
	while (!moved.stop) {
		unsigned int phase = moved.phase;
		uint32_t value;

		mb();
		value = *moved.page;
		mb();
		if (moved.phase != phase || (phase & 1))
			continue; /* a change was under way */
		stale += value != (phase >> 1 & 1);
		reads++;
	}
	__atomic_fetch_add(&moved.stale, stale, __ATOMIC_SEQ_CST);
	__atomic_fetch_add(&moved.reads, reads, __ATOMIC_SEQ_CST);
}

/* Even: the frame is phase / 2 % 2; odd: it is being changed. */
static void move_often(uint32_t **frames)
{
	for (unsigned int i = 1; i <= 200; i++) {
		moved.phase = 2 * i - 1;
		mb();
		arch_map((void *)(uintptr_t)moved.page,
			 virt_to_phys(frames[i & 1]), PAGE_SIZE,
			 MAP_READ | MAP_WRITE);
		mb();
		moved.phase = 2 * i;
		delay_us(200);
	}
}

/* Readers meet the page while there is none: they try again. */
static bool again(struct trap_frame *frame, void *arg)
{
	(void)frame;
	(void)arg;
	return true;
}

TEST(shootdown, "of a translation is seen by every CPU at once")
{
	uint32_t *frames[] = { page_alloc(0, PAGE_ZERO),
			       page_alloc(0, PAGE_ZERO) };

	test_defer(page_free, frames[0]);
	test_defer(page_free, frames[1]);
	frames[1][0] = 1;
	moved.page = vmap_alloc(PAGE_SIZE, PAGE_SIZE);
	test_defer(vmap_free, (void *)(uintptr_t)moved.page);
	ASSERT_EQ(arch_map((void *)(uintptr_t)moved.page,
			   virt_to_phys(frames[0]), PAGE_SIZE,
			   MAP_READ | MAP_WRITE),
		  0);
	moved.phase = moved.stop = moved.stale = moved.reads = 0;
	trap_handle(TRAP_PAGE, again, NULL);
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++)
		on_cpu_start(cpu, read_page, NULL);
	move_often(frames);
	moved.stop = 1;
	for (unsigned int cpu = 1; cpu < cpu_count(); cpu++)
		on_cpu_wait(cpu);
	EXPECT_GT(moved.reads, 0);
	EXPECT_EQ(moved.stale, 0);
}

/* ---------------------------------------------------------------- events -- */

static volatile unsigned int turn;

/* A wake-up that is lost is the case's time limit. */
static void take_turns(void *arg)
{
	(void)arg;
	for (unsigned int i = 0; i < TURNS; i++) {
		unsigned int mine = i * cpu_count() + cpu_this();

		while (turn != mine)
			asm volatile("wfe" ::: "memory");
		turn = mine + 1;
		asm volatile("dsb ish\n\t"
			     "sev" ::
				     : "memory");
	}
}

TEST(events, "wake those that wait, each time")
{
	turn = 0;
	on_all_cpus(take_turns, NULL);
	EXPECT_EQ(turn, TURNS * cpu_count());
}
