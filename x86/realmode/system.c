/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ports, control registers, tables, x87, interrupts from outside. */
#include "suite.h"

#include <string.h>
#include <x86/desc.h>
#include <x86/irq/apic.h>
#include <x86/irq/pic.h>
#include <x86/pio.h>

REALMODE_SUITE;

enum {
	TESTDEV_DATA = 0xe0
};

/* --------------------------------------------------------------- ports ---- */

static const struct port_row {
	const char *name;
	struct insn_code code;
	uint8_t bytes;
	bool out;
} ports[] = {
	{ "in-imm-8", { { 0xe4, TESTDEV_DATA }, 2 }, 1, false },
	{ "in-imm-16", { { 0xe5, TESTDEV_DATA }, 2 }, 2, false },
	{ "in-imm-32", { { 0x66, 0xe5, TESTDEV_DATA }, 3 }, 4, false },
	{ "in-dx-8", { { 0xec }, 1 }, 1, false },
	{ "in-dx-16", { { 0xed }, 1 }, 2, false },
	{ "in-dx-32", { { 0x66, 0xed }, 2 }, 4, false },
	{ "out-imm-8", { { 0xe6, TESTDEV_DATA }, 2 }, 1, true },
	{ "out-imm-16", { { 0xe7, TESTDEV_DATA }, 2 }, 2, true },
	{ "out-imm-32", { { 0x66, 0xe7, TESTDEV_DATA }, 3 }, 4, true },
	{ "out-dx-8", { { 0xee }, 1 }, 1, true },
	{ "out-dx-16", { { 0xef }, 1 }, 2, true },
	{ "out-dx-32", { { 0x66, 0xef }, 2 }, 4, true },
};

TEST_EACH(port, const struct port_row *r, ports,
	  "moves as many bytes, and leaves those above",
	  .needs = NEEDS(&x86_pc_testdev))
{
	const uint32_t values[] = { 0xffffffff, 0, 0x12345678 };
	struct exec x = real_exec(false);

	for (unsigned int i = 0; i < 3; i++) {
		uint32_t old = ~values[i], mask = (uint32_t)insn_mask(r->bytes);
		struct exec_state in = insn_state(&x), want;

		in.gpr[REG_DX] = 0x55550000 | TESTDEV_DATA;
		in.gpr[REG_AX] = r->out ? values[i] : old;
		outl(r->out ? old : values[i], TESTDEV_DATA);
		want = in;
		if (!r->out)
			insn_put(&want, REG_AX, r->bytes, values[i]);
		insn_once(&x, &r->code, &in, &want, 0);
		EXPECT_EQ(inl(TESTDEV_DATA),
			  r->out ? (old & ~mask) | (values[i] & mask) :
				   values[i]);
	}
}

/* --------------------------------------------------- flags and registers ---- */

/* Bytes and what registers have then; AX is the result. */
static void gives(const struct insn_code *c, uint32_t ax, uint32_t undefined)
{
	struct exec x = real_exec(false);
	struct exec_state in = insn_state(&x), want = in;

	want.gpr[REG_AX] = ax;
	insn_once(&x, c, &in, &want, undefined);
}

static void flags(const struct insn_code *c, uint32_t before, uint32_t after)
{
	struct exec x = real_exec(false);
	struct exec_state in = insn_state(&x), want = in;

	in.flags |= before;
	want.flags |= after;
	insn_once(&x, c, &in, &want, 0);
}

TEST(cli_sti, "change IF alone")
{
	flags(&INSN_CODE(0xfa), EFLAGS_ARITH, EFLAGS_ARITH);
	flags(&INSN_CODE(0xfa), EFLAGS_IF | EFLAGS_DF, EFLAGS_DF);
	flags(&INSN_CODE(0xfb), 0, EFLAGS_IF);
	flags(&INSN_CODE(0xfb), EFLAGS_ARITH | EFLAGS_IF,
	      EFLAGS_ARITH | EFLAGS_IF);
	flags(&INSN_CODE(), EFLAGS_ARITH | EFLAGS_DF, EFLAGS_ARITH | EFLAGS_DF);
}

TEST(nop, "changes nothing")
{
	flags(&INSN_CODE(0x90), EFLAGS_ARITH, EFLAGS_ARITH);
	flags(&INSN_CODE(0x66, 0x90), 0, 0);
	flags(&INSN_CODE(0x0f, 0x1f, 0x00), EFLAGS_CF, EFLAGS_CF);
	flags(&INSN_CODE(0x66, 0x0f, 0x1f, 0x84, 0, 0), 0, 0);
}

static uint32_t real_cr0(void)
{
	return (uint32_t)read_cr0() & ~(uint32_t)(CR0_PG | CR0_PE);
}

TEST(smsw, "of 32 bits gives all of CR0")
{
	struct insn_code c = INSN_CODE(0x0f, 0x20, 0xc1, /* mov %cr0, %ecx */
				       0x66, 0x81, 0xc9, 0, 0, 0,
				       0x40,		 /* or CD */
				       0x0f, 0x22, 0xc1, /* mov %ecx, %cr0 */
				       0x66, 0x0f, 0x01, 0xe0, /* smsw %eax */
				       0x66, 0x81, 0xe1, 0xff, 0xff, 0xff,
				       0xbf,		  /* and not CD */
				       0x0f, 0x22, 0xc1); /* mov %ecx, %cr0 */
	struct exec x = real_exec(false);
	struct exec_state in = insn_state(&x), want = in;

	gives(&INSN_CODE(0x66, 0x0f, 0x01, 0xe0), real_cr0(), 0);
	want.gpr[REG_AX] = real_cr0() | CR0_CD;
	want.gpr[REG_CX] = real_cr0() & ~(uint32_t)CR0_CD;
	insn_once(&x, &c, &in, &want, EFLAGS_ARITH);
}

TEST(mov_ignores_mod, "of control and debug registers")
{
	test_defer(write_dr0, read_dr0());
	write_dr0(0x12345678);
	gives(&INSN_CODE(0x0f, 0x21, 0x00), 0x12345678, EFLAGS_ARITH);
	gives(&INSN_CODE(0x0f, 0x21, 0x40), 0x12345678, EFLAGS_ARITH);
	gives(&INSN_CODE(0x0f, 0x21, 0xc0), 0x12345678, EFLAGS_ARITH);
	gives(&INSN_CODE(0x0f, 0x20, 0x00), real_cr0(), EFLAGS_ARITH);
	gives(&INSN_CODE(0x0f, 0x20, 0x80), real_cr0(), EFLAGS_ARITH);
}

TEST(cpuid, "gives the same as in the kernel")
{
	static const uint32_t leaves[] = { 0, 0x1234, 0x80000000, 0x80000002 };
	struct exec x = real_exec(false);
	struct exec_state in = insn_state(&x), want;

	for (unsigned int i = 0; i < 4; i++) {
		struct cpuid id = cpuid(leaves[i], 0);

		in.gpr[REG_AX] = leaves[i];
		in.gpr[REG_CX] = 0;
		want = in;
		want.gpr[REG_AX] = id.a;
		want.gpr[REG_BX] = id.b;
		want.gpr[REG_CX] = id.c;
		want.gpr[REG_DX] = id.d;
		insn_once(&x, &INSN_CODE(0x0f, 0xa2), &in, &want, 0);
	}
}

/* SDM vol. 1, 8.1.5 and 8.1.3: the state after initialisation. */
TEST(fninit, "leaves FSW 0 and FCW 37F")
{
	struct insn_code c = INSN_CODE(0xdb, 0xe3, /* fninit */
				       0xdd, 0x3f, /* fnstsw (%bx) */
				       0xd9, 0x3c) /* fnstcw (%si) */;
	struct exec x = real_exec(true);
	struct exec_state in = insn_state(&x), want;

	in.gpr[REG_SI] = REAL_WINDOW + EXEC_OPERAND + 4;
	want = in;
	insn_put(&want, OP_MEM, 2, 0);
	want.mem[EXEC_OPERAND + 4] = 0x7f;
	want.mem[EXEC_OPERAND + 5] = 0x03;
	insn_once(&x, &c, &in, &want, 0);
}

/* -------------------------------------------------------------- tables ---- */

static void put_table(struct exec_state *s, uint16_t limit, uint32_t base)
{
	memcpy(s->mem + EXEC_OPERAND, &limit, 2);
	memcpy(s->mem + EXEC_OPERAND + 2, &base, 4);
}

static const struct table_row {
	const char *name;
	struct insn_code code;
	bool gdt;
} tables[] = {
	{ "sgdt", { { 0x0f, 0x01, 0x07 }, 3 }, true },
	{ "sgdt-32", { { 0x66, 0x0f, 0x01, 0x07 }, 4 }, true },
	{ "sidt", { { 0x0f, 0x01, 0x0f }, 3 }, false },
	{ "sidt-32", { { 0x66, 0x0f, 0x01, 0x0f }, 4 }, false },
};

TEST_EACH(table, const struct table_row *r, tables, "stores limit and base")
{
	struct desc_ptr gdt = gdt_init_ptr();
	struct exec x = real_exec(true);
	struct exec_state in = insn_state(&x), want = in;

	put_table(&want, r->gdt ? gdt.limit : 0x3ff,
		  r->gdt ? (uint32_t)gdt.base : real_idt());
	insn_once(&x, &r->code, &in, &want, 0);
}

/* LIDT, then SIDT of 32 bits to the same place. Of 16 bits, LIDT takes 24 of the
   base. */
TEST(lidt, "loads 24 or 32 bits of the base")
{
	struct exec x = real_exec(true);
	struct exec_state in = insn_state(&x), want;

	put_table(&in, 0x1234, 0xab345678);
	want = in;
	insn_once(&x,
		  &INSN_CODE(0x66, 0x0f, 0x01, 0x1f, 0x66, 0x0f, 0x01, 0x0f),
		  &in, &want, 0);
	put_table(&want, 0x1234, 0x00345678);
	insn_once(&x, &INSN_CODE(0x0f, 0x01, 0x1f, 0x66, 0x0f, 0x01, 0x0f), &in,
		  &want, 0);
}

/* --------------------------------------------------------------- STI, HLT ---- */

#define APIC_DM_EXTINT 0x700

static void restore_lvt0(uint32_t unused, uint64_t value)
{
	(void)unused;
	apic_write(APIC_LVT0, (uint32_t)value);
}

static void restore_elcr2(uint32_t unused, uint64_t value)
{
	(void)unused;
	outb((uint8_t)value, PIC_ELCR2);
}

static void restore_pic(uintptr_t masks)
{
	outb(0, 0x200b);
	pic_set_masks((uint16_t)masks);
}

/* IRQ 11 is pending when STI comes: it waits for HLT to begin, and ends it. */
TEST(sti_hlt, "wakes for an interrupt that was pending",
     .needs = NEEDS(&x86_pc_testdev, &x86_pic))
{
	static const uint8_t handler[] = { /* EOI to both; count in DI */
					   0x47, 0xb0, 0x20, 0xe6,
					   0xa0, 0xe6, 0x20, 0xcf
	};
	struct insn_code c =
		INSN_CODE(0xfa, 0xb0, 1, 0xee, 0xb0, 0, 0xee, 0xfb, 0xf4, 0xfa);
	struct exec x = real_exec(false);
	struct exec_state in = insn_state(&x), want;

	apic_init();
	test_defer2(restore_lvt0, 0, apic_read(APIC_LVT0));
	apic_write(APIC_LVT0, APIC_DM_EXTINT);
	test_defer2(restore_elcr2, 0, inb(PIC_ELCR2));
	outb(inb(PIC_ELCR2) & ~8u, PIC_ELCR2); /* by edges: the pulse is kept */
	pic_remap(0x20);
	test_defer(restore_pic, pic_masks());
	pic_set_masks((uint16_t) ~(1u << 11 | 1u << 2));
	in.gpr[REG_DX] = 0x200b;
	in.gpr[REG_DI] = 0;
	want = in;
	want.gpr[REG_DI] = 1;
	insn_put(&want, REG_AX, 1, 0x20);
	insn_load(&x, &c);
	memcpy(real_code_memory(REAL_FREE), handler, sizeof(handler));
	real_set_vector(0x20 + 11, REAL_FREE);
	insn_want(&x, &in, &want, 0);
	insn_flush(&x);
}
