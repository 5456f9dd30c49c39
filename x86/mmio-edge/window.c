/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include <arch.h>
#include <arch/io.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>

enum {
	MARGIN = 32, /* bytes on both sides that nobody may touch */
	ZONE_MAX = 0x600,
	BOTH_APART = 0x60,
	FLAGS = EFLAGS_CF | EFLAGS_PF | EFLAGS_AF | EFLAGS_ZF | EFLAGS_SF |
		EFLAGS_OF,
};

uint8_t *window;
static uint8_t *ram[2]; /* at its ends */
static uint8_t mirror[WINDOW_BYTES] __attribute__((aligned(0x1000)));
static uint8_t scratch[ZONE_MAX] __attribute__((aligned(64)));

static void map(unsigned int page, paddr_t phys)
{
	if (arch_map(window + page * PAGE_SIZE, phys, PAGE_SIZE,
		     page == 0 || page == 3 ? MAP_KERNEL :
					      MAP_KERNEL | MAP_UNCACHED) != 0)
		ERROR("no memory for a table");
}

/* The device's second page is not the one after the first. */
void window_prepare(void)
{
	if (window)
		return;
	window = vmap_alloc(WINDOW_BYTES, PAGE_SIZE);
	for (unsigned int i = 0; i < 2; i++)
		ram[i] = page_alloc(0, PAGE_ZERO);
	map(0, virt_to_phys(ram[0]));
	map(1, IOMEM);
	map(2, IOMEM + 0x4000);
	map(3, virt_to_phys(ram[1]));
}

/* Static: i386 has no register left for a pointer to them. */
static const char *code;
static struct regs now;

static void do_call(const void *unused)
{
	(void)unused;
	asm volatile("push %[flags]\n\t"
		     "popf\n\t"
		     "call *%[code]\n\t"
		     "pushf\n\t"
		     "cld\n\t"
		     "pop %[flags]"
		     : "+a"(now.ax), "+b"(now.bx), "+c"(now.cx), "+d"(now.dx),
		       "+S"(now.si), "+D"(now.di), [flags] "+m"(now.flags)
		     : [code] "m"(code)
		     : "memory", "cc");
}

struct trap call_code(const char *at, struct regs *regs)
{
	struct trap t;

	code = at;
	now = *regs;
	t = trap_catch(do_call, NULL);
	*regs = now;
	return t;
}

/* -------------------------------------------------- one place, two runs ---- */

struct place {
	const struct form *form;
	unsigned int offset; /* in the window */
	bool match;	     /* AX and DX have what is there, for CMPXCHG */
	uint8_t before[ZONE_MAX], source[ZONE_MAX];
	struct regs in;
};

static unsigned int zone_start(const struct place *p)
{
	return (p->offset - p->form->below - MARGIN) & ~3u;
}

static unsigned int zone_bytes(const struct place *p)
{
	unsigned int reach = p->form->where == AT_BOTH ? BOTH_APART : 0;
	unsigned int end = p->offset + p->form->bytes + reach + MARGIN;

	return ((end + 3) & ~3u) - zone_start(p);
}

/* Of scratch, with what lies beyond the operand. */
static unsigned int source_bytes(const struct form *f)
{
	return ((f->below + f->bytes + 3) & ~3u) + 2 * MARGIN;
}

static void randomize(void *to, unsigned int bytes)
{
	for (unsigned int i = 0; i < bytes; i += 4)
		*(uint32_t *)((char *)to + i) = (uint32_t)test_random();
}

static unsigned long there(const struct place *p, unsigned int further)
{
	unsigned long value;

	memcpy(&value, p->before + (p->offset - zone_start(p)) + further,
	       sizeof(value));
	return value;
}

static void choose(struct place *p)
{
	const struct form *f = p->form;

	if (zone_bytes(p) > ZONE_MAX || f->bytes + f->below > ZONE_MAX / 2)
		ERROR("%s reaches too far", f->name);
	randomize(p->before, zone_bytes(p));
	randomize(p->source, source_bytes(f));
	randomize(&p->in, sizeof(p->in));
	p->in.flags = (p->in.flags & FLAGS) | EFLAGS_FIXED;
	if (f->count)
		p->in.cx = f->count;
	if (p->match) {
		p->in.ax = there(p, 0);
		p->in.dx = there(p, f->bytes / 2);
	}
}

/* Runs it with the pages at @base; the zone as it is then goes to @after. */
static struct trap run(const struct place *p, uint8_t *base, struct regs *out,
		       uint8_t *after)
{
	const struct form *f = p->form;
	uint8_t *at = base + p->offset, *zone = base + zone_start(p);
	uint8_t *other = scratch + f->below;
	unsigned long si, di;
	struct trap t;

	for (unsigned int i = 0; i < zone_bytes(p); i += 4)
		mmio_write32(zone + i, *(const uint32_t *)(p->before + i));
	memcpy(scratch, p->source, source_bytes(f));
	*out = p->in;
	out->di = (uintptr_t)(f->where == AT_SI ? other :
			      f->where == AT_DI ? at :
						  at + BOTH_APART);
	out->si = (uintptr_t)(f->where == AT_DI ? other : at);
	si = out->si;
	di = out->di;
	t = call_code(f->code, out);
	out->si -= si;
	out->di -= di;
	out->flags &= ~(unsigned long)f->undefined;
	for (unsigned int i = 0; i < zone_bytes(p); i += 4)
		*(uint32_t *)(after + i) = mmio_read32(zone + i);
	return t;
}

static void compare(const struct place *p)
{
	static uint8_t expected[ZONE_MAX], copied[ZONE_MAX], after[ZONE_MAX];
	struct regs want, got;

	test_context("%s at 0x%x%s", p->form->name, p->offset,
		     p->match ? ", equal" : "");
	ASSERT_TRAP(run(p, mirror, &want, expected), TRAP_NONE);
	memcpy(copied, scratch, source_bytes(p->form));
	ASSERT_TRAP(run(p, window, &got, after), TRAP_NONE);
	EXPECT_MEMEQ(after, expected, zone_bytes(p));
	EXPECT_MEMEQ(scratch, copied, source_bytes(p->form));
	EXPECT_EQ(got.ax, want.ax);
	EXPECT_EQ(got.bx, want.bx);
	EXPECT_EQ(got.cx, want.cx);
	EXPECT_EQ(got.dx, want.dx);
	EXPECT_EQ(got.si, want.si);
	EXPECT_EQ(got.di, want.di);
	EXPECT_EQ(got.flags, want.flags);
}

static void check_at(const struct form *f, unsigned int offset)
{
	static struct place p;

	if (f->align && offset % f->align)
		return;
	for (unsigned int match = 0; match < 1 + (f->bytes <= 16); match++) {
		p.form = f;
		p.offset = offset;
		p.match = match;
		choose(&p);
		compare(&p);
	}
}

/* From all of it above an edge to all of it below. */
static void check_edge(const struct form *f, unsigned int edge)
{
	unsigned int reach = f->bytes + f->below;
	unsigned int step = f->align   ? f->align :
			    reach > 64 ? reach / 16 - 1 :
			    reach > 16 ? 3 :
					 1;

	for (unsigned int i = 0; i <= reach; i += step)
		check_at(f, edge + f->below - i);
}

void form_check(const struct form *f)
{
	if (f->feature && !f->feature->probe())
		SKIP("needs %s (%s)", f->feature->name, f->feature->where);
	for (unsigned int i = 0; i < 8; i++)
		check_at(f, INSIDE + i);
	check_edge(f, RAM_TO_DEVICE);
	check_edge(f, DEVICE_TO_DEVICE);
	check_edge(f, DEVICE_TO_RAM);
}
