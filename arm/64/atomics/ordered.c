/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Load-acquire and store-release: what they load and store. C3.2.7 to C3.2.9. */
#include "suite.h"

ATOMICS_SUITE;

/* What old assemblers do not know comes as a number: X0 is the value, X1 the
   address. */
#define ORDERED ".arch_extension rcpc\n\t"

#define EXTEND(id, insn)                                                     \
	static uint64_t id(const void *at)                                   \
	{                                                                    \
		register uint64_t x0 asm("x0") = GARBAGE;                    \
		register const void *x1 asm("x1") = at;                      \
                                                                             \
		asm volatile(ORDERED insn : "+&r"(x0) : "r"(x1) : "memory"); \
		return x0;                                                   \
	}

static bool probe_lrcpc2(void)
{
	return field(read_sysreg(id_aa64isar1_el1), 20, 4) >= 2;
}

static const struct feature lrcpc2 = { "LDAPUR", "ID_AA64ISAR1_EL1.LRCPC >= 2",
				       probe_lrcpc2 };

/* clang-format off */
#define LOADS(F)                                                              \
	F(ldarb, "ldarb %w0, [%1]", 1, 8, 0, 0, NULL)                         \
	F(ldarh, "ldarh %w0, [%1]", 2, 8, 0, 0, NULL)                         \
	F(ldar_w, "ldar %w0, [%1]", 4, 8, 0, 0, NULL)                         \
	F(ldar_x, "ldar %0, [%1]", 8, 8, 0, 0, NULL)                          \
	F(ldlarb, ".inst 0x08df7c20" /* ldlarb w0, [x1] */, 1, 8, 0, 0, &arm_lor)                   \
	F(ldlarh, ".inst 0x48df7c20" /* ldlarh w0, [x1] */, 2, 8, 0, 0, &arm_lor)                   \
	F(ldlar_w, ".inst 0x88df7c20" /* ldlar w0, [x1] */, 4, 8, 0, 0, &arm_lor)                   \
	F(ldlar_x, ".inst 0xc8df7c20" /* ldlar x0, [x1] */, 8, 8, 0, 0, &arm_lor)                    \
	F(ldaprb, "ldaprb %w0, [%1]", 1, 8, 0, 0, &arm_lrcpc)                 \
	F(ldaprh, "ldaprh %w0, [%1]", 2, 8, 0, 0, &arm_lrcpc)                 \
	F(ldapr_w, "ldapr %w0, [%1]", 4, 8, 0, 0, &arm_lrcpc)                 \
	F(ldapr_x, "ldapr %0, [%1]", 8, 8, 0, 0, &arm_lrcpc)                  \
	F(ldapurb, ".inst 0x19500020" /* ldapurb w0, [x1, #-256] */, 1, 8, 0, -256, &lrcpc2)        \
	F(ldapurh, ".inst 0x594fe020" /* ldapurh w0, [x1, #254] */, 2, 8, 0, 254, &lrcpc2)          \
	F(ldapur_w, ".inst 0x995fc020" /* ldapur w0, [x1, #-4] */, 4, 8, 0, -4, &lrcpc2)            \
	F(ldapur_x, ".inst 0xd94f8020" /* ldapur x0, [x1, #248] */, 8, 8, 0, 248, &lrcpc2)           \
	F(ldapursb_w, ".inst 0x19cff020" /* ldapursb w0, [x1, #255] */, 1, 4, 1, 255, &lrcpc2)      \
	F(ldapursb_x, ".inst 0x199ff020" /* ldapursb x0, [x1, #-1] */, 1, 8, 1, -1, &lrcpc2)         \
	F(ldapursh_w, ".inst 0x59dfe020" /* ldapursh w0, [x1, #-2] */, 2, 4, 1, -2, &lrcpc2)        \
	F(ldapursh_x, ".inst 0x59802020" /* ldapursh x0, [x1, #2] */, 2, 8, 1, 2, &lrcpc2)           \
	F(ldapursw, ".inst 0x99900020" /* ldapursw x0, [x1, #-256] */, 4, 8, 1, -256, &lrcpc2)
#define DEFINE(id, insn, ...) EXTEND(id, insn)
#define ROW(id, insn, bytes, width, sign, offset, need) \
	{ #id, id, bytes, width, sign, offset, need },
/* clang-format on */

LOADS(DEFINE)

static const struct load_row {
	const char *name;
	uint64_t (*fn)(const void *);
	uint8_t bytes, width;
	bool sign;
	int16_t offset;
	const struct feature *need;
} loads[] = { LOADS(ROW) };

static uint64_t place[70];

TEST_EACH(acquire, const struct load_row *r, loads,
	  "loads its bytes, extended as its name says")
{
	char *at = (char *)&place[35];

	if (r->need && !r->need->probe())
		SKIP("needs %s", r->need->name);
	for (unsigned int i = 0; i < NR_OPERANDS; i++) {
		uint64_t value = atomic_operands[i];
		uint64_t expected =
			r->sign ? (uint64_t)signed_bytes(value, r->bytes) :
				  low_bytes(value, r->bytes);

		__builtin_memset(place, 0x5a, sizeof(place));
		__builtin_memcpy(at + r->offset, &value, r->bytes);
		EXPECT_EQ(r->fn(at), low_bytes(expected, r->width));
	}
}

#define STORE(id, insn)                                                     \
	static void id(uint64_t value, void *at)                            \
	{                                                                   \
		register uint64_t x0 asm("x0") = value;                     \
		register void *x1 asm("x1") = at;                           \
		asm volatile(ORDERED insn : : "r"(x0), "r"(x1) : "memory"); \
	}
/* clang-format off */
#define STORES(F)                                                             \
	F(stlrb, "stlrb %w0, [%1]", 1, 0, NULL)                               \
	F(stlrh, "stlrh %w0, [%1]", 2, 0, NULL)                               \
	F(stlr_w, "stlr %w0, [%1]", 4, 0, NULL)                               \
	F(stlr_x, "stlr %0, [%1]", 8, 0, NULL)                                \
	F(stllrb, ".inst 0x089f7c20" /* stllrb w0, [x1] */, 1, 0, &arm_lor)                         \
	F(stllrh, ".inst 0x489f7c20" /* stllrh w0, [x1] */, 2, 0, &arm_lor)                         \
	F(stllr_w, ".inst 0x889f7c20" /* stllr w0, [x1] */, 4, 0, &arm_lor)                         \
	F(stllr_x, ".inst 0xc89f7c20" /* stllr x0, [x1] */, 8, 0, &arm_lor)                          \
	F(stlurb, ".inst 0x190ff020" /* stlurb w0, [x1, #255] */, 1, 255, &lrcpc2)                  \
	F(stlurh, ".inst 0x59100020" /* stlurh w0, [x1, #-256] */, 2, -256, &lrcpc2)                \
	F(stlur_w, ".inst 0x99004020" /* stlur w0, [x1, #4] */, 4, 4, &lrcpc2)                      \
	F(stlur_x, ".inst 0xd91f8020" /* stlur x0, [x1, #-8] */, 8, -8, &lrcpc2)
#define STORE_DEFINE(id, insn, ...) STORE(id, insn)
#define STORE_ROW(id, insn, bytes, offset, need) { #id, id, bytes, offset, need },
/* clang-format on */

STORES(STORE_DEFINE)

static const struct store_row {
	const char *name;
	void (*fn)(uint64_t, void *);
	uint8_t bytes;
	int16_t offset;
	const struct feature *need;
} stores[] = { STORES(STORE_ROW) };

TEST_EACH(release, const struct store_row *r, stores,
	  "stores its bytes and no others")
{
	static uint64_t expected[70];

	if (r->need && !r->need->probe())
		SKIP("needs %s", r->need->name);
	for (unsigned int i = 0; i < NR_OPERANDS; i++) {
		__builtin_memset(place, 0x5a, sizeof(place));
		__builtin_memset(expected, 0x5a, sizeof(expected));
		r->fn(atomic_operands[i], &place[35]);
		__builtin_memcpy((char *)&expected[35] + r->offset,
				 &atomic_operands[i], r->bytes);
		EXPECT_MEMEQ(place, expected, sizeof(place));
	}
}
