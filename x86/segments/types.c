/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

/* Of 32-bit mode only, and reserved in long mode: SDM vol. 3, table 3-2 */
#define SYSTEM_32 !IS_64
#define NAME(name_32, name_64) ONLY_32(name_32) ONLY_64(name_64)

const struct seg_type seg_types[32] = {
	{ .name = "system-0", .type = 0 },
	{ .name = NAME("tss16", "system-1"), .type = 1, .lar = SYSTEM_32, .lsl = SYSTEM_32 },
	{ .name = "ldt", .type = 2, .lar = true, .lsl = true },
	{ .name = NAME("tss16-busy", "system-3"), .type = 3, .lar = SYSTEM_32, .lsl = SYSTEM_32 },
	{ .name = NAME("call-gate16", "system-4"), .type = 4, .lar = SYSTEM_32 },
	{ .name = NAME("task-gate", "system-5"), .type = 5, .lar = SYSTEM_32 },
	{ .name = NAME("interrupt-gate16", "system-6"), .type = 6 },
	{ .name = NAME("trap-gate16", "system-7"), .type = 7 },
	{ .name = "system-8", .type = 8 },
	{ .name = "tss", .type = 9, .lar = true, .lsl = true },
	{ .name = "system-a", .type = 10 },
	{ .name = "tss-busy", .type = 11, .lar = true, .lsl = true },
	{ .name = "call-gate", .type = 12, .lar = true },
	{ .name = "system-d", .type = 13 },
	{ .name = "interrupt-gate", .type = 14 },
	{ .name = "trap-gate", .type = 15 },
#define CODE_DATA(name_, type_, ...)                                    \
	{ .name = name_, .type = 16 + (type_), .lar = true, .lsl = true, \
	  __VA_ARGS__ },                                                \
	{ .name = name_ "-accessed", .type = 17 + (type_), .lar = true,  \
	  .lsl = true, __VA_ARGS__ }
	CODE_DATA("data-ro", 0, .readable = true),
	CODE_DATA("data-rw", 2, .readable = true, .writable = true),
	CODE_DATA("data-ro-down", 4, .readable = true, .down = true),
	CODE_DATA("data-rw-down", 6, .readable = true, .writable = true,
		  .down = true),
	CODE_DATA("code-xo", 8, .code = true),
	CODE_DATA("code-xr", 10, .code = true, .readable = true),
	CODE_DATA("code-xo-conforming", 12, .code = true, .conforming = true),
	CODE_DATA("code-xr-conforming", 14, .code = true, .readable = true,
		  .conforming = true),
};

uint64_t seg_bits(const struct seg_type *t, bool present, unsigned int dpl)
{
	return DESC_TYPE(t->type & 15) | (t->type & 16 ? DESC_S : 0) |
	       (present ? DESC_P : 0) | DESC_DPL(dpl);
}

/* An expand-down segment has what is beyond its limit. */
uint64_t seg_flat(const struct seg_type *t, bool present, unsigned int dpl)
{
	return desc_segment(0, t->down ? 0 : 0xfffff,
			    seg_bits(t, present, dpl) | DESC_DB |
				    (t->down ? 0 : DESC_G));
}

void segments_setup(void)
{
	for (unsigned int level = 1; level <= 2; level++) {
		uint64_t bits = DESC_S | DESC_P | DESC_G | DESC_DPL(level) |
				DESC_ACCESSED;

		*gdt_entry(RING_CS + 16 * level) =
			desc_segment(0, 0xfffff,
				     bits | DESC_CODE_XR |
					     (IS_64 ? DESC_L : DESC_DB));
		*gdt_entry(RING_DS + 16 * level) = desc_segment(
			0, 0xfffff, bits | DESC_DATA_RW | DESC_DB);
	}
}

void seg_level(struct run_state *s, unsigned int cpl)
{
	static const uint16_t cs[] = { KERNEL_CS, RING_CS + 16 + 1,
				       RING_CS + 32 + 2, USER_CS };
	static const uint16_t ss[] = { KERNEL_DS, RING_DS + 16 + 1,
				       RING_DS + 32 + 2, USER_DS };

	s->cs = cs[cpl];
	s->ss = ss[cpl];
}

void seg_compat(struct run_state *s, unsigned int cpl)
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

struct run_end seg_check(const struct snippet *code, const struct run_state *in,
			 const struct run_state *out, struct seg_expect expect)
{
	bool done = expect.cause == TRAP_NONE;
	struct run_state state = done ? *out : *in;
	struct run_end end = run_until_trap(in);

	state.ip = (uintptr_t)(done ? code->end : (const char *)in->ip);
	EXPECT_TRAP_ERROR(end.trap, done ? X86_UD : expect.cause,
			  expect.error);
	ignore_high_sp(&end.state, in);
	run_expect_state(&end.state, &state);
	return end;
}
