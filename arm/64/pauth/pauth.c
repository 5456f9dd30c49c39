/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#define TWO(name)                                                       \
	static uint64_t name(uint64_t x, uint64_t m)                    \
	{                                                               \
		asm volatile(PAUTH #name " %0, %1" : "+r"(x) : "r"(m)); \
		return x;                                               \
	}
TWO(pacia)
TWO(pacib)
TWO(pacda)
TWO(pacdb)
TWO(autia)
TWO(autib)
TWO(autda)
TWO(autdb)

pauth_fn *const pauth_sign[] = { pacia, pacib, pacda, pacdb };
pauth_fn *const pauth_auth[] = { autia, autib, autda, autdb };
const uint64_t pauth_switch[] = { SCTLR_EnIA, SCTLR_EnIB, SCTLR_EnDA,
				  SCTLR_EnDB };

uint64_t pacga(uint64_t x, uint64_t m)
{
	uint64_t code = 0xdeadbeefcafef00d;

	asm volatile(PAUTH "pacga %0, %1, %2" : "+&r"(code) : "r"(x), "r"(m));
	return code;
}

uint64_t xpaci(uint64_t x)
{
	asm volatile(PAUTH "xpaci %0" : "+r"(x));
	return x;
}

uint64_t xpacd(uint64_t x)
{
	asm volatile(PAUTH "xpacd %0" : "+r"(x));
	return x;
}

void pauth_switches(uint64_t bits)
{
	write_sysreg(sctlr_el1, (read_sysreg(sctlr_el1) & ~SCTLR_PAUTH) | bits);
	isb();
}

static void restore(unsigned long bits)
{
	pauth_switches(bits);
}

void pauth_setup(void)
{
	test_defer(restore, read_sysreg(sctlr_el1) & SCTLR_PAUTH);
	for (enum pauth_key key = PAUTH_IA; key < PAUTH_NR_KEYS; key++)
		pauth_write_key(key, pauth_keys[key]);
	pauth_switches(SCTLR_PAUTH);
}
