/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What else virtual-8086 mode asks IOPL for, what the I/O bitmap, what it has not, and
 * which flags it loads.
 *
 * Intel SDM vol. 3, 20.2.7, 20.2.8 (sensitive instructions, I/O), 20.1.3 (instructions
 * that are not recognized), 5.9 (privileged instructions); vol. 2, POPF, IRET.
 */
#include "suite.h"

#include <string.h>

VM86_SUITE;

struct row {
	const char *name;
	uint8_t text[8]; /* then UD2 */
	unsigned int bytes;
};

/* Runs the instruction; @vector at it, or #UD behind it. */
static void check(const struct row *r, unsigned int iopl, uint32_t vector)
{
	unsigned long flags = iopl << EFLAGS_IOPL_SHIFT;
	uint8_t text[10];

	memcpy(text, r->text, r->bytes);
	text[r->bytes] = 0x0f;
	text[r->bytes + 1] = 0x0b;
	test_context("IOPL %u", iopl);
	vm_run(text, r->bytes + 2, flags);
	EXPECT_EQ(vm_error, 0);
	vm_expect_pushed(vector ? vector : X86_VECTOR(X86_UD),
			 vector ? 0 : r->bytes, flags);
}

/* --------------------------------------------------------------- ports ---- */

enum {
	PORT = 0x80
};

static const struct row ports[] = {
	{ "in-imm", { 0xe4, PORT }, 2 },
	{ "out-imm", { 0xe6, PORT }, 2 },
	{ "in-16", { 0xe5, PORT }, 2 },
	{ "out-32", { 0x66, 0xe7, PORT }, 3 },
};

static void allow(unsigned int port, unsigned int nr)
{
	uint8_t *map = (uint8_t *)&tss_this()->tss + tss_this()->tss.io_base;

	for (unsigned int i = port; i < port + nr; i++)
		map[i / 8] &= ~(1u << (i % 8));
}

TEST_EACH(ports, const struct row *r, ports,
	  "ask the bitmap whatever IOPL, which they do not ask")
{
	for (unsigned int iopl = 0; iopl <= 3; iopl++)
		check(r, iopl, X86_VECTOR(X86_GP));
	allow(PORT, 4);
	for (unsigned int iopl = 0; iopl <= 3; iopl++)
		check(r, iopl, 0);
}

/* -------------------------------------------- undefined, and privileged ---- */

static const struct row undefined[] = {
	{ "sldt", { 0x0f, 0x00, 0xc0 }, 3 },
	{ "str", { 0x0f, 0x00, 0xc8 }, 3 },
	{ "lldt", { 0x0f, 0x00, 0xd0 }, 3 },
	{ "ltr", { 0x0f, 0x00, 0xd8 }, 3 },
	{ "verr", { 0x0f, 0x00, 0xe0 }, 3 },
	{ "verw", { 0x0f, 0x00, 0xe8 }, 3 },
	{ "lar", { 0x0f, 0x02, 0xc0 }, 3 },
	{ "lsl", { 0x0f, 0x03, 0xc0 }, 3 },
	{ "arpl", { 0x63, 0xc0 }, 2 },
};

TEST_EACH(undefined, const struct row *r, undefined,
	  "an instruction of protected mode raises #UD")
{
	for (unsigned int iopl = 0; iopl <= 3; iopl += 3)
		check(r, iopl, X86_VECTOR(X86_UD));
}

static const struct row privileged[] = {
	{ "hlt", { 0xf4 }, 1 },
	{ "clts", { 0x0f, 0x06 }, 2 },
	{ "lmsw", { 0x0f, 0x01, 0xf0 }, 3 },
	{ "lgdt", { 0x0f, 0x01, 0x16, 0x00, 0x0e }, 5 },
	{ "lidt", { 0x0f, 0x01, 0x1e, 0x00, 0x0e }, 5 },
	{ "mov-from-cr0", { 0x0f, 0x20, 0xc0 }, 3 },
	{ "mov-to-cr3", { 0x0f, 0x22, 0xd8 }, 3 },
	{ "mov-from-dr7", { 0x0f, 0x21, 0xf8 }, 3 },
	{ "mov-to-dr7", { 0x0f, 0x23, 0xf8 }, 3 },
	{ "rdmsr", { 0x0f, 0x32 }, 2 },
	{ "wrmsr", { 0x0f, 0x30 }, 2 },
	{ "wbinvd", { 0x0f, 0x09 }, 2 },
	{ "invlpg", { 0x0f, 0x01, 0x3e, 0x00, 0x0e }, 5 },
};

TEST_EACH(privileged, const struct row *r, privileged,
	  "a privileged instruction raises #GP(0) whatever IOPL")
{
	for (unsigned int iopl = 0; iopl <= 3; iopl += 3)
		check(r, iopl, X86_VECTOR(X86_GP));
}

/* ----------------------------------------------------------- sensitive ---- */

static const struct row sensitive[] = {
	{ "cli", { 0xfa }, 1 },		{ "sti", { 0xfb }, 1 },
	{ "pushf", { 0x9c }, 1 },	{ "popf", { 0x9d }, 1 },
	{ "iret", { 0xcf }, 1 },	{ "pushfd", { 0x66, 0x9c }, 2 },
	{ "popfd", { 0x66, 0x9d }, 2 }, { "iretd", { 0x66, 0xcf }, 2 },
};

TEST_EACH(sensitive, const struct row *r, sensitive,
	  "raises #GP(0) below IOPL 3, and leaves the stack")
{
	for (unsigned int iopl = 0; iopl < 3; iopl++)
		check(r, iopl, X86_VECTOR(X86_GP));
}

enum {
	MAY = EFLAGS_CF | EFLAGS_PF | EFLAGS_AF | EFLAGS_ZF | EFLAGS_SF |
	      EFLAGS_OF | EFLAGS_DF | EFLAGS_NT,
	WIDE = EFLAGS_AC | EFLAGS_ID,
	IOPL_3 = 3 << EFLAGS_IOPL_SHIFT,
};

/* What is at SS:SP, what flags were, and what they are behind it. */
static const struct flags_row {
	const char *name;
	struct row code;
	unsigned int width; /* of what is popped */
	uint32_t before, image, after;
} flags_rows[] = {
	{ "cli", { "", { 0xfa }, 1 }, 0, EFLAGS_IF | MAY, 0, MAY },
	{ "sti", { "", { 0xfb, 0x90 }, 2 }, 0, MAY, 0, EFLAGS_IF | MAY },
	{ "popf-zeros", { "", { 0x9d }, 1 }, 2, MAY | WIDE, 0, WIDE },
	{ "popf-ones",
	  { "", { 0x9d }, 1 },
	  2,
	  0,
	  MAY | EFLAGS_IF,
	  MAY | EFLAGS_IF },
	{ "popfd-zeros", { "", { 0x66, 0x9d }, 2 }, 4, MAY | WIDE, 0, 0 },
	{ "popfd-ones",
	  { "", { 0x66, 0x9d }, 2 },
	  4,
	  0,
	  MAY | WIDE | EFLAGS_IF,
	  MAY | WIDE | EFLAGS_IF },
	{ "iret-zeros", { "", { 0xcf }, 1 }, 2, MAY | WIDE, 0, WIDE },
	{ "iret-ones",
	  { "", { 0xcf }, 1 },
	  2,
	  0,
	  MAY | EFLAGS_IF,
	  MAY | EFLAGS_IF },
	{ "iretd-zeros", { "", { 0x66, 0xcf }, 2 }, 4, MAY | WIDE, 0, 0 },
	{ "iretd-ones",
	  { "", { 0x66, 0xcf }, 2 },
	  4,
	  0,
	  MAY | WIDE | EFLAGS_IF,
	  MAY | WIDE | EFLAGS_IF },
};

/* IOPL 0 and VM clear in the image: neither is loaded. */
static unsigned int put_stack(const struct flags_row *r)
{
	bool iret = r->code.text[r->code.bytes - 1] == 0xcf;
	uint8_t *sp = vm_code + VM_SP;
	uint32_t words[3] = { r->code.bytes, VM_SEG, r->image };
	unsigned int first = iret ? 0 : 2;

	for (unsigned int i = first; i < 3; i++) {
		memcpy(sp, &words[i], r->width);
		sp += r->width;
	}
	return (3 - first) * r->width;
}

TEST_EACH(flags, const struct flags_row *r, flags_rows,
	  "changes the flags of its size, but neither IOPL nor VM")
{
	uint8_t text[10];
	unsigned int popped;

	memcpy(text, r->code.text, r->code.bytes);
	text[r->code.bytes] = 0x0f;
	text[r->code.bytes + 1] = 0x0b;
	popped = put_stack(r);
	vm_run(text, r->code.bytes + 2, IOPL_3 | r->before);
	EXPECT_EQ(vm_vector, X86_VECTOR(X86_UD));
	EXPECT_EQ(vm_pushed.ip, r->code.bytes);
	EXPECT_EQ(vm_pushed.cs, VM_SEG);
	EXPECT_EQ(vm_pushed.sp, VM_SP + popped);
	EXPECT_EQ(vm_pushed.flags & ~EFLAGS_RF,
		  EFLAGS_FIXED | EFLAGS_VM | IOPL_3 | r->after);
}

static const struct row pushes[] = {
	{ "pushf", { 0x9c }, 1 },
	{ "pushfd", { 0x66, 0x9c }, 2 },
};

TEST_EACH(pushf, const struct row *r, pushes,
	  "pushes IOPL, and of 32 bits VM and RF as 0")
{
	uint32_t flags = EFLAGS_FIXED | IOPL_3 | MAY | WIDE, pushed;
	unsigned int width = 2 * r->bytes;
	uint8_t text[10];

	memcpy(text, r->text, r->bytes);
	text[r->bytes] = 0x0f;
	text[r->bytes + 1] = 0x0b;
	memset(vm_code + VM_SP - 8, 0x5a, 8);
	vm_run(text, r->bytes + 2, flags);
	EXPECT_EQ(vm_vector, X86_VECTOR(X86_UD));
	EXPECT_EQ(vm_pushed.sp, VM_SP - width);
	memcpy(&pushed, vm_code + VM_SP - 4, 4);
	EXPECT_EQ(pushed, width == 4 ? flags : flags << 16 | 0x5a5a);
}
