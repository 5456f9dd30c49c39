/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Branches and loads that authenticate on the way. */
#include "suite.h"

#include <arm/trap.h>

PAUTH_SUITE;

static bool probe_code(void)
{
	return pauth_level() == 1;
}

static const struct feature error_code = { "PAuth alone",
					   "ID_AA64ISAR1_EL1.APA", probe_code };

/* x0 = 1 in the one that they lead to; X1 the pointer, X2 the modifier. */
#define BRANCH(name, insn)                                               \
	static uint64_t name(uint64_t pointer, uint64_t modifier)        \
	{                                                                \
		register uint64_t x0 asm("x0") = 0;                      \
		register uint64_t x1 asm("x1") = pointer;                \
		register uint64_t x2 asm("x2") = modifier;               \
                                                                         \
		asm volatile(PAUTH "mov x9, x30\n\tmov x10, sp\n\t" insn \
				   "\n\tmov x30, x9"                     \
			     : "+r"(x0)                                  \
			     : "r"(x1), "r"(x2)                          \
			     : "x9", "x10", "x11", "x30", "memory");     \
		return x0;                                               \
	}
#define LANDING "\n\tb 2f\n1: mov x0, #1\n2:"
/* BR goes to a landing of its own, whose address is taken here. */
BRANCH(blraa, "blraa x1, x2")
BRANCH(blrab, "blrab x1, x2")
BRANCH(blraaz, "blraaz x1")
BRANCH(blrabz, "blrabz x1")
BRANCH(braa, "adr x30, 1f\n\tbraa x1, x2\n1:")
BRANCH(brab, "adr x30, 1f\n\tbrab x1, x2\n1:")
BRANCH(braaz, "adr x30, 1f\n\tbraaz x1\n1:")
BRANCH(brabz, "adr x30, 1f\n\tbrabz x1\n1:")
/* The modifier is SP; the way back is in X11, for X30 is what is signed. */
#define RET(insn) \
	"mov x30, x1\n\tadr x11, 1f\n\tmov sp, x2\n\t" insn "\n1: mov sp, x10"
BRANCH(retaa, RET("retaa"))
BRANCH(retab, RET("retab"))

void pauth_target(void);
void pauth_target_11(void);
asm(".pushsection .text\n"
    "pauth_target: mov x0, #1\n"
    "ret\n"
    "pauth_target_11: mov x0, #1\n"
    "br x11\n"
    ".popsection");

static const struct row {
	const char *name;
	uint64_t (*fn)(uint64_t, uint64_t);
	enum pauth_key key;
	bool zero, ret;
} rows[] = {
	{ "blraa", blraa, PAUTH_IA },
	{ "blrab", blrab, PAUTH_IB },
	{ "blraaz", blraaz, PAUTH_IA, true },
	{ "blrabz", blrabz, PAUTH_IB, true },
	{ "braa", braa, PAUTH_IA },
	{ "brab", brab, PAUTH_IB },
	{ "braaz", braaz, PAUTH_IA, true },
	{ "brabz", brabz, PAUTH_IB, true },
	{ "retaa", retaa, PAUTH_IA, false, true },
	{ "retab", retab, PAUTH_IB, false, true },
};

/* A stack pointer too: nothing is pushed there. */
static uint64_t stack[64] __attribute__((aligned(16)));

static uint64_t signed_target(const struct row *r)
{
	uint64_t target = r->ret ? (uintptr_t)pauth_target_11 :
				   (uintptr_t)pauth_target;

	return pauth_sign[r->key](target, r->zero ? 0 : (uintptr_t)&stack[32]);
}

struct call {
	const struct row *row;
	uint64_t pointer;
};

static void branch(const void *arg)
{
	const struct call *c = arg;

	c->row->fn(c->pointer, (uintptr_t)&stack[32]);
}

TEST_EACH(branch, const struct row *r, rows,
	  "goes where the signed pointer leads")
{
	EXPECT_EQ(r->fn(signed_target(r), (uintptr_t)&stack[32]), 1);
}

/* Fetched from the address with the error code, which nothing maps. */
TEST_EACH(refused, const struct row *r, rows, "a wrong code leads nowhere",
	  .needs = NEEDS(&error_code))
{
	struct call call = { r, signed_target(r) ^ 1ull << 57 };
	uint64_t failed = pauth_failed(r->ret ? (uintptr_t)pauth_target_11 :
						(uintptr_t)pauth_target,
				       r->key);
	struct trap t = trap_catch(branch, &call);

	EXPECT_TRAP_ERROR(t, ARM_PAGE, 0x86000004);
	EXPECT_EQ(t.address, failed);
	EXPECT_EQ(t.pc, failed);
}

/* --------------------------------------------------------- LDRAA -------- */

struct loaded {
	uint64_t value, base;
};

#define LOAD(name, insn)                                 \
	static struct loaded name(uint64_t base)         \
	{                                                \
		uint64_t value = 0;                      \
                                                         \
		asm volatile(PAUTH insn                  \
			     : "+&r"(value), "+&r"(base) \
			     :                           \
			     : "memory");                \
		return (struct loaded){ value, base };   \
	}
LOAD(ldraa, "ldraa %0, [%1]")
LOAD(ldrab, "ldrab %0, [%1]")
LOAD(ldraa_offset, "ldraa %0, [%1, #-256]")
LOAD(ldrab_offset, "ldrab %0, [%1, #248]")
LOAD(ldraa_index, "ldraa %0, [%1, #8]!")
LOAD(ldrab_index, "ldrab %0, [%1, #-8]!")

static const struct load_row {
	const char *name;
	struct loaded (*fn)(uint64_t);
	enum pauth_key key;
	int offset;
	bool index;
} loads[] = {
	{ "ldraa", ldraa, PAUTH_DA, 0 },
	{ "ldrab", ldrab, PAUTH_DB, 0 },
	{ "ldraa-offset", ldraa_offset, PAUTH_DA, -256 },
	{ "ldrab-offset", ldrab_offset, PAUTH_DB, 248 },
	{ "ldraa-index", ldraa_index, PAUTH_DA, 8, true },
	{ "ldrab-index", ldrab_index, PAUTH_DB, -8, true },
};

TEST_EACH(load, const struct load_row *r, loads,
	  "authenticates with a modifier of zero, and loads")
{
	uint64_t base = (uintptr_t)&stack[32];
	uint64_t code = pauth_sign[r->key](base, 0);
	struct loaded l;

	for (unsigned int i = 0; i < 64; i++)
		stack[i] = 0x1000 + i;
	l = r->fn(code);
	EXPECT_EQ(l.value, 0x1000 + 32 + r->offset / 8);
	/* the base that is written back is the authenticated one */
	EXPECT_EQ(l.base, r->index ? base + r->offset : code);
}

struct load_call {
	const struct load_row *row;
	uint64_t code;
};

static void load(const void *arg)
{
	const struct load_call *c = arg;

	c->row->fn(c->code);
}

TEST_EACH(load_refused, const struct load_row *r, loads,
	  "a wrong code traps at the address with the error code",
	  .needs = NEEDS(&error_code))
{
	uint64_t base = (uintptr_t)&stack[32];
	struct load_call call = { r, pauth_sign[r->key](base, 0) ^ 1ull << 57 };
	struct trap t = trap_catch(load, &call);

	EXPECT_TRAP_ERROR(t, ARM_PAGE, 0x96000004);
	EXPECT_EQ(t.address, pauth_failed(base, r->key) + r->offset);
}
