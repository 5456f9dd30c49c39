/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The PVH boot protocol: the processor's state at the entry point, start_info
 * and what it leads to, against what fw_cfg says of the same machine.
 *
 * Xen, docs/misc/pvh.pandoc; xen/include/public/arch-x86/hvm/start_info.h.
 */
#ifndef X86_BOOT_PVH_SUITE_H
#define X86_BOOT_PVH_SUITE_H

#include <dev/fwcfg.h>
#include <mm/vmap.h>
#include <test/test.h>
#include <x86/boot.h>

extern const struct feature boot_pvh;

#define BOOT_PVH_SUITE                                                       \
	TEST_SUITE("boot-pvh", .summary = "PVH hands over what it promises", \
		   .needs = NEEDS(&boot_pvh))

static inline const struct hvm_start_info *start(void)
{
	return x86_boot()->data;
}

/** at - firmware likes places that are not mapped: page 0, the top of 4 GiB */
static inline const void *at(uint64_t paddr, size_t bytes)
{
	return vmap_io(paddr, bytes);
}

#endif
