/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The A20 gate: with both of its switches off, address bit 20 is 0 whatever the
 * program says. In real mode and from low memory, as the kernel is above 1 MiB.
 *
 * Intel SDM vol. 3, 8.7.13.4 (A20M#); 82801IB "ICH9" data sheet (316972), 13.7.5
 * (port 92H: ALT_A20_GATE, INIT_NOW) and 5.14 (the keyboard controller's A20GATE,
 * and that either of the two lets the bit through).
 */
#include <arch/page.h>
#include <mm/page.h>
#include <string.h>
#include <test/test.h>
#include <x86/features.h>
#include <x86/insn/insn.h>
#include <x86/pio.h>
#include <x86/real/real.h>

enum {
	PORT_92 = 0x92,
	ALT_A20_GATE = 2,
	KBC_STATUS = 0x64,
	NOTHING = 0xff, /* what a port without a device reads */

	MIB = 1 << 20,
	ORDER = 10, /* 4 MiB: both values of bits 20 and 21 */
	DS_BIG = 1 << 0,

	WRITTEN = 0x77889900,
};

static uint8_t *block; /* aligned to 4 MiB */

static void prepare(void)
{
	if (inb(PORT_92) == NOTHING || inb(KBC_STATUS) == NOTHING)
		SKIP("there is no port 92H, or no keyboard controller");
	insn_prepare();
	real_prepare();
	real_set_big(DS_BIG);
	if (!block)
		block = page_alloc(ORDER, PAGE_BELOW_4G);
}

TEST_SUITE("a20", .summary = "the A20 gate masks bit 20 of addresses",
	   .setup = prepare);

/* Code: what the switches are told, and each access at DS:EBX. */
#define PORT_OFF 0xe4, PORT_92, 0x24, 0xfc, 0xe6, PORT_92
#define PORT_ON	 0xe4, PORT_92, 0x0c, 0x02, 0x24, 0xfe, 0xe6, PORT_92
#define KBC_OFF	 0xb0, 0xd1, 0xe6, 0x64, 0xb0, 0xdd, 0xe6, 0x60
#define KBC_ON	 0xb0, 0xd1, 0xe6, 0x64, 0xb0, 0xdf, 0xe6, 0x60
#define TO_EDX	 0x67, 0x66, 0x8b, 0x13
#define TO_ECX	 0x67, 0x66, 0x8b, 0x0b
#define FROM_ESI 0x67, 0x66, 0x89, 0x33
#define TO_EBP	 0x67, 0x66, 0x8b, 0x2b
#define TO_EDI	 0x67, 0x66, 0x8b, 0x3b

/* EDX is with the gate open; ECX, the write and EBP closed; EDI open again. */
#define CLOSED_BY(off, on) TO_EDX, off, TO_ECX, FROM_ESI, TO_EBP, on, TO_EDI

static const struct gate {
	const char *name;
	struct insn_code code;
} gates[] = {
	{ "port-92",
	  INSN_CODE(KBC_OFF, PORT_ON, CLOSED_BY(PORT_OFF, PORT_ON)) },
	{ "keyboard-controller",
	  INSN_CODE(PORT_OFF, KBC_ON, CLOSED_BY(KBC_OFF, KBC_ON)) },
};

/* Offsets in the block; bit 20 and some that are to stay. */
static const uint32_t offsets[] = {
	0x100000, 0x100ffc, 0x17a5a4, 0x1ffffc, 0x300000, 0x3ffffc,
	0x000000, 0x080000, 0x0ffffc, 0x200000, 0x2ffffc,
};

static void open_gate(uintptr_t port_92)
{
	outb(0xd1, 0x64);
	outb(0xdf, 0x60);
	outb((uint8_t)(port_92 | ALT_A20_GATE), PORT_92);
}

static uint32_t *word(uint32_t offset)
{
	return (uint32_t *)(block + offset);
}

static struct exec_state run(const struct gate *g, uint32_t offset)
{
	struct exec x = real_exec(false);
	struct exec_state s = insn_state(&x);

	s.gpr[REG_BX] = (uint32_t)(virt_to_phys(block) + offset -
				   ((uint32_t)real_segment() << 4));
	s.gpr[REG_SI] = WRITTEN;
	x.code(&x, g->code.bytes, g->code.nr);
	x.run(&x, &s, 1);
	ASSERT_EQ(s.cause, TRAP_NONE);
	return s;
}

TEST_EACH(gate, const struct gate *g, gates,
	  "masks bit 20 of reads and writes, and lets it through again")
{
	test_defer(open_gate, inb(PORT_92) & 0xfe);
	for (unsigned int i = 0; i < sizeof(offsets) / 4; i++) {
		uint32_t offset = offsets[i], to = offset & ~(uint32_t)MIB;
		struct exec_state s;

		test_context("offset 0x%x", (unsigned int)offset);
		memset(block, 0, 4 * MIB);
		*word(to) = 0x10203040;
		*word(offset) |= 0x01000000;
		s = run(g, offset);
		EXPECT_EQ(s.gpr[REG_DX],
			  offset == to ? 0x11203040 : 0x01000000);
		EXPECT_EQ(s.gpr[REG_CX],
			  offset == to ? 0x11203040 : 0x10203040);
		EXPECT_EQ(s.gpr[REG_BP], WRITTEN);
		EXPECT_EQ(s.gpr[REG_DI], offset == to ? WRITTEN : 0x01000000);
		EXPECT_EQ(*word(to), WRITTEN);
		EXPECT_EQ(*word(to | MIB), offset == to ? 0 : 0x01000000);
	}
}

TEST(bit, "port 92H keeps ALT_A20_GATE; INIT_NOW reads 0")
{
	test_defer(open_gate, inb(PORT_92) & 0xfe);
	open_gate(inb(PORT_92) & 0xfe);
	EXPECT_EQ(inb(PORT_92) & 3, ALT_A20_GATE);
}
