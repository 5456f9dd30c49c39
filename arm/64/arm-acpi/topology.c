/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PPTT, and the CPUs and devices of the DSDT: ACPI 6.5, 5.2.30, 8.4 (processors);
 * QEMU documentation, "virt generic virtual platform".
 */
#include "suite.h"

#include <arch/io.h>
#include <dev/acpi_code.h>
#include <mm/vmap.h>
#include <smp.h>
#include <string.h>

enum {
	VIRTIO_SLOTS = 32,
	VIRTIO_MAGIC = 0x74726976,
	DEPTH_MAX = 8,
};

/* The node at an offset of PPTT; NULL at the table's end. */
static const struct acpi_pptt_processor *node_at(uint32_t offset)
{
	const struct acpi_header *pptt = table("PPTT");
	const struct acpi_pptt_processor *node =
		(const void *)((const char *)pptt + offset);

	if (offset >= pptt->length)
		return NULL;
	ASSERT_LE(offset + sizeof(*node), pptt->length);
	ASSERT_GE(node->length, sizeof(*node));
	ASSERT_LE(offset + node->length, pptt->length);
	return node;
}

static bool is_node(uint32_t wanted)
{
	uint32_t at = sizeof(struct acpi_header);

	while (at < wanted && node_at(at))
		at += node_at(at)->length;
	return at == wanted && node_at(at);
}

/* One package is above each CPU, and every step leads to a node in front. */
static void check_way_up(uint32_t at)
{
	unsigned int packages = 0, steps = 0;
	uint32_t parent;

	for (;; at = parent) {
		packages += node_at(at)->flags & ACPI_PPTT_PACKAGE;
		parent = node_at(at)->parent;
		if (!parent)
			break;
		ASSERT_LT(parent, at);
		ASSERT_TRUE(is_node(parent));
		EXPECT_EQ(node_at(parent)->flags & ACPI_PPTT_LEAF, 0);
		ASSERT_LT(steps++, DEPTH_MAX);
	}
	EXPECT_EQ(packages, 1);
}

TEST(pptt, "PPTT has a leaf of each CPU, in one package each")
{
	const struct acpi_pptt_processor *node;
	const struct acpi_madt_gicc *cpu = NULL;
	uint32_t at = sizeof(struct acpi_header), leaves = 0;

	for (; (node = node_at(at)); at += node->length) {
		test_context("offset %u", at);
		EXPECT_EQ(node->type, 0);
		EXPECT_EQ(node->reserved, 0);
		EXPECT_EQ(node->length, sizeof(*node) + 4 * node->nr_resources);
		if (!(node->flags & ACPI_PPTT_LEAF))
			continue;
		leaves++;
		cpu = madt_next(cpu, ACPI_MADT_GICC);
		ASSERT_TRUE(cpu != NULL);
		EXPECT_EQ(node->flags & ~ACPI_PPTT_THREAD,
			  ACPI_PPTT_LEAF | ACPI_PPTT_UID_VALID);
		EXPECT_EQ(node->processor_uid, cpu->processor_uid);
		check_way_up(at);
	}
	EXPECT_EQ(leaves, cpu_count());
}

/* 8.4: Device() of each CPU, whose _UID is the MADT's */
TEST(dsdt_cpus, "the DSDT has a device of each CPU")
{
	struct acpi_code device;
	unsigned int nr = 0;

	for (; acpi_code_find(acpi_system(), "ACPI0007", nr, &device); nr++) {
		static const uint8_t uid[] = { 0x08, '_', 'U', 'I', 'D' };
		const uint8_t *at = device.at + 6 + sizeof("ACPI0007");

		test_context("CPU %u", nr);
		ASSERT_GE(device.end - at, 6);
		EXPECT_MEMEQ(at, uid, sizeof(uid));
		EXPECT_EQ(at[5] == 0x0a ? at[6] : at[5], nr);
	}
	EXPECT_EQ(nr, cpu_count());
}

TEST(dsdt_virtio, "the DSDT has the slots of virtio, each with its interrupt")
{
	struct acpi_resources r;

	for (unsigned int i = 0; i < VIRTIO_SLOTS; i++) {
		test_context("slot %u", i);
		ASSERT_TRUE(acpi_device(acpi_system(), "LNRO0005", i, &r));
		EXPECT_EQ(mmio_read32(vmap_io(r.start, r.bytes)), VIRTIO_MAGIC);
		EXPECT_EQ(r.bytes, 0x200);
		if (!is_model())
			continue;
		EXPECT_EQ(r.start, 0x0a000000 + 0x200 * i);
		EXPECT_EQ(r.interrupt, 48 + i);
	}
	EXPECT_FALSE(acpi_device(acpi_system(), "LNRO0005", VIRTIO_SLOTS, &r));
}

TEST(dsdt_fwcfg, "the DSDT has fw_cfg where it answers")
{
	struct acpi_resources r;
	uint8_t *regs;

	ASSERT_TRUE(acpi_device(acpi_system(), "QEMU0002", 0, &r));
	regs = vmap_io(r.start, r.bytes);
	mmio_write16(regs + 8, 0); /* the signature */
	EXPECT_EQ(mmio_read8(regs), 'Q');
	EXPECT_EQ(mmio_read8(regs), 'E');
	EXPECT_EQ(r.bytes, 0x18);
	EXPECT_EQ(r.interrupt, 0);
	EXPECT_FALSE(acpi_device(acpi_system(), "QEMU0002", 1, &r));
}

/* Its name is a path, which acpi_code_find() does not read: what is behind _HID. */
static bool find_events(struct acpi_code *code)
{
	static const char hid[] = "\x08_HID\x0d"
				  "ACPI0013";

	if (!acpi_code_all(acpi_system(), code))
		return false;
	for (; code->end - code->at >= (ptrdiff_t)sizeof(hid); code->at++)
		if (memcmp(code->at, hid, sizeof(hid)) == 0)
			return true;
	return false;
}

/* 5.6.9: the power button is an event of a device with an interrupt of its own. */
TEST(dsdt_events, "the DSDT has a device of events, and then no GPIO")
{
	struct acpi_code code;
	struct acpi_resources r;
	uint32_t gsiv = 0;

	if (!find_events(&code))
		SKIP("there is no generic event device");
	for (; code.at < code.end && !gsiv; code.at++)
		gsiv = acpi_code_interrupt(code.at, code.end);
	if (is_model())
		EXPECT_EQ(gsiv, 41);
	EXPECT_GE(gsiv, 32);
	EXPECT_FALSE(acpi_device(acpi_system(), "ARMH0061", 0, &r));
}
