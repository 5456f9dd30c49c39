/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Each of them, where it may do what it does. */
#include "suite.h"

MEMORY_SUITE;

CODE(do_clflush, "0x0f, 0xae, 0x3f");
CODE(do_clflushopt, "0x66, 0x0f, 0xae, 0x3f");
CODE(do_clwb, "0x66, 0x0f, 0xae, 0x37");
CODE(do_pcommit, "0x66, 0x0f, 0xae, 0xf8");
CODE(do_sfence, "0x0f, 0xae, 0xf8");
CODE(do_sfence_ff, "0x0f, 0xae, 0xff");
CODE(do_lfence, "0x0f, 0xae, 0xe8");
CODE(do_lfence_ef, "0x0f, 0xae, 0xef");
CODE(do_mfence, "0x0f, 0xae, 0xf0");
CODE(do_mfence_f7, "0x0f, 0xae, 0xf7");
CODE(do_cldemote, "0x0f, 0x1c, 0x07");
CODE(do_prefetcht0, "0x0f, 0x18, 0x0f");
CODE(do_prefetcht1, "0x0f, 0x18, 0x17");
CODE(do_prefetcht2, "0x0f, 0x18, 0x1f");
CODE(do_prefetchnta, "0x0f, 0x18, 0x07");
CODE(do_wbinvd, "0x0f, 0x09");
CODE(do_wbnoinvd, "0xf3, 0x0f, 0x09");
CODE(do_lock_clflush, "0xf0, 0x0f, 0xae, 0x3f");
CODE(do_lock_sfence, "0xf0, 0x0f, 0xae, 0xf8");
CODE(do_lock_mfence, "0xf0, 0x0f, 0xae, 0xf0");

static bool has_pcommit(void)
{
	return cpuid_max(0) >= 7 && cpuid(7, 0).b >> 22 & 1;
}

static const struct feature pcommit = { "PCOMMIT", "CPUID.7.0:EBX[22]",
					has_pcommit };

static const struct row {
	const char *name;
	const char *code;
	const struct feature *feature; /* NULL: a hint for those who know it */
	bool privileged;
} rows[] = {
	{ "clflush", do_clflush, &x86_clflush },
	{ "clflushopt", do_clflushopt, &x86_clflushopt },
	{ "clwb", do_clwb, &x86_clwb },
	{ "pcommit", do_pcommit, &pcommit },
	{ "sfence", do_sfence, &x86_sse },
	{ "sfence-ff", do_sfence_ff, &x86_sse },
	{ "lfence", do_lfence, &x86_sse2 },
	{ "lfence-ef", do_lfence_ef, &x86_sse2 },
	{ "mfence", do_mfence, &x86_sse2 },
	{ "mfence-f7", do_mfence_f7, &x86_sse2 },
	{ "cldemote", do_cldemote, NULL },
	{ "prefetcht0", do_prefetcht0, NULL },
	{ "prefetcht1", do_prefetcht1, NULL },
	{ "prefetcht2", do_prefetcht2, NULL },
	{ "prefetchnta", do_prefetchnta, NULL },
	{ "wbinvd", do_wbinvd, NULL, true },
	{ "wbnoinvd", do_wbnoinvd, NULL, true },
};

static void check(const struct row *r, const uint8_t *address, bool user)
{
	struct trap t = run_at(r->code, address, user);

	if (r->feature && !r->feature->probe()) {
		EXPECT_TRAP(t, X86_UD);
		EXPECT_EQ(t.pc, (uintptr_t)r->code);
	} else if (user && r->privileged) {
		EXPECT_TRAP(t, X86_GP);
		EXPECT_EQ(t.pc, (uintptr_t)r->code);
	} else {
		EXPECT_TRAP(t, TRAP_NONE);
		expect_registers(address);
	}
	expect_data();
}

TEST_EACH(cpl0, const struct row *r, rows,
	  "changes nothing, or raises #UD without its feature")
{
	for (unsigned int offset = 0; offset < LINE + 2; offset += 3)
		check(r, data + LINE + offset, false);
}

TEST_EACH(cpl3, const struct row *r, rows, "does the same at CPL 3")
{
	for (unsigned int offset = 0; offset < LINE + 2; offset += 13)
		check(r, data + LINE + offset, true);
}

static const struct row locked[] = {
	{ "clflush", do_lock_clflush, NULL },
	{ "sfence", do_lock_sfence, NULL },
	{ "mfence", do_lock_mfence, NULL },
};

TEST_EACH(lock, const struct row *r, locked, "LOCK raises #UD")
{
	struct trap t = run_at(r->code, data, false);

	EXPECT_TRAP(t, X86_UD);
	EXPECT_EQ(t.pc, (uintptr_t)r->code);
}
