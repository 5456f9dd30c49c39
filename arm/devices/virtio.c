/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What virtio-mmio says where nothing is plugged in (virtio 1.2, 4.2.2). */
#include "suite.h"

#include <arch/io.h>
#include <dev/fdt.h>
#include <mm/vmap.h>

DEVICES_SUITE;

TEST(virtio_slots,
     "every slot of virtio-mmio has its magic, version and vendor")
{
	const struct fdt *fdt = fdt_system();
	unsigned int nr = 0, empty = 0;

	for (int node = FDT_NONE;
	     fdt && (node = fdt_find(fdt, node, "virtio,mmio")) >= 0; nr++) {
		uint64_t address, bytes;
		uint8_t *slot;

		ASSERT_EQ(fdt_reg(fdt, node, 0, &address, &bytes), 0);
		slot = vmap_io(address, (size_t)bytes);
		test_context("at 0x%llx", (unsigned long long)address);
		EXPECT_EQ(mmio_read32(slot), 0x74726976);
		EXPECT_TRUE(mmio_read32(slot + 4) == 1 ||
			    mmio_read32(slot + 4) == 2);
		EXPECT_EQ(mmio_read32(slot + 0xc), 0x554d4551);
		empty += mmio_read32(slot + 8) == 0;
	}
	if (!nr)
		SKIP("the machine has no virtio-mmio");
	EXPECT_EQ(nr - empty, test_arg_u64("virtio", 1));
}
