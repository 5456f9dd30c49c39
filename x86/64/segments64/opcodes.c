/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What 32-bit code has and 64-bit code has not.
 *
 * Intel SDM vol. 2: "64-Bit Mode: Invalid" of each. LES and LDS are prefixes of
 * AVX, which is off here; BOUND is that of AVX-512.
 */
#include "suite.h"

SEGMENTS64_SUITE;

SNIPPET(push_es, ".byte 0x06");
SNIPPET(pop_es, ".byte 0x07");
SNIPPET(push_cs, ".byte 0x0e");
SNIPPET(push_ss, ".byte 0x16");
SNIPPET(pop_ss, ".byte 0x17");
SNIPPET(push_ds, ".byte 0x1e");
SNIPPET(pop_ds, ".byte 0x1f");
SNIPPET(daa, ".byte 0x27");
SNIPPET(das, ".byte 0x2f");
SNIPPET(aaa, ".byte 0x37");
SNIPPET(aas, ".byte 0x3f");
SNIPPET(pusha, ".byte 0x60");
SNIPPET(popa, ".byte 0x61");
SNIPPET(bound, ".byte 0x62, 0x07");
SNIPPET(add_82, ".byte 0x82, 0xc0, 0x01");
SNIPPET(call_far, ".byte 0x9a, 0, 0, 0, 0, 0x2b, 0");
SNIPPET(les, ".byte 0xc4, 0x1f");
SNIPPET(lds, ".byte 0xc5, 0x1f");
SNIPPET(into, ".byte 0xce");
SNIPPET(aam, ".byte 0xd4, 0x0a");
SNIPPET(aad, ".byte 0xd5, 0x0a");
SNIPPET(salc, ".byte 0xd6");
SNIPPET(jmp_far, ".byte 0xea, 0, 0, 0, 0, 0x2b, 0");

static const struct row {
	const char *name;
	struct snippet code;
} rows[] = {
	{ "push-es", SNIPPET_OF(push_es) },
	{ "pop-es", SNIPPET_OF(pop_es) },
	{ "push-cs", SNIPPET_OF(push_cs) },
	{ "push-ss", SNIPPET_OF(push_ss) },
	{ "pop-ss", SNIPPET_OF(pop_ss) },
	{ "push-ds", SNIPPET_OF(push_ds) },
	{ "pop-ds", SNIPPET_OF(pop_ds) },
	{ "daa", SNIPPET_OF(daa) },
	{ "das", SNIPPET_OF(das) },
	{ "aaa", SNIPPET_OF(aaa) },
	{ "aas", SNIPPET_OF(aas) },
	{ "pusha", SNIPPET_OF(pusha) },
	{ "popa", SNIPPET_OF(popa) },
	{ "bound", SNIPPET_OF(bound) },
	{ "opcode-82", SNIPPET_OF(add_82) },
	{ "call-far", SNIPPET_OF(call_far) },
	{ "les", SNIPPET_OF(les) },
	{ "lds", SNIPPET_OF(lds) },
	{ "into", SNIPPET_OF(into) },
	{ "aam", SNIPPET_OF(aam) },
	{ "aad", SNIPPET_OF(aad) },
	{ "salc", SNIPPET_OF(salc) },
	{ "jmp-far", SNIPPET_OF(jmp_far) },
};

TEST_EACH(no_opcode, const struct row *r, rows, "raises #UD at CPL 0 and 3")
{
	for (unsigned int cpl = 0; cpl <= 3; cpl += 3) {
		struct run_state in = run_defaults(r->code.at, cpl);

		in.di = (uintptr_t)run_stack;
		check_fault(&r->code, &in, X86_UD, 0);
	}
}
