/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What signing does to a pointer, and authenticating to a signed one. */
#include "suite.h"

#include <arm/regs.h>

PAUTH_SUITE;

static const uint64_t pointers[] = {
	0,
	0x0000000012345678,
	0x0000ffffffffffff,
	0x0000800000000000,
	0xffff000000000000,
	0xffff800012345678,
	0xffffffffffffffff,
};

static const uint64_t modifiers[] = { 0, 1, 0x8000000000000000,
				      0x123456789abcdef0, ~0ull };

enum {
	NR_POINTERS = sizeof(pointers) / sizeof(pointers[0]),
	NR_MODIFIERS = sizeof(modifiers) / sizeof(modifiers[0])
};

/* Number n of pointer and modifier. */
static uint64_t pointer_of(unsigned int n)
{
	uint64_t x = pointers[n / NR_MODIFIERS % NR_POINTERS];

	test_context("pointer 0x%llx, modifier 0x%llx", (unsigned long long)x,
		     (unsigned long long)modifiers[n % NR_MODIFIERS]);
	return x;
}

static uint64_t modifier_of(unsigned int n)
{
	return modifiers[n % NR_MODIFIERS];
}

TEST_EACH(round_trip, const struct key_row *r, key_rows,
	  "authenticates what it has signed, and changes no bit but the code's")
{
	unsigned int changed = 0;

	for (unsigned int n = 0; n < NR_POINTERS * NR_MODIFIERS; n++) {
		uint64_t x = pointer_of(n), m = modifier_of(n);
		uint64_t code = pauth_sign[r->key](x, m);

		EXPECT_EQ((code ^ x) & ~PAC_BITS, 0);
		EXPECT_EQ(pauth_auth[r->key](code, m), x);
		EXPECT_EQ(xpaci(code), x);
		EXPECT_EQ(xpacd(code), x);
		EXPECT_EQ(pauth_sign[r->key](x, m), code);
		changed += code != x;
	}
	EXPECT_GE(changed, NR_POINTERS * NR_MODIFIERS - 1);
}

/* The code depends on all bits of each of its inputs. */
TEST_EACH(inputs, const struct key_row *r, key_rows,
	  "the code depends on pointer, modifier and key")
{
	const uint64_t x = 0x0000123456789abc, m = 0x5a5a00001234ffff;
	uint64_t code = pauth_sign[r->key](x, m) & PAC_BITS;
	unsigned int same = 0;

	for (unsigned int bit = 0; bit < 48; bit++)
		same += (pauth_sign[r->key](x ^ 1ull << bit, m) & PAC_BITS) ==
			code;
	for (unsigned int bit = 0; bit < 64; bit++) {
		struct pauth_key_value low = pauth_keys[r->key], high = low;

		same += (pauth_sign[r->key](x, m ^ 1ull << bit) & PAC_BITS) ==
			code;
		low.low ^= 1ull << bit;
		high.high ^= 1ull << bit;
		pauth_write_key(r->key, low);
		same += (pauth_sign[r->key](x, m) & PAC_BITS) == code;
		pauth_write_key(r->key, high);
		same += (pauth_sign[r->key](x, m) & PAC_BITS) == code;
		pauth_write_key(r->key, pauth_keys[r->key]);
	}
	/* 240 codes of 15 bits: one that is equal by chance is no news */
	EXPECT_LE(same, 1);
	EXPECT_EQ(pauth_sign[r->key](x, m) & PAC_BITS, code);
}

TEST(keys, "each instruction uses its own key, and all the same function")
{
	const uint64_t x = 0x0000123456789abc, m = 0x5a5a00001234ffff;
	uint64_t code[4];

	for (enum pauth_key key = PAUTH_IA; key < PAUTH_GA; key++) {
		code[key] = pauth_sign[key](x, m);
		for (enum pauth_key other = PAUTH_IA; other < key; other++)
			EXPECT_NE(code[key], code[other]);
	}
	for (enum pauth_key key = PAUTH_IA; key < PAUTH_GA; key++) {
		test_context("key %d", key);
		pauth_write_key(key, pauth_keys[PAUTH_GA]);
		EXPECT_NE(pauth_sign[key](x, m), code[key]);
		for (enum pauth_key other = key + 1; other < PAUTH_GA; other++)
			EXPECT_EQ(pauth_sign[other](x, m), code[other]);
	}
	for (enum pauth_key key = PAUTH_IB; key < PAUTH_GA; key++)
		EXPECT_EQ(pauth_sign[key](x, m), pauth_sign[PAUTH_IA](x, m));
}

static bool probe_code(void)
{
	return pauth_level() == 1;
}

static bool probe_trap(void)
{
	return pauth_level() >= 4;
}

static const struct feature error_code = { "PAuth alone",
					   "ID_AA64ISAR1_EL1.APA", probe_code };
static const struct feature fpac = { "FPAC", "ID_AA64ISAR1_EL1.APA >= 4",
				     probe_trap };

/* The code is 15 bits, so no flip of one is the right one. */
TEST_EACH(error, const struct key_row *r, key_rows,
	  "a wrong code, modifier or pointer leaves the key's error code",
	  .needs = NEEDS(&error_code))
{
	for (unsigned int n = 0; n < NR_POINTERS * NR_MODIFIERS; n++) {
		uint64_t x = pointer_of(n), m = modifier_of(n);
		uint64_t code = pauth_sign[r->key](x, m);

		for (unsigned int bit = 48; bit < 64; bit++)
			if (bit != 55)
				EXPECT_EQ(pauth_auth[r->key](code ^ 1ull << bit,
							     m),
					  pauth_failed(x, r->key));
	}
}

static const uint64_t fixed[] = { 0x0000123456789abc, 0xffff923456789abc };

TEST_EACH(wrong, const struct key_row *r, key_rows,
	  "another modifier or another key's code does not authenticate",
	  .needs = NEEDS(&error_code))
{
	for (unsigned int i = 0; i < 2; i++) {
		uint64_t x = fixed[i];
		uint64_t code = pauth_sign[r->key](x, 77);

		EXPECT_EQ(pauth_auth[r->key](code, 78),
			  pauth_failed(x, r->key));
		for (enum pauth_key key = PAUTH_IA; key < PAUTH_GA; key++)
			EXPECT_EQ(pauth_auth[key](code, 77),
				  key == r->key ? x : pauth_failed(x, key));
	}
}

/* J1.1.3, AddPAC: an address that is not canonical gets a code that is wrong */
TEST_EACH(not_canonical, const struct key_row *r, key_rows,
	  "a pointer that is not canonical gets a code that does not hold",
	  .needs = NEEDS(&error_code))
{
	/* bit 63 is which half the address is of */
	for (unsigned int bit = 48; bit < 63; bit++) {
		uint64_t low = fixed[0] ^ 1ull << bit;
		uint64_t high = fixed[1] ^ 1ull << bit;

		if (bit == 55)
			continue;
		test_context("bit %u", bit);
		EXPECT_EQ(pauth_auth[r->key](pauth_sign[r->key](low, 5), 5),
			  pauth_failed(fixed[0], r->key));
		EXPECT_EQ(pauth_auth[r->key](pauth_sign[r->key](high, 5), 5),
			  pauth_failed(fixed[1], r->key));
		/* the code itself is that of the canonical one but for bit 62 */
		EXPECT_EQ(pauth_sign[r->key](low, 5),
			  pauth_sign[r->key](fixed[0], 5) ^ 1ull << 62);
	}
}

static void authenticate(const void *key)
{
	pauth_auth[*(const enum pauth_key *)key](0x0011123456789abc, 5);
}

TEST_EACH(trap, const struct key_row *r, key_rows,
	  "a failed authentication traps", .needs = NEEDS(&fpac))
{
	EXPECT_TRAP_ERROR(trap_catch(authenticate, &r->key), ARM_PAC_FAIL,
			  0x72000000 | r->key);
}

/* D8.9.6: the top byte is the address's own with TBI; D8.8 */
static void check_tagged(enum pauth_key key, uint64_t x)
{
	uint64_t code = pauth_sign[key](x, 9);
	uint64_t error = key == PAUTH_IA || key == PAUTH_DA ? 1 : 2;

	test_context("pointer 0x%llx", (unsigned long long)x);
	EXPECT_EQ((code ^ x) & ~0x007f000000000000ull, 0);
	EXPECT_NE(code, x);
	EXPECT_EQ(pauth_auth[key](code, 9), x);
	EXPECT_EQ(xpacd(code), x);
	/* the error code moves down: bits 54:53 */
	EXPECT_EQ(pauth_auth[key](code ^ 1ull << 50, 9),
		  (x & ~(3ull << 53)) | error << 53);
}

TEST_EACH(tbi, const struct key_row *r, key_rows,
	  "with TBI0 and TBI1 the top byte is left alone in their halves",
	  .needs = NEEDS(&error_code))
{
	write_sysreg(tcr_el1, read_sysreg(tcr_el1) | 3ull << 37);
	isb();
	check_tagged(r->key, 0x5a00123456789abc);
	check_tagged(r->key, 0x8000123456789abc);
	check_tagged(r->key, 0xa5ffedcba9876540);
	check_tagged(r->key, 0x00ffedcba9876540);
}

TEST_EACH(off, const struct key_row *r, key_rows,
	  "does nothing while its key is switched off, and the others go on")
{
	const uint64_t x = 0x0000123456789abc;

	for (enum pauth_key off = PAUTH_IA; off < PAUTH_GA; off++) {
		uint64_t code;

		pauth_switches(SCTLR_PAUTH);
		code = pauth_sign[r->key](x, 5);
		pauth_switches(SCTLR_PAUTH & ~pauth_switch[off]);
		EXPECT_EQ(pauth_sign[r->key](x, 5), off == r->key ? x : code);
		EXPECT_EQ(pauth_auth[r->key](code, 5),
			  off == r->key ? code : x);
		EXPECT_EQ(xpaci(code), x);
	}
	pauth_switches(0);
	EXPECT_EQ(pauth_sign[r->key](x, 5), x);
}
