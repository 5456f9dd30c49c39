/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the type of a segment lets through, and null selectors, in 32-bit code.
 *
 * Intel SDM vol. 3, 5.4 (type checking), 5.4.1 (null segment selectors).
 */
#include "access.h"

SEGMENTS_SUITE;

static uint8_t *const middle = arena + ARENA_BYTES / 2;

static const struct row {
	const char *name;
	unsigned int type; /* of desc_types */
	bool write;
} rows[] = {
	{ "data-ro-read", 16 + 0, false },
	{ "data-ro-write", 16 + 0, true },
	{ "data-rw-read", 16 + 2, false },
	{ "data-rw-write", 16 + 2, true },
	{ "data-ro-down-read", 16 + 4, false },
	{ "data-ro-down-write", 16 + 4, true },
	{ "data-rw-down-read", 16 + 6, false },
	{ "data-rw-down-write", 16 + 6, true },
	{ "code-read", 16 + 10, false },
	{ "code-write", 16 + 10, true },
	{ "code-conforming-read", 16 + 14, false },
	{ "code-conforming-write", 16 + 14, true },
};

/* SS is always writable. */
TEST_EACH(rights, const struct row *r, rows,
	  "the type says whether it can be read and written")
{
	const struct desc_type *t = &desc_types[r->type];

	for (unsigned int i = 0; i < NR_ACCESSES; i++) {
		const struct access *a = &accesses[i];

		if (a->reg == SS || access_writes(a) != r->write)
			continue;
		test_context("%s", a->name);
		for (unsigned int cpl = 0; cpl <= 3; cpl += 3)
			access_run(a, desc_type_flat(t, true, cpl),
				   (uint32_t)(uintptr_t)middle, cpl,
				   r->write && !t->writable, middle);
	}
}

TEST(null_use, "memory cannot be accessed through a null selector")
{
	for (unsigned int i = 0; i < NR_ACCESSES; i++) {
		const struct access *a = &accesses[i];

		if (a->reg == SS)
			continue;
		test_context("%s", a->name);
		access_run(a, 0, (uint32_t)(uintptr_t)middle, 0, true, middle);
		access_run(a, 0, (uint32_t)(uintptr_t)middle, 3, true, middle);
	}
}

SNIPPET32(cs_read, "movl %cs:(%edi), %ecx");
SNIPPET32(cs_write, "movl %eax, %cs:(%edi)");

static const struct through_cs {
	const char *name;
	struct snippet code;
	unsigned int type;
	bool write, faults;
} through_cs[] = {
	{ "read", SNIPPET_OF(cs_read), 16 + 10, false, false },
	{ "read-conforming", SNIPPET_OF(cs_read), 16 + 14, false, false },
	{ "read-execute-only", SNIPPET_OF(cs_read), 16 + 8, false, true },
	{ "read-execute-only-conforming", SNIPPET_OF(cs_read), 16 + 12, false,
	  true },
	{ "write", SNIPPET_OF(cs_write), 16 + 10, true, true },
	{ "write-conforming", SNIPPET_OF(cs_write), 16 + 14, true, true },
	{ "write-execute-only", SNIPPET_OF(cs_write), 16 + 8, true, true },
};

static void check_cs(const struct through_cs *r, unsigned int cpl)
{
	struct run_state in = run_defaults(r->code.at, cpl), out;
	uint32_t word = 0x5a5b5c5d;

	run_level_compat(&in, cpl);
	*gdt_entry(SUBJECT) = desc_type_flat(&desc_types[r->type], true, cpl);
	in.cs = SUBJECT | cpl;
	in.di = (uintptr_t)middle;
	__builtin_memcpy(middle, &word, sizeof(word));
	out = in;
	out.cx = word;
	run_check(&r->code, &in, &out,
		  (struct run_expect){ r->faults ? X86_GP : TRAP_NONE, 0 });
	EXPECT_MEMEQ(middle, &word, sizeof(word));
}

TEST_EACH(through_cs, const struct through_cs *r, through_cs,
	  "code is read where it is readable, and never written")
{
	check_cs(r, 0);
	check_cs(r, 3);
}
