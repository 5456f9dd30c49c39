/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The smallest guest of lib/: what it takes more than ten instructions is what
 * lib/ does between the entry and the first line of the tests.
 */
#include <arch.h>
#include <test/protocol.h>

void lib_main(void)
{
	arch_exit(PROTO_EXIT_PASS);
}
