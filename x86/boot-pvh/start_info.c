/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The state at the entry point, start_info, the command line, modules. */
#include "suite.h"

#include <dev/acpi.h>
#include <stdlib.h>
#include <string.h>
#include <x86/cpu.h>
#include <x86/features.h>

BOOT_PVH_SUITE;

static bool probe_pvh(void)
{
	return x86_boot()->protocol == BOOT_PVH;
}

const struct feature boot_pvh = { "a boot by PVH", "the entry point taken",
				  probe_pvh };

static const struct x86_entry_state *entry(void)
{
	return x86_boot()->entry;
}

/* --------------------------------------------------------------- entry ---- */

TEST(entry_cr0, "protected mode without paging")
{
	EXPECT_EQ(entry()->cr0 & CR0_PE, CR0_PE);
	EXPECT_EQ(entry()->cr0 & CR0_PG, 0);
}

TEST(entry_cr4, "CR4 is 0")
{
	EXPECT_EQ(entry()->cr4, 0);
}

TEST(entry_eflags, "VM, IF and TF are clear")
{
	EXPECT_EQ(entry()->eflags & (EFLAGS_VM | EFLAGS_IF | EFLAGS_TF), 0);
	EXPECT_EQ(entry()->eflags & EFLAGS_FIXED, EFLAGS_FIXED);
}

TEST(entry_ebx, "EBX is the address of start_info")
{
	EXPECT_EQ(entry()->ebx, (uintptr_t)start());
	EXPECT_EQ(start()->magic, HVM_START_MAGIC);
}

/* SDM vol. 3, 3.4.5: base 0, limit 4 GiB, 32 bits, present, DPL 0. */
#define FLAT	   0x00cf90000000ffff
#define FLAT_MASK  0xffdff0ffffffffff /* all but AVL and the type */
#define TYPE_CODE  (1ull << 43)
#define TYPE_WRITE (1ull << 41) /* of code: readable */

static const struct segment {
	const char *name;
	size_t selector; /* its offset in struct x86_entry_state */
	bool code;
} segments[] = {
	{ "cs", offsetof(struct x86_entry_state, cs), true },
	{ "ds", offsetof(struct x86_entry_state, ds), false },
	{ "es", offsetof(struct x86_entry_state, es), false },
	{ "ss", offsetof(struct x86_entry_state, ss), false },
};

/*
 * What a selector stands for, by the loader's GDT, which is still where it was.
 * A VMM that sets registers directly may leave selectors 0; nothing can be seen
 * of the segment then.
 */
static uint64_t descriptor(uint16_t selector)
{
	uint64_t value;

	if (selector == 0)
		SKIP("the selector is 0");
	ASSERT_EQ(selector & 7, 0); /* GDT, RPL 0 */
	ASSERT_GE(entry()->gdt_limit, selector + 7);
	memcpy(&value, at(entry()->gdt_base + selector, sizeof(value)),
	       sizeof(value));
	return value;
}

TEST_EACH(entry_segment, const struct segment *s, segments,
	  "is flat, 32-bit, present, of DPL 0 and the right type")
{
	const char *state = (const void *)entry();
	uint64_t d = descriptor(*(const uint16_t *)(state + s->selector));

	EXPECT_EQ(d & FLAT_MASK, FLAT);
	EXPECT_EQ(d & TYPE_CODE, s->code ? TYPE_CODE : 0);
	EXPECT_EQ(d & TYPE_WRITE, TYPE_WRITE);
}

TEST(entry_tr, "TR holds a 32-bit TSS of 104 bytes at address 0, in use")
{
	EXPECT_EQ(descriptor(entry()->tr), 0x00008b0000000067);
}

/* ---------------------------------------------------------- start_info ---- */

TEST(version, "is 1 at least, with a memory map and reserved bits of 0")
{
	EXPECT_GE(start()->version, 1);
	EXPECT_NE(start()->memmap_paddr, 0);
	EXPECT_GT(start()->memmap_entries, 0);
	EXPECT_EQ(start()->reserved, 0);
}

TEST(flags, "none of the bits that nobody has defined is set")
{
	EXPECT_EQ(start()->flags & ~3u, 0); /* privileged, initial domain */
}

/* From the heap, until the end of the case. */
static void *buffer(size_t bytes)
{
	void *memory = malloc(bytes);

	test_defer(free, memory);
	return memory;
}

TEST(cmdline, "the command line is what the VMM was given",
     .needs = NEEDS(&fwcfg_feature))
{
	uint32_t size = fwcfg_u32(FWCFG_CMDLINE_SIZE);
	char *given;

	ASSERT_GT(size, 0); /* with its NUL */
	given = buffer(size);
	fwcfg_read_item(FWCFG_CMDLINE_DATA, given, size);
	ASSERT_EQ(given[size - 1], '\0');
	EXPECT_NE(start()->cmdline_paddr, 0);
	EXPECT_MEMEQ(at(start()->cmdline_paddr, size), given, size);
	EXPECT_STREQ(arch_boot_info()->cmdline, given);
}

TEST(rsdp, "leads to an RSDP of right checksums", .needs = NEEDS(&x86_acpi))
{
	const struct acpi_rsdp *rsdp;

	ASSERT_NE(start()->rsdp_paddr, 0);
	rsdp = at(start()->rsdp_paddr, ACPI_RSDP_V2_BYTES);
	EXPECT_MEMEQ(rsdp->signature, "RSD PTR ", 8);
	EXPECT_EQ(acpi_sum(rsdp, ACPI_RSDP_V1_BYTES), 0);
	if (rsdp->revision >= 2)
		EXPECT_EQ(acpi_sum(rsdp, rsdp->length), 0);
}

/* ------------------------------------------------------------- modules ---- */

static const struct hvm_module *module(void)
{
	return at(start()->modlist_paddr, sizeof(struct hvm_module));
}

TEST(modules, "there is one with an initial RAM disk, else none",
     .needs = NEEDS(&fwcfg_feature))
{
	EXPECT_EQ(start()->nr_modules,
		  fwcfg_u32(FWCFG_INITRD_SIZE) != 0 ? 1 : 0);
}

TEST(module, "has the RAM disk's place, size and bytes",
     .needs = NEEDS(&fwcfg_feature))
{
	uint32_t size = fwcfg_u32(FWCFG_INITRD_SIZE);
	void *given;

	if (size == 0)
		SKIP("needs an initial RAM disk (-initrd)");
	ASSERT_EQ(start()->nr_modules, 1);
	EXPECT_EQ(module()->size, size);
	EXPECT_EQ(module()->paddr, fwcfg_u32(FWCFG_INITRD_ADDR));
	given = buffer(size);
	fwcfg_read_item(FWCFG_INITRD_DATA, given, size);
	EXPECT_MEMEQ(at(module()->paddr, size), given, size);
}
