/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A write reaches a device once, a read once: devices to which that makes a
 * difference.
 *
 * QEMU documentation, "PCI test device"; Intel 8254x software developer's
 * manual, 13.4.17 (ICR is cleared by reading), 13.4.20 (ICS).
 */
#include "suite.h"

#include <arch/io.h>
#include <dev/pci.h>
#include <dev/pci_features.h>

static bool has_e1000(void)
{
	return arch_pci_host() && pci_find(0x8086, 0x100e, 0);
}

static const struct feature e1000 = { "an 82540EM", "PCI 8086:100e",
				      has_e1000 };

TEST_SUITE("mmio-edge",
	   .summary = "accesses to devices, and across their edges");

#define SI "(" R "si)"
#define DI "(" R "di)"

/* ---------------------------------------------------------------- writes ---- */

enum {
	HDR_TEST = 0, /* of pci-testdev */
	HDR_OFFSET = 4,
	HDR_DATA = 8,
	HDR_COUNT = 12,
};

CODE(mov_1, "mov %al, " DI);
CODE(mov_2, "mov %ax, " DI);
CODE(mov_4, "mov %eax, " DI);
CODE(movnti, "movnti %eax, " DI);
CODE(or_1, "or %al, " DI);
CODE(or_4, "or %eax, " DI);
CODE(lock_or, "lock or %al, " DI);
CODE(lock_add, "lock add %eax, " DI);
CODE(xchg, "xchg %al, " DI);
CODE(xadd, "lock xadd %al, " DI);
CODE(equal, "mov %al, %bl\n xor %eax, %eax\n lock cmpxchg %bl, " DI);
CODE(unequal, "mov %al, %bl\n mov $1, %al\n lock cmpxchg %bl, " DI);
CODE(stosb, "stosb");
CODE(stosl, "stosl");
CODE(rep_stosb, "mov $9, %ecx\n rep stosb");
CODE(down_stosb, "mov $9, %ecx\n std\n rep stosb");
CODE(rep_stosl, "mov $2, %ecx\n rep stosl");
CODE(no_stosb, "xor %ecx, %ecx\n rep stosb");
CODE(pop_mem, "push " R "ax\n pop " DI);
CODE(on_stack, "mov " R "sp, " R "bx\n lea 4" DI ", " R "sp\n pushw %ax\n"
	       "pushw %ax\n mov " R "bx, " R "sp");
CODE(movss, "push " R "ax\n movss (" R "sp), %xmm0\n pop " R "cx\n"
	    "movss %xmm0, " DI);
CODE(read_only, "cmp %eax, " DI);
CODE(twice, "mov %al, " DI "\n mov %al, " DI);

static const struct write {
	const char *name;
	const char *code;
	int offset;  /* from the byte that counts */
	uint32_t ax; /* 0xd5 stands for the byte that counts */
	unsigned int count;
} writes[] = {
	{ "mov-1", mov_1, 0, 0xd5, 1 },
	{ "mov-1-beside", mov_1, 1, 0xd5, 0 },
	{ "mov-2", mov_2, 0, 0x00d5, 1 },
	{ "mov-2-across", mov_2, -1, 0xd500, 1 },
	{ "mov-4", mov_4, 0, 0x000000d5, 1 },
	{ "mov-4-at-1", mov_4, -1, 0x0000d500, 1 },
	{ "mov-4-at-2", mov_4, -2, 0x00d50000, 1 },
	{ "mov-4-at-3", mov_4, -3, 0xd5000000, 1 },
	{ "mov-4-below", mov_4, -4, 0xd5d5d5d5, 0 },
	{ "mov-4-above", mov_4, 1, 0xd5d5d5d5, 0 },
	{ "movnti", movnti, 0, 0x000000d5, 1 },
	{ "or-1", or_1, 0, 0xd5, 1 },
	{ "or-4", or_4, -2, 0x00d50000, 1 },
	{ "lock-or", lock_or, 0, 0xd5, 1 },
	{ "lock-add", lock_add, 0, 0xd5, 1 },
	{ "xchg", xchg, 0, 0xd5, 1 },
	{ "xadd", xadd, 0, 0xd5, 1 },
	{ "cmpxchg-equal", equal, 0, 0xd5, 1 },
	{ "cmpxchg-unequal", unequal, 0, 0xd5, 0 },
	{ "stosb", stosb, 0, 0xd5, 1 },
	{ "stosl", stosl, -1, 0x0000d500, 1 },
	{ "rep-stosb", rep_stosb, -4, 0xd5, 1 },
	{ "rep-stosb-down", down_stosb, 4, 0xd5, 1 },
	{ "rep-stosb-below", rep_stosb, -9, 0xd5, 0 },
	{ "rep-stosl", rep_stosl, -4, 0x000000d5, 1 },
	{ "rep-stosb-none", no_stosb, 0, 0xd5, 0 },
	{ "pop", pop_mem, 0, 0xd5, 1 },
	{ "push", on_stack, 0, 0x00d5, 1 },
	{ "movss", movss, -2, 0x00d50000, 1 },
	{ "no-write", read_only, 0, 0xd5, 0 },
	{ "twice", twice, 0, 0xd5, 2 },
};

/* The constant's 0xd5 in the place of the byte that the device waits for. */
static uint32_t with_data(uint32_t ax, uint8_t data)
{
	uint32_t value = 0;

	for (unsigned int i = 0; i < 32; i += 8)
		if ((ax >> i & 0xff) == 0xd5)
			value |= (uint32_t)data << i;
	return value;
}

TEST_EACH(write, const struct write *w, writes, "reaches the device as often",
	  .needs = NEEDS(&pci_testdev, &x86_sse2))
{
	uint8_t *bar = pci_bar_map(pci_find(0x1b36, 0x0005, 0), 0);
	struct regs r = { .flags = EFLAGS_FIXED };

	write_cr4(read_cr4() | CR4_OSFXSR);
	for (unsigned int i = 0; i < 3; i++) {
		mmio_write8(bar + HDR_TEST, 0);
		r.ax = with_data(w->ax, mmio_read8(bar + HDR_DATA));
		r.di = (uintptr_t)bar + mmio_read32(bar + HDR_OFFSET) +
		       (unsigned long)(long)w->offset;
		ASSERT_EQ(mmio_read32(bar + HDR_COUNT), 0);
		ASSERT_TRAP(call_code(w->code, &r), TRAP_NONE);
		EXPECT_EQ(mmio_read32(bar + HDR_COUNT), w->count);
	}
}

/* ----------------------------------------------------------------- reads ---- */

enum {
	ICR = 0xc0,
	ICS = 0xc8,
	IMC = 0xd8, /* mask all: nobody is interrupted */
	CAUSES = 0x15,
};

CODE(load_4, "mov " DI ", %eax");
CODE(load_2, "movzwl " DI ", %eax");
CODE(load_1, "movzbl " DI ", %eax");
CODE(lodsl, "mov " R "di, " R "si\n lodsl");
CODE(movsl, "sub $16, " R "sp\n mov " R "di, " R "si\n mov " R "sp, " R "di\n"
	    "movsl\n mov -4" DI ", %eax\n add $16, " R "sp");
CODE(xchg_4, "xor %eax, %eax\n xchg %eax, " DI);
CODE(add_from, "xor %eax, %eax\n add " DI ", %eax");
CODE(or_to, "xor %ebx, %ebx\n or %ebx, " DI "\n mov $0, %eax\n jz 1f\n"
	    "mov $0x15, %eax\n 1:");
CODE(cmp_from, "mov $0, %eax\n cmpl $0, " DI "\n je 1f\n mov $0x15, %eax\n 1:");
CODE(cmov, "xor %eax, %eax\n cmovz " DI ", %eax");
CODE(cmov_not, "mov $0x15, %eax\n cmp %eax, %eax\n cmovne " DI ", %eax");
CODE(pushw_mem, "pushw " DI "\n pop %ax");
CODE(read_movss, "movss " DI ", %xmm0\n movd %xmm0, %eax");
CODE(xadd_4, "xor %eax, %eax\n lock xadd %eax, " DI);

static const struct read {
	const char *name;
	const char *code;
} reads[] = {
	{ "mov-4", load_4 },
	{ "movzx-2", load_2 },
	{ "movzx-1", load_1 },
	{ "lodsl", lodsl },
	{ "movsl", movsl },
	{ "xchg", xchg_4 },
	{ "add-from", add_from },
	{ "or-to", or_to },
	{ "cmp", cmp_from },
	{ "cmov", cmov },
	{ "cmov-not-taken", cmov_not },
	{ "push", pushw_mem },
	{ "movss", read_movss },
	{ "xadd", xadd_4 },
};

TEST_EACH(read, const struct read *rd, reads,
	  "gets what the device gives only once, and takes it away",
	  .needs = NEEDS(&e1000, &x86_sse2))
{
	uint8_t *bar = pci_bar_map(pci_find(0x8086, 0x100e, 0), 0);

	write_cr4(read_cr4() | CR4_OSFXSR);
	mmio_write32(bar + IMC, 0xffffffff);
	for (unsigned int i = 0; i < 3; i++) {
		struct regs r = { .di = (uintptr_t)bar + ICR,
				  .flags = EFLAGS_FIXED };

		mmio_read32(bar + ICR);
		mmio_write32(bar + ICS, CAUSES);
		ASSERT_TRAP(call_code(rd->code, &r), TRAP_NONE);
		EXPECT_EQ(r.ax & 0xff, CAUSES);
		EXPECT_EQ(mmio_read32(bar + ICR) & 0xff, 0);
	}
}
