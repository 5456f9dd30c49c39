/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <host.h>

struct boot_info host_boot_info = {
	.ram = {
		{ 0x1000, 0x9f000 },
		{ 0x100000, 0x3000000 },
		{ 0x7e000000, 0x82000000 },
		{ 0xfe000000, 0x104000000 },
	},
	.nr_ram = 4,
	.protocol = "host",
};

const struct boot_info *arch_boot_info(void)
{
	return &host_boot_info;
}

static void __attribute__((constructor)) host_boot(void)
{
	host_mmu_init();
	host_trap_init();
}
