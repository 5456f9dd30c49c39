/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <x86/run/launch.h>

#include <arch.h>
#include <mm/page.h>
#include <string.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/selectors.h>

static const struct trap_frame *starting; /* NULL: it has been entered */
static struct trap_frame last;

/*
 * The first trap is the UD2 of begin(): its return is the way in. The second one
 * is what trap_catch() catches.
 */
static bool see(struct trap_frame *frame, void *arg)
{
	(void)arg;
	if (starting) {
		*frame = *starting;
		frame->cr3 = 0;
		starting = NULL;
		return true;
	}
	last = *frame;
	last.flags &= ~(unsigned long)EFLAGS_RF;
	return false;
}

static void begin(const void *arg)
{
	(void)arg;
	arch_illegal();
}

struct landing launch(const struct trap_frame *start)
{
	struct landing landing;

	for (unsigned int vector = 0; vector < 32; vector++)
		trap_handle(X86_INTERRUPT(vector), see, NULL);
	starting = start;
	landing.trap = trap_catch(begin, NULL);
	landing.frame = last;
	return landing;
}

static void give_back(uintptr_t page)
{
	arch_map((void *)page, page, PAGE_SIZE, MAP_KERNEL);
	page_free((void *)page);
}

void *launch_page(void)
{
	void *page = page_alloc(0, PAGE_ZERO | PAGE_BELOW_4G);

	test_defer(give_back, page);
	if (arch_map(page, virt_to_phys(page), PAGE_SIZE,
		     MAP_KERNEL | MAP_USER) != 0)
		ERROR("no memory for page tables");
	return page;
}

unsigned long launch_copy(void *to, const struct snippet *code)
{
	size_t bytes = (size_t)(code->end - code->at);

	memcpy(to, code->at, bytes + 2);
	return (unsigned long)to + bytes;
}

struct trap_frame launch_registers(void *ip, void *sp, unsigned int cpl)
{
	unsigned long top = sizeof(long) == 8 ? 0x8182838400000000ull : 0;
	struct trap_frame frame = {
#ifdef __x86_64__
		.r8 = top | 0x80b1b108,
		.r9 = top | 0x90c1c109,
		.r10 = top | 0xa0d1d10a,
		.r11 = top | 0xb0e1e10b,
		.r12 = top | 0xc0f1f10c,
		.r13 = top | 0xd0a2a20d,
		.r14 = top | 0xe0b2b20e,
		.r15 = top | 0xf0c2c20f,
#else
		.ds = USER_DS,
		.es = USER_DS,
		.fs = USER_DS,
		.gs = USER_DS,
#endif
		.ax = top | 0x10a0a001,
		.bx = top | 0x20b0b002,
		.cx = top | 0x30c0c003,
		.dx = top | 0x40d0d004,
		.si = top | 0x50e0e005,
		.di = top | 0x60f0f006,
		.bp = top | 0x70a1a107,
		.ip = (uintptr_t)ip,
		.sp = (uintptr_t)sp,
		.cs = cpl ? USER_CS : KERNEL_CS,
		.ss = cpl ? USER_DS : KERNEL_DS,
		.flags = EFLAGS_FIXED,
	};

	return frame;
}

void launch_expect(const struct trap_frame *actual,
		   const struct trap_frame *expected)
{
	EXPECT_EQ(actual->vector, expected->vector);
	EXPECT_EQ(actual->error, expected->error);
	EXPECT_EQ(actual->ip, expected->ip);
	EXPECT_EQ(actual->cs, expected->cs);
	EXPECT_EQ(actual->flags, expected->flags);
	EXPECT_EQ(actual->sp, expected->sp);
	EXPECT_EQ(actual->ss, expected->ss);
	EXPECT_EQ(actual->ax, expected->ax);
	EXPECT_EQ(actual->bx, expected->bx);
	EXPECT_EQ(actual->cx, expected->cx);
	EXPECT_EQ(actual->dx, expected->dx);
	EXPECT_EQ(actual->bp, expected->bp);
	EXPECT_EQ(actual->si, expected->si);
	EXPECT_EQ(actual->di, expected->di);
#ifdef __x86_64__
	EXPECT_EQ(actual->r8, expected->r8);
	EXPECT_EQ(actual->r9, expected->r9);
	EXPECT_EQ(actual->r10, expected->r10);
	EXPECT_EQ(actual->r11, expected->r11);
	EXPECT_EQ(actual->r12, expected->r12);
	EXPECT_EQ(actual->r13, expected->r13);
	EXPECT_EQ(actual->r14, expected->r14);
	EXPECT_EQ(actual->r15, expected->r15);
#else
	EXPECT_EQ(actual->ds, expected->ds);
	EXPECT_EQ(actual->es, expected->es);
	EXPECT_EQ(actual->fs, expected->fs);
	EXPECT_EQ(actual->gs, expected->gs);
#endif
}
