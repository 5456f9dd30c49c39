/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "remote.h"
#include "both.h"
#include "tlbi.h"

#include <clock.h>
#include <smp.h>

enum {
	PATIENCE_MS = 5000,
};

struct el2_guest remote;
volatile uint64_t remote_word[8] __attribute__((aligned(64)));
uint64_t remote_esr;
static uint64_t vttbr, vtcr, sctlr;
static bool (*again)(void);

static void run(void *arg)
{
	struct el2_guest entered = remote;

	(void)arg;
	write_sysreg(vttbr_el2, vttbr);
	write_sysreg(vtcr_el2, vtcr);
	el2_guest_reset(&remote, NULL);
	remote = entered;
	both_registers();
	write_sysreg(SCTLR_EL12, sctlr);
	isb();
	s2_flush();
	s2_set_hcr(HCR_VHE | HCR_VM);
	do
		el2_guest_run(&remote);
	while (again && again());
	remote_esr = read_sysreg(ESR_EL12);
	s2_set_hcr(HCR_VHE);
}

void remote_start(uint64_t inner_sctlr, bool (*handler)(void))
{
	uint64_t end = clock_ns() + PATIENCE_MS * 1000000ull;

	remote_word[0] = 0;
	cache_flush_line((void *)remote_word);
	vttbr = read_sysreg(vttbr_el2);
	vtcr = read_sysreg(vtcr_el2);
	sctlr = inner_sctlr;
	again = handler;
	on_cpu_start(1, run, NULL);
	while (!remote_word[0] && clock_ns() < end)
		cache_flush_line((void *)remote_word);
	ASSERT_NE(remote_word[0], 0);
}
