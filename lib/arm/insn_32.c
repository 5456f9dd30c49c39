/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arm/insn_32.h>

#include <arch.h>
#include <arch/page.h>
#include <arm/cpu.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>
#include <test/test.h>

enum {
	CODE_MAX = 64,
	FLAGS = 16, /* in a mask of what may have changed */
};

#define CPSR_FLAGS 0xf8000000u /* N, Z, C, V, Q */
#define CPSR_GE	   0x000f0000u

void a32_enter(const struct a32_registers *in) __attribute__((noreturn));

/* Two pages: code as user and kernel see it, and data. */
static char *user_code, *user_data;
static char *kernel_code; /* the same memory, to be written */

static struct a32_outcome outcome;
static struct arch_context context;

static void prepare(void)
{
	if (user_code)
		return;
	kernel_code = page_alloc(1, PAGE_ZERO | PAGE_FRESH);
	user_code = vmap_alloc(2 * PAGE_SIZE, PAGE_SIZE);
	user_data = user_code + PAGE_SIZE;
	if (arch_map(user_code, virt_to_phys(kernel_code), PAGE_SIZE,
		     MAP_READ | MAP_EXEC | MAP_USER) != 0 ||
	    arch_map(user_data, virt_to_phys(kernel_code) + PAGE_SIZE,
		     PAGE_SIZE, MAP_READ | MAP_WRITE | MAP_USER) != 0)
		ERROR("no memory for code of user mode");
}

void *a32_data(void)
{
	prepare();
	return user_data;
}

static bool record_trap(struct trap_frame *frame, void *arg)
{
	(void)arg;
	outcome.frame = *frame;
	arch_trap_decode(frame, &outcome.trap);
	arch_frame_jump(frame, &context, 1);
	return true;
}

static void write_code(const void *code, size_t bytes, bool thumb)
{
	static const uint32_t end = A32_UDF;
	static const uint16_t thumb_end = T16_UDF;

	if (bytes > CODE_MAX)
		ERROR("%zu bytes of code", bytes);
	memcpy(kernel_code, code, bytes);
	memcpy(kernel_code + bytes, thumb ? (const void *)&thumb_end : &end,
	       thumb ? sizeof(thumb_end) : sizeof(end));
	for (size_t at = 0; at < CODE_MAX + sizeof(end); at += 16)
		cache_flush_line(kernel_code + at);
	write_sysreg(ICIALLU, 0);
	write_sysreg(BPIALL, 0);
	dsb();
	isb();
}

struct a32_outcome a32_run(const void *code, size_t bytes,
			   const struct a32_registers *in)
{
	bool thumb = in->cpsr & CPSR_T;

	prepare();
	write_code(code, bytes, thumb);
	for (int cause = TRAP_NONE + 1; cause < TRAP_NR_CAUSES; cause++)
		trap_handle(cause, record_trap, NULL);
	outcome = (struct a32_outcome){ .in = *in, .thumb = thumb };
	outcome.in.pc = (uintptr_t)user_code;
	if (arch_context_save(&context) == 0)
		a32_enter(&outcome.in);
	for (int cause = TRAP_NONE + 1; cause < TRAP_NR_CAUSES; cause++)
		trap_handle(cause, NULL, NULL);
	outcome.finished = outcome.trap.cause == ARM_UNKNOWN &&
			   outcome.trap.pc == outcome.in.pc + bytes;
	return outcome;
}

/* A T32 instruction of 32 bits has its first half in the upper half of @insn. */
struct a32_outcome a32_run1(uint32_t insn, uint32_t cpsr)
{
	uint16_t halves[2] = { (uint16_t)(insn >> 16), (uint16_t)insn };
	struct a32_registers in;

	a32_pattern(&in, cpsr);
	if (!(cpsr & CPSR_T))
		return a32_run(&insn, sizeof(insn), &in);
	if (insn >> 16)
		return a32_run(halves, sizeof(halves), &in);
	return a32_run(&halves[1], sizeof(halves[1]), &in);
}

void a32_pattern(struct a32_registers *in, uint32_t cpsr)
{
	for (unsigned int i = 0; i < 13; i++)
		in->r[i] = 0x80f1c000 + 0x01010003 * i;
	in->sp = 0x8e0d1e44;
	in->lr = 0x8e0e2fdc;
	in->pc = 0;
	in->cpsr = cpsr | CPSR_MASKED;
}

static void expect_registers(const struct a32_outcome *o, uint32_t changed)
{
	const struct trap_frame *f = &o->frame;

	for (unsigned int i = 0; i < 13; i++) {
		if (changed & 1u << i)
			continue;
		test_context("r%u", i);
		EXPECT_EQ(f->r[i], o->in.r[i]);
	}
	test_context("%s", "");
	if (!(changed & 1u << 13) && (o->in.cpsr & CPSR_MODE) != MODE_SVC)
		EXPECT_EQ(f->sp, o->in.sp);
	if (!(changed & 1u << 14))
		EXPECT_EQ(f->lr, o->in.lr);
	EXPECT_EQ(f->cpsr & ~(changed & 1u << FLAGS ? CPSR_FLAGS | CPSR_GE : 0),
		  o->in.cpsr &
			  ~(changed & 1u << FLAGS ? CPSR_FLAGS | CPSR_GE : 0));
}

void expect_a32_trap(const struct a32_outcome *o, enum trap_cause cause,
		     unsigned long error, unsigned int offset)
{
	/* SVC in SVC mode: LR is the return address, as SPSR is CPSR */
	bool own_svc = cause == ARM_SVC && (o->in.cpsr & CPSR_MODE) == MODE_SVC;

	EXPECT_TRAP_ERROR(o->trap, cause, error);
	EXPECT_FALSE(o->finished);
	EXPECT_EQ(o->trap.pc, o->in.pc + offset);
	if (own_svc)
		EXPECT_EQ(o->frame.lr, o->in.pc + offset);
	expect_registers(o, own_svc ? 1u << 14 : 0);
}

void expect_a32_done(const struct a32_outcome *o, uint32_t changed)
{
	EXPECT_TRAP(o->trap, ARM_UNKNOWN);
	EXPECT_TRUE(o->finished);
	expect_registers(o, changed);
}
