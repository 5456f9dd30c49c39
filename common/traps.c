/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Traps that every architecture has: caught where they happen, described
 * exactly, and without a trace afterwards (lib/trap.h).
 */
#include <arch.h>
#include <arch/irq.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <smp.h>
#include <string.h>
#include <test/test.h>
#include <trap.h>

TEST_SUITE("traps",
	   .summary = "traps are caught, described and leave no trace");

enum {
	TIMES = 2000,
	CODE_MAX = 512, /* bytes of one of the small functions here */
};

/* Where code may lie on every architecture: an odd address is another mode. */
enum {
	CODE_ALIGN = 4
};

/* Addresses that nothing is mapped to; what was given out is put back. */
static char *nowhere(void)
{
	char *start = vmap_alloc(PAGE_SIZE, PAGE_SIZE);

	test_defer(vmap_free, start);
	return start;
}

/* What follows the trap must never run. */
static volatile unsigned int nr_after;

static void __attribute__((noinline)) illegal(const void *arg)
{
	(void)arg;
	arch_illegal();
	nr_after++;
}

static void __attribute__((noinline)) break_(const void *arg)
{
	(void)arg;
	arch_break();
	nr_after++;
}

static void __attribute__((noinline)) load(const void *address)
{
	(void)*(const volatile uint8_t *)address;
	nr_after++;
}

static void __attribute__((noinline)) store(const void *address)
{
	*(volatile uint8_t *)(uintptr_t)address = 0x5a;
	nr_after++;
}

static void __attribute__((noinline)) call(const void *address)
{
	((void (*)(void))(uintptr_t)address)();
	nr_after++;
}

static void count(const void *counter)
{
	++*(volatile unsigned int *)(uintptr_t)counter;
}

/* ---------------------------------------------------------- description ---- */

static const struct way {
	const char *name;
	void (*fn)(const void *);
	enum trap_cause cause;
	bool address, write, fetch;
} ways[] = {
	{ "illegal", illegal, TRAP_ILLEGAL, false, false, false },
	{ "break", break_, TRAP_BREAK, false, false, false },
	{ "load", load, TRAP_PAGE, true, false, false },
	{ "store", store, TRAP_PAGE, true, true, false },
	{ "fetch", call, TRAP_PAGE, true, false, true },
};

static void expect_described(const struct way *w, const struct trap *t,
			     const char *address)
{
	EXPECT_TRAP_CAUSE(*t, w->cause);
	if (w->address)
		EXPECT_EQ(t->address, (uintptr_t)address);
	EXPECT_EQ(t->write, w->write);
	EXPECT_EQ(t->fetch, w->fetch);
	if (w->fetch)
		EXPECT_EQ(t->pc, (uintptr_t)address);
}

static bool inside(unsigned long pc, void (*fn)(const void *))
{
	return pc >= (uintptr_t)fn && pc < (uintptr_t)fn + CODE_MAX;
}

TEST_EACH(caught, const struct way *w, ways,
	  "is described exactly, and ends the function at once")
{
	char *address = nowhere() + (w->fetch ? 0x123 * CODE_ALIGN : 0x123);
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);
	struct trap t;

	nr_after = 0;
	t = trap_catch(w->fn, address);
	expect_described(w, &t, address);
	EXPECT_FALSE(t.user);
	EXPECT_EQ(nr_after, 0);
	if (!w->fetch && w->fn != break_)
		EXPECT_TRUE(inside(t.pc, w->fn));
	/* On this stack, below this function. */
	EXPECT_LT(t.sp, here);
	EXPECT_GT(t.sp, here - 0x2000);
}

TEST(none, "is what a function without a trap ends in")
{
	unsigned int nr = 0;
	struct trap t = trap_catch(count, &nr);

	EXPECT_TRAP(t, TRAP_NONE);
	EXPECT_EQ(t.pc, 0);
	EXPECT_EQ(t.address, 0);
	EXPECT_EQ(nr, 1);
}

TEST(names, "are said in words, and differ")
{
	char illegal_name[48], page_name[48], break_name[48];

	arch_trap_name(illegal_name, sizeof(illegal_name), TRAP_ILLEGAL, 0);
	arch_trap_name(page_name, sizeof(page_name), TRAP_PAGE, 0);
	arch_trap_name(break_name, sizeof(break_name), TRAP_BREAK, 0);
	EXPECT_GE(strlen(illegal_name), 2);
	EXPECT_NE(strcmp(illegal_name, page_name), 0);
	EXPECT_NE(strcmp(illegal_name, break_name), 0);
	EXPECT_NE(strcmp(page_name, break_name), 0);
}

/* ------------------------------------------------------------- nesting ---- */

static void catch_store_then_illegal(const void *address)
{
	struct trap inner = trap_catch(store, address);

	EXPECT_TRAP_CAUSE(inner, TRAP_PAGE);
	EXPECT_EQ(inner.address, (uintptr_t)address);
	illegal(NULL);
}

TEST(nested, "are caught by the innermost, and the next by the outer one")
{
	char *address = nowhere();

	nr_after = 0;
	EXPECT_TRAP_CAUSE(trap_catch(catch_store_then_illegal, address),
			  TRAP_ILLEGAL);
	EXPECT_EQ(nr_after, 0);
	EXPECT_TRAP_CAUSE(trap_catch(store, address), TRAP_PAGE);
}

static unsigned int __attribute__((noinline)) mix(unsigned int v, int depth)
{
	/* More live values than there are registers, across a trap. */
	unsigned int a = v * 3, b = v * 5, c = v * 7, d = v * 11, e = v * 13;
	unsigned int f = v * 17, g = v * 19, h = v * 23, i = v * 29;

	if (depth)
		v = mix(v + 1, depth - 1);
	if (trap_catch(illegal, NULL).cause != TRAP_ILLEGAL)
		return 0;
	return v + a + b + c + d + e + f + g + h + i;
}

TEST(values, "of the caller survive, in registers and on the stack")
{
	unsigned int sum = 19, v;

	/* 127 is 3 + 5 + ... + 29 */
	for (v = 10; v <= 19; v++)
		sum += 127 * v;
	EXPECT_EQ(mix(10, 9), sum);
}

TEST(often, "leave nothing behind")
{
	char *address = nowhere();
	unsigned long sp = 0, pc = 0;
	unsigned int i, moved = 0;
	bool enabled = irq_enabled();

	for (i = 0; i < TIMES; i++) {
		struct trap t = trap_catch(store, address);

		ASSERT_EQ(t.address, (uintptr_t)address);
		if (i)
			moved += t.sp != sp || t.pc != pc;
		sp = t.sp;
		pc = t.pc;
	}
	EXPECT_EQ(moved, 0);
	EXPECT_EQ(irq_enabled(), enabled);
}

TEST(interrupts, "are as they were before the function")
{
	bool was_enabled = irq_enabled();
	unsigned long flags = irq_save();

	EXPECT_FALSE(irq_enabled());
	EXPECT_TRAP_CAUSE(trap_catch(illegal, NULL), TRAP_ILLEGAL);
	EXPECT_FALSE(irq_enabled());
	irq_enable();
	EXPECT_TRAP_CAUSE(trap_catch(illegal, NULL), TRAP_ILLEGAL);
	EXPECT_TRUE(irq_enabled());
	EXPECT_TRAP_CAUSE(user_catch(illegal, NULL), TRAP_ILLEGAL);
	EXPECT_TRUE(irq_enabled());
	irq_restore(flags);
	EXPECT_EQ(irq_enabled(), was_enabled);
}

/* ------------------------------------------------------------ handlers ---- */

static struct seen {
	unsigned int nr;
	unsigned long pc;
	enum trap_cause cause;
	char *page;  /* what to map where the address is; NULL: nothing */
	char *start; /* of the address */
} seen;

static bool look(struct trap_frame *frame, void *arg)
{
	struct seen *s = arg;
	struct trap t;

	arch_trap_decode(frame, &t);
	s->nr++;
	s->pc = arch_frame_pc(frame);
	s->cause = t.cause;
	if (!s->page)
		return false;
	return arch_map(s->start, virt_to_phys(s->page), PAGE_SIZE,
			MAP_KERNEL) == 0;
}

static void see(enum trap_cause cause)
{
	memset(&seen, 0, sizeof(seen));
	trap_handle(cause, look, &seen);
}

TEST(handler_declines, "sees the trap once; trap_catch() gets it then")
{
	struct trap t;

	see(TRAP_ILLEGAL);
	t = trap_catch(illegal, NULL);
	EXPECT_TRAP_CAUSE(t, TRAP_ILLEGAL);
	EXPECT_EQ(seen.nr, 1);
	EXPECT_EQ(seen.cause, TRAP_ILLEGAL);
	EXPECT_EQ(seen.pc, t.pc);
}

TEST(handler_mends, "makes the instruction run again, and once")
{
	char *page = page_alloc(0, PAGE_ZERO);

	test_defer(page_free, page);
	see(TRAP_PAGE);
	seen.page = page;
	seen.start = nowhere();
	nr_after = 0;
	EXPECT_TRAP(trap_catch(store, seen.start + 9), TRAP_NONE);
	EXPECT_EQ(seen.nr, 1);
	EXPECT_EQ(nr_after, 1);
	EXPECT_EQ(page[9], 0x5a);
	EXPECT_TRAP(trap_catch(store, seen.start + 10), TRAP_NONE);
	EXPECT_EQ(seen.nr, 1);
}

TEST(handler_of_another, "does not see the trap")
{
	see(TRAP_ILLEGAL);
	EXPECT_TRAP_CAUSE(trap_catch(store, nowhere()), TRAP_PAGE);
	EXPECT_EQ(seen.nr, 0);
}

TEST(handler_gone, "is called no more")
{
	see(TRAP_ILLEGAL);
	EXPECT_TRAP_CAUSE(trap_catch(illegal, NULL), TRAP_ILLEGAL);
	trap_handle(TRAP_ILLEGAL, NULL, NULL);
	EXPECT_TRAP_CAUSE(trap_catch(illegal, NULL), TRAP_ILLEGAL);
	EXPECT_EQ(seen.nr, 1);
}

static bool catch_inside(struct trap_frame *frame, void *arg)
{
	(void)frame;
	EXPECT_TRAP_CAUSE(trap_catch(store, arg), TRAP_PAGE);
	EXPECT_TRAP_CAUSE(trap_catch(load, arg), TRAP_PAGE);
	return false;
}

TEST(handler_traps, "may itself catch traps")
{
	trap_handle(TRAP_ILLEGAL, catch_inside, nowhere());
	EXPECT_TRAP_CAUSE(trap_catch(illegal, NULL), TRAP_ILLEGAL);
}

/* ----------------------------------------------------- least privileged ---- */

TEST(user, "calls the function, and says that nothing happened")
{
	static unsigned int nr;

	nr = 0;
	EXPECT_TRAP(user_catch(count, &nr), TRAP_NONE);
	EXPECT_EQ(nr, 1);
}

TEST_EACH(user_caught, const struct way *w, ways,
	  "is described exactly, as the user's")
{
	char *address = nowhere() + (w->fetch ? 0x321 * CODE_ALIGN : 0x321);
	struct trap t;

	nr_after = 0;
	t = user_catch(w->fn, address);
	expect_described(w, &t, address);
	EXPECT_TRUE(t.user);
	EXPECT_EQ(nr_after, 0);
	/* And the kernel is itself again. */
	t = trap_catch(w->fn, address);
	expect_described(w, &t, address);
	EXPECT_FALSE(t.user);
}

static const struct protection {
	const char *name;
	unsigned int flags;
	enum trap_cause load, store;
} protections[] = {
	{ "kernel", MAP_READ | MAP_WRITE, TRAP_PAGE, TRAP_PAGE },
	{ "user", MAP_READ | MAP_WRITE | MAP_USER, TRAP_NONE, TRAP_NONE },
	{ "user-read-only", MAP_READ | MAP_USER, TRAP_NONE, TRAP_PAGE },
};

TEST_EACH(user_page, const struct protection *p, protections,
	  "can be accessed as its mapping allows")
{
	char *page = page_alloc(0, PAGE_ZERO), *start = nowhere();

	test_defer(page_free, page);
	ASSERT_EQ(arch_map(start, virt_to_phys(page), PAGE_SIZE, p->flags), 0);
	EXPECT_TRAP_CAUSE(user_catch(load, start), p->load);
	EXPECT_TRAP_CAUSE(user_catch(store, start + 1), p->store);
	EXPECT_EQ(page[1], p->store == TRAP_NONE ? 0x5a : 0);
}

/* ---------------------------------------------------------------- CPUs ---- */

static char *cpu_addresses;

static void trap_often(void *arg)
{
	char *mine = cpu_addresses + cpu_this() * 16;
	unsigned int i;

	(void)arg;
	for (i = 0; i < TIMES; i++) {
		ASSERT_EQ(trap_catch(store, mine).address, (uintptr_t)mine);
		ASSERT_EQ(trap_catch(illegal, NULL).cause, TRAP_ILLEGAL);
	}
}

TEST(all_cpus, "catch their own traps, all at once",
     .needs = NEEDS(&smp_2_cpus))
{
	cpu_addresses = nowhere();
	nr_after = 0;
	on_all_cpus(trap_often, NULL);
	EXPECT_EQ(nr_after, 0);
}

static void trap_once(void *arg)
{
	EXPECT_TRAP_CAUSE(trap_catch(illegal, arg), TRAP_ILLEGAL);
}

TEST(handler_on_cpu, "sees the traps of every CPU", .needs = NEEDS(&smp_2_cpus))
{
	unsigned int cpu;

	see(TRAP_ILLEGAL);
	for (cpu = 0; cpu < cpu_count(); cpu++)
		on_cpu(cpu, trap_once, NULL);
	EXPECT_EQ(seen.nr, cpu_count());
}

/* --------------------------------------------------------------- stack ---- */

static unsigned int nr_addresses;
static unsigned long addresses[16];

static void __attribute__((noinline)) walk(int depth)
{
	if (depth)
		walk(depth - 1);
	else
		nr_addresses = stack_walk(0, 0, addresses, 16);
	nr_after++; /* not a tail call */
}

TEST(stack, "is walked from callee to caller, as far as asked")
{
	unsigned int i;

	walk(4);
	ASSERT_GE(nr_addresses, 7);
	for (i = 0; i < 5; i++)
		EXPECT_TRUE(addresses[i] > (uintptr_t)walk &&
			    addresses[i] < (uintptr_t)walk + CODE_MAX);
	EXPECT_FALSE(addresses[5] > (uintptr_t)walk &&
		     addresses[5] < (uintptr_t)walk + 16);
	walk(20);
	EXPECT_EQ(nr_addresses, 16);
	EXPECT_EQ(stack_walk(0x1234, 0, addresses, 1), 1);
	EXPECT_EQ(addresses[0], 0x1234);
}

/* --------------------------------------------------------------- bench ---- */

static void catch_one(void *arg)
{
	*(unsigned int *)arg += trap_catch(illegal, NULL).cause == TRAP_ILLEGAL;
}

BENCH(catch, "an undefined instruction, there and back")
{
	unsigned int nr = 0;

	EXPECT_EQ(bench_run(NULL, catch_one, &nr), nr);
}
