/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the machine's own boot code ends and the tests begin. */
#include <arch.h>
#include <test/test.h>

void lib_main(void)
{
	test_run_all(arch_boot_info()->cmdline);
}
