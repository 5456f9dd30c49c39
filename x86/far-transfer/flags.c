/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The flags that IRET loads, by level and operand size.
 *
 * Intel SDM vol. 2, IRET; vol. 3, 2.3. Suite user-priv has IF and IOPL in detail.
 */
#include "suite.h"

#include <x86/irq/apic.h>

FAR_TRANSFER_SUITE;

SNIPPET32(iretw_32, "iretw");

enum {
	LOW = EFLAGS_FIXED | EFLAGS_ZF | EFLAGS_DF | EFLAGS_OF | EFLAGS_NT,
	HIGH = EFLAGS_AC | EFLAGS_ID,
	LEVEL_0 = EFLAGS_IF | EFLAGS_IOPL, /* what only it may change */
};

static const struct row {
	const char *name;
	unsigned int from, to; /* levels */
	unsigned long before, image, after;
} rows[] = {
	{ "level-0", 0, 0, 0, LOW | HIGH | LEVEL_0, LOW | HIGH | LEVEL_0 },
	{ "level-0-clears", 0, 0, LOW | HIGH | EFLAGS_IOPL, 0, 0 },
	{ "to-level-3", 0, 3, 0, LOW | HIGH | LEVEL_0, LOW | HIGH | LEVEL_0 },
	{ "level-3", 3, 3, 0, LOW | HIGH | LEVEL_0, LOW | HIGH },
	{ "level-3-clears", 3, 3, LOW | HIGH | EFLAGS_IOPL, EFLAGS_IF,
	  EFLAGS_IOPL | EFLAGS_IF },
	{ "level-3-vm", 3, 3, 0, EFLAGS_VM | EFLAGS_CF, EFLAGS_CF },
	{ "reserved", 0, 0, 0, 1 << 3 | 1 << 5 | 1 << 15, 0 },
};

static uint16_t code_of(const struct transfer *x, unsigned int level)
{
	if (x->compat && IS_64)
		return level == 3 ? USER_CS32 : KERNEL_CS32;
	return level == 3 ? USER_CS : KERNEL_CS;
}

/* NT set is another IRET altogether. */
static void check(const struct transfer *x, const struct row *r)
{
	struct target target = target_land(code_of(x, r->to));
	struct run_state in, out;

	test_context("%s", x->name);
	target.flags = r->image;
	in = transfer_prepare(x, r->from, &target);
	in.flags = (r->before | EFLAGS_FIXED) & ~(unsigned long)EFLAGS_NT;
	out = transfer_arrive(x, &in, &target);
	out.flags = r->after | EFLAGS_FIXED;
	transfer_check(x, &in, &out, (struct run_expect){ TRAP_NONE, 0 });
}

TEST_EACH(iret_flags, const struct row *r, rows,
	  "IRET loads the flags that the level may change")
{
	apic_init(); /* no interrupt comes while IF is set */
	check(transfer_named("iret-32"), r);
	if (IS_64)
		check(transfer_named("iret-op64"), r);
}

static uint64_t code16_at(uintptr_t place)
{
	return desc_segment((uint32_t)place, 0xffff,
			    DESC_S | DESC_P | DESC_CODE_XR | DESC_ACCESSED |
				    DESC_DB);
}

TEST(iret_flags_16, "IRET of 16 bits leaves the others as they are")
{
	struct run_state in = run_defaults(NULL, 0), out;
	uint16_t image[] = { 0x123, SUBJECT, LOW };
	struct run_end end;

	in.ip = (uintptr_t)iretw_32_at;
	in.cs = IS_64 ? KERNEL_CS32 : KERNEL_CS;
	*gdt_entry(SUBJECT) = code16_at((uintptr_t)land_at - 0x123);
	for (unsigned int i = 0; i < 3; i++)
		((uint16_t *)in.sp)[i] = image[i];
	in.flags = EFLAGS_FIXED | HIGH | EFLAGS_CF;
	out = in;
	out.ip = 0x123;
	out.cs = SUBJECT;
	out.sp += 6;
	out.flags = LOW | HIGH;
	end = run_until_trap(&in);
	EXPECT_TRAP(end.trap, X86_UD);
	run_expect_state(&end.state, &out);
}
