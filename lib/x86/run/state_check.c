/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <x86/run/state.h>

#include <test/test.h>
#include <x86/desc_types.h>

void run_rings(void)
{
	lldt(0); /* after reset LDTR is an LDT at 0 */
	for (unsigned int level = 1; level <= 2; level++) {
		uint64_t bits = DESC_S | DESC_P | DESC_G | DESC_DPL(level) |
				DESC_ACCESSED;

		*gdt_entry(RUN_RING_CS + 16 * level) = desc_segment(
			0, 0xfffff,
			bits | DESC_CODE_XR | (IS_64 ? DESC_L : DESC_DB));
		*gdt_entry(RUN_RING_DS + 16 * level) =
			desc_segment(0, 0xfffff, bits | DESC_DATA_RW | DESC_DB);
	}
}

void run_level(struct run_state *s, unsigned int cpl)
{
	static const uint16_t cs[] = { KERNEL_CS, RUN_RING_CS + 16 + 1,
				       RUN_RING_CS + 32 + 2, USER_CS };
	static const uint16_t ss[] = { KERNEL_DS, RUN_RING_DS + 16 + 1,
				       RUN_RING_DS + 32 + 2, USER_DS };

	s->cs = cs[cpl];
	s->ss = ss[cpl];
}

void run_level_compat(struct run_state *s, unsigned int cpl)
{
	s->cs = cpl == 3 ? USER_CS32 : KERNEL_CS32;
	s->ss = cpl == 3 ? USER_DS : KERNEL_DS;
}

/*
 * IRET to a 16-bit stack leaves bits 31:16 of ESP as they were in the kernel
 * (SDM vol. 2, IRET; vol. 3, 22.31).
 */
static void ignore_high_sp(struct run_state *s, const struct run_state *in)
{
	if (in->ss > 3 && !(*gdt_entry((uint16_t)in->ss) & DESC_DB))
		s->sp = (s->sp & 0xffff) | (in->sp & ~0xfffful);
}

static bool is_forced;

void run_forced(bool forced)
{
	is_forced = forced;
}

struct run_end run_check(const struct snippet *code, const struct run_state *in,
			 const struct run_state *out, struct run_expect expect)
{
	bool done = expect.cause == TRAP_NONE;
	struct run_state state = done ? *out : *in;
	struct run_state from = *in;
	struct run_end end;

	if (is_forced)
		from.ip = (uintptr_t)code->forced;
	end = run_until_trap(&from);
	state.ip = (uintptr_t)(done ? code->end : (const char *)in->ip);
	EXPECT_TRAP_ERROR(end.trap, done ? X86_UD : expect.cause, expect.error);
	ignore_high_sp(&end.state, in);
	run_expect_state(&end.state, &state);
	return end;
}
