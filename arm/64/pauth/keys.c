/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Key registers, PACGA, and the forms with implied operands. */
#include "suite.h"

#include <arm/trap.h>
#include <smp.h>

PAUTH_SUITE;

/*
 * The published vector of QARMA-64 with five rounds (Avanzi, "The QARMA Block
 * Cipher Family", appendix A); PACGA keeps the upper half.
 */
static bool probe_qarma5(void)
{
	return field(read_sysreg(S3_0_C0_C6_1), 24, 4) != 0;
}

static const struct feature qarma5 = { "PACGA by QARMA5",
				       "ID_AA64ISAR1_EL1.GPA", probe_qarma5 };

TEST(pacga_vector, "PACGA has the published result", .needs = NEEDS(&qarma5))
{
	const struct pauth_key_value key = { 0xec2802d4e0a488e9,
					     0x84be85ce9804e94b };

	pauth_write_key(PAUTH_GA, key);
	EXPECT_EQ(pacga(0xfb623599da6e8127, 0x477d469dec0b8762),
		  0xc003b93900000000);
}

TEST(pacga, "PACGA gives 32 upper bits, of all its inputs, and no switch")
{
	const uint64_t x = 0x123456789abcdef0, m = 0x0fedcba987654321;
	uint64_t code = pacga(x, m);
	unsigned int same = 0;

	EXPECT_EQ(code & 0xffffffff, 0);
	EXPECT_NE(code, 0);
	for (unsigned int bit = 0; bit < 64; bit++) {
		struct pauth_key_value low = pauth_keys[PAUTH_GA], high = low;

		same += pacga(x ^ 1ull << bit, m) == code;
		same += pacga(x, m ^ 1ull << bit) == code;
		low.low ^= 1ull << bit;
		high.high ^= 1ull << bit;
		pauth_write_key(PAUTH_GA, low);
		same += pacga(x, m) == code;
		pauth_write_key(PAUTH_GA, high);
		same += pacga(x, m) == code;
		pauth_write_key(PAUTH_GA, pauth_keys[PAUTH_GA]);
	}
	EXPECT_EQ(same, 0);
	pauth_switches(0);
	EXPECT_EQ(pacga(x, m), code);
	for (enum pauth_key key = PAUTH_IA; key < PAUTH_GA; key++)
		pauth_write_key(key, pauth_keys[PAUTH_GA]);
	EXPECT_EQ(pacga(x, m), code);
}

TEST(registers, "each key register holds its value")
{
	for (unsigned int round = 0; round < 5; round++) {
		for (enum pauth_key k = PAUTH_IA; k < PAUTH_NR_KEYS; k++)
			pauth_write_key(k, pauth_keys[(k + round) % 5]);
		for (enum pauth_key k = PAUTH_IA; k < PAUTH_NR_KEYS; k++) {
			struct pauth_key_value v = pauth_read_key(k);

			test_context("key %d", k);
			EXPECT_EQ(v.low, pauth_keys[(k + round) % 5].low);
			EXPECT_EQ(v.high, pauth_keys[(k + round) % 5].high);
		}
	}
}

static void read_key(const void *key)
{
	pauth_read_key(*(const enum pauth_key *)key);
}

TEST_EACH(user, const struct key_row *r, key_rows, "EL0 cannot read the key")
{
	EXPECT_TRAP_ERROR(user_catch(read_key, &r->key), ARM_UNKNOWN,
			  0x02000000);
}

struct at_el0 {
	enum pauth_key key;
	uint64_t code, back;
};

static struct at_el0 at_el0; /* in the image, for EL0 */

static void sign_at_el0(const void *arg)
{
	(void)arg;
	at_el0.code = pauth_sign[at_el0.key](0x123456789abc, 55);
	at_el0.back = pauth_auth[at_el0.key](at_el0.code, 55);
}

TEST_EACH(el0, const struct key_row *r, key_rows, "EL0 signs with the same key")
{
	at_el0 = (struct at_el0){ .key = r->key };
	EXPECT_TRAP(user_catch(sign_at_el0, NULL), TRAP_NONE);
	EXPECT_EQ(at_el0.code, pauth_sign[r->key](0x123456789abc, 55));
	EXPECT_EQ(at_el0.back, 0x123456789abc);
	pauth_switches(SCTLR_PAUTH & ~pauth_switch[r->key]);
	EXPECT_TRAP(user_catch(sign_at_el0, NULL), TRAP_NONE);
	EXPECT_EQ(at_el0.code, 0x123456789abc);
}

/* ----------------------------------------------------- other forms ------ */

#define ZERO_FORM(name)                                    \
	static uint64_t name(uint64_t x)                   \
	{                                                  \
		asm volatile(PAUTH #name " %0" : "+r"(x)); \
		return x;                                  \
	}
ZERO_FORM(paciza)
ZERO_FORM(pacizb)
ZERO_FORM(pacdza)
ZERO_FORM(pacdzb)
ZERO_FORM(autiza)
ZERO_FORM(autizb)
ZERO_FORM(autdza)
ZERO_FORM(autdzb)

/* Hints, on X17 with X16, on X30 with SP or zero: modifiers[] says which. */
#define HINT_FORM(name, x_, before, after)                                   \
	static uint64_t name(uint64_t x)                                     \
	{                                                                    \
		register uint64_t x17 asm("x17") = x;                        \
		register uint64_t x16 asm("x16") = 0x1616;                   \
                                                                             \
		asm volatile(                                                \
			PAUTH                                                \
			"mov x9, x30\n\tmov x10, sp\n\t"                     \
			"mov x11, #0x4000\n\tmovk x11, #0x5000, lsl #16\n\t" \
			"mov x30, %0\n\t" before "\n\t" #name "\n\t" after   \
			"\n\tmov x30, x9"                                    \
			: "+r"(x17)                                          \
			: "r"(x16)                                           \
			: "x9", "x10", "x11", "x30");                        \
		return x17;                                                  \
	}
#define IN_X17(name) HINT_FORM(name, x17, "", "")
#define IN_X30(name) \
	HINT_FORM(name, x30, "mov sp, x11", "mov sp, x10\n\tmov %0, x30")
IN_X17(pacia1716)
IN_X17(pacib1716)
IN_X17(autia1716)
IN_X17(autib1716)
IN_X30(paciasp)
IN_X30(pacibsp)
IN_X30(autiasp)
IN_X30(autibsp)
IN_X30(paciaz)
IN_X30(pacibz)
IN_X30(autiaz)
IN_X30(autibz)

static const struct form_row {
	const char *name;
	uint64_t (*sign)(uint64_t), (*auth)(uint64_t);
	enum pauth_key key;
	uint64_t modifier;
} forms[] = {
	{ "paciza", paciza, autiza, PAUTH_IA, 0 },
	{ "pacizb", pacizb, autizb, PAUTH_IB, 0 },
	{ "pacdza", pacdza, autdza, PAUTH_DA, 0 },
	{ "pacdzb", pacdzb, autdzb, PAUTH_DB, 0 },
	{ "pacia1716", pacia1716, autia1716, PAUTH_IA, 0x1616 },
	{ "pacib1716", pacib1716, autib1716, PAUTH_IB, 0x1616 },
	{ "paciasp", paciasp, autiasp, PAUTH_IA, 0x50004000 },
	{ "pacibsp", pacibsp, autibsp, PAUTH_IB, 0x50004000 },
	{ "paciaz", paciaz, autiaz, PAUTH_IA, 0 },
	{ "pacibz", pacibz, autibz, PAUTH_IB, 0 },
};

TEST_EACH(form, const struct form_row *r, forms,
	  "is the general form with its implied operands")
{
	const uint64_t x = 0xffff812345678abc;
	uint64_t code = pauth_sign[r->key](x, r->modifier);

	EXPECT_EQ(r->sign(x), code);
	EXPECT_EQ(r->auth(code), x);
	pauth_switches(SCTLR_PAUTH & ~pauth_switch[r->key]);
	EXPECT_EQ(r->sign(x), x);
	EXPECT_EQ(r->auth(code), code);
}

static const struct switch_row {
	const char *name;
	uint64_t switches;
} switch_rows[] = { { "all-on", SCTLR_PAUTH },
		    { "one-on", SCTLR_EnDB },
		    { "all-off", 0 } };

TEST_EACH(xpaclri, const struct switch_row *r, switch_rows,
	  "XPACLRI strips X30, whatever the switches")
{
	uint64_t x = pauth_sign[PAUTH_IA](0x123456789abc, 3);

	pauth_switches(r->switches);
	asm volatile(PAUTH "mov x9, x30\n\tmov x30, %0\n\txpaclri\n\t"
			   "mov %0, x30\n\tmov x30, x9"
		     : "+r"(x)
		     :
		     : "x9", "x30");
	EXPECT_EQ(x, 0x123456789abc);
}

/* ------------------------------------------------ CPUs and the host ----- */

static void other_keys(void *arg)
{
	(void)arg;
	for (enum pauth_key k = PAUTH_IA; k < PAUTH_NR_KEYS; k++)
		pauth_write_key(k, pauth_keys[(k + 1) % 5]);
}

TEST(per_cpu, "each CPU has keys of its own", .needs = NEEDS(&smp_2_cpus))
{
	uint64_t code = pauth_sign[PAUTH_DA](0x123456789abc, 3);

	on_cpu(1, other_keys, NULL);
	EXPECT_EQ(pauth_sign[PAUTH_DA](0x123456789abc, 3), code);
	for (enum pauth_key k = PAUTH_IA; k < PAUTH_NR_KEYS; k++) {
		EXPECT_EQ(pauth_read_key(k).low, pauth_keys[k].low);
		EXPECT_EQ(pauth_read_key(k).high, pauth_keys[k].high);
	}
}

TEST(migrate, "keys are there after a migration")
{
	uint64_t code = pauth_sign[PAUTH_DB](0x123456789abc, 3);

	test_host(PROTO_HOST_MIGRATE);
	EXPECT_EQ(pauth_sign[PAUTH_DB](0x123456789abc, 3), code);
	for (enum pauth_key k = PAUTH_IA; k < PAUTH_NR_KEYS; k++) {
		EXPECT_EQ(pauth_read_key(k).low, pauth_keys[k].low);
		EXPECT_EQ(pauth_read_key(k).high, pauth_keys[k].high);
	}
}
