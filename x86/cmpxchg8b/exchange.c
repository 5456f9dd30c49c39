/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Both outcomes: memory, registers, flags; what is refused. */
#include "suite.h"

#include <arch.h>
#include <mm/page.h>
#include <string.h>

CMPXCHG8B_SUITE;

#define MEM "(" R "di)"

ONLY_64(SNIPPET(cx_16, "cmpxchg16b " MEM);)
ONLY_64(SNIPPET(cx_lock_16, "lock cmpxchg16b " MEM);)
SNIPPET(cx_8, "cmpxchg8b " MEM);
SNIPPET(cx_lock_8, "lock cmpxchg8b " MEM);
SNIPPET(cx_66_8, ".byte 0x66; cmpxchg8b " MEM);
SNIPPET(cx_forced_8, ".byte 0xf2, 0xf0; cmpxchg8b " MEM); /* XACQUIRE */
SNIPPET(cx_register, ".byte 0x0f, 0xc7, 0xcf");	      /* /1, mod 3 */
SNIPPET(cx_lock_register, ".byte 0xf0, 0x0f, 0xc7, 0xcf");

const struct form forms[NR_FORMS] = {
	{ "cmpxchg8b", SNIPPET_OF(cx_8), 4, &x86_cx8 },
	{ "lock-cmpxchg8b", SNIPPET_OF(cx_lock_8), 4, &x86_cx8 },
	{ "66-cmpxchg8b", SNIPPET_OF(cx_66_8), 4, &x86_cx8 },
	{ "f2-lock-cmpxchg8b", SNIPPET_OF(cx_forced_8), 4, &x86_cx8 },
	ONLY_64(
		{ "cmpxchg16b", SNIPPET_OF(cx_16), 8, &x86_cx16 },
		{ "lock-cmpxchg16b", SNIPPET_OF(cx_lock_16), 8, &x86_cx16 },
	)
};

void need_form(const struct form *f)
{
	if (!f->feature->probe())
		SKIP("needs %s (%s)", f->feature->name, f->feature->where);
}

#define FLAGS_ALL                                                       \
	(EFLAGS_FIXED | EFLAGS_CF | EFLAGS_PF | EFLAGS_AF | EFLAGS_ZF | \
	 EFLAGS_SF | EFLAGS_DF | EFLAGS_OF)

static uint8_t *code, *memory;
static char *stack;

struct trap_frame start_at(const struct snippet *what, unsigned int cpl)
{
	struct trap_frame start;

	code = launch_page();
	stack = launch_page();
	memory = launch_page();
	launch_copy(code, what);
	start = launch_registers(code, stack + 0x800, cpl);
	start.di = (uintptr_t)memory + 64;
	memset(memory, 0x6b, PAGE_SIZE);
	return start;
}

static unsigned long half_mask(const struct form *f)
{
	return f->half == 4 ? 0xfffffffful : ~0ul;
}

/* Which of the bits of memory differ from DX:AX. */
static const struct outcome {
	const char *name;
	unsigned long low, high;
} outcomes[] = {
	{ "equal", 0, 0 },
	{ "low-bit-0", 1, 0 },
	{ "low-bit-31", 0x80000000, 0 },
	{ "high-bit-0", 0, 1 },
	{ "high-bit-31", 0, 0x80000000 },
	{ "both", 0x5a5a5a5a, 0xa5a5a5a5 },
	ONLY_64( /* beyond the word of CMPXCHG8B, and not of CMPXCHG16B */
		{ "low-bit-32", 1ul << 32, 0 },
		{ "high-bit-63", 0, 1ul << 63 },
	)
};

/* The words in memory before, and what it comes to. */
static void expect(const struct form *f, struct trap_frame *start,
		   const struct outcome *o)
{
	unsigned long mask = half_mask(f);
	unsigned long low = (start->ax ^ o->low) & mask;
	unsigned long high = (start->dx ^ o->high) & mask;
	bool equal = ((o->low | o->high) & mask) == 0;
	struct trap_frame expected = *start;
	struct landing landing;
	uint8_t page[256];

	memcpy(memory + 64, &low, f->half);
	memcpy(memory + 64 + f->half, &high, f->half);
	memcpy(page, memory, sizeof(page));
	if (equal) {
		memcpy(page + 64, &start->bx, f->half);
		memcpy(page + 64 + f->half, &start->cx, f->half);
	} else {
		expected.ax = low;
		expected.dx = high;
	}
	expected.flags = (start->flags & ~(unsigned long)EFLAGS_ZF) |
			 (equal ? EFLAGS_ZF : 0);
	expected.vector = X86_VECTOR(X86_UD);
	expected.ip += (unsigned long)(f->code.end - f->code.at);
	landing = launch(start);
	EXPECT_TRAP(landing.trap, X86_UD);
	launch_expect(&landing.frame, &expected);
	EXPECT_MEMEQ(memory, page, sizeof(page));
}

TEST_EACH(
	exchange, const struct form *f, forms,
	"stores CX:BX where memory is DX:AX, else loads DX:AX; only ZF changes")
{
	struct trap_frame start;

	need_form(f);
	start = start_at(&f->code, 0);
	for (unsigned int i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]);
	     i++) {
		test_context("%s", outcomes[i].name);
		start.flags = EFLAGS_FIXED;
		expect(f, &start, &outcomes[i]);
		start.flags = FLAGS_ALL;
		expect(f, &start, &outcomes[i]);
	}
}

TEST_EACH(user, const struct form *f, forms, "does the same at CPL 3")
{
	struct trap_frame start;

	need_form(f);
	start = start_at(&f->code, 3);
	expect(f, &start, &outcomes[0]);
	expect(f, &start, &outcomes[5]);
}

/* ------------------------------------------------------------ alignment ---- */

void expect_fault(struct trap_frame *start, enum trap_cause cause,
		  unsigned long error)
{
	struct trap_frame expected = *start;
	struct landing landing = launch(start);

	expected.vector = X86_VECTOR(cause);
	expected.error = error;
	EXPECT_TRAP_ERROR(landing.trap, cause, error);
	launch_expect(&landing.frame, &expected);
}

TEST_EACH(unaligned, const struct form *f, forms,
	  "CMPXCHG16B wants 16 bytes: #GP(0); CMPXCHG8B wants none")
{
	static const uint8_t offsets[] = { 1, 2, 4, 8, 12, 15, 60, 62 };
	struct trap_frame start;
	uint8_t page[256];

	need_form(f);
	start = start_at(&f->code, 0);
	start.flags = FLAGS_ALL;
	memcpy(page, memory, sizeof(page));
	for (unsigned int i = 0; i < sizeof(offsets); i++) {
		struct landing landing;

		test_context("offset %u", offsets[i]);
		start.di = (uintptr_t)memory + 64 + offsets[i];
		if (f->half == 8) {
			expect_fault(&start, X86_GP, 0);
			EXPECT_MEMEQ(memory, page, sizeof(page));
			continue;
		}
		landing = launch(&start);
		EXPECT_TRAP(landing.trap, X86_UD);
		EXPECT_EQ(landing.frame.ax, 0x6b6b6b6b);
		EXPECT_EQ(landing.frame.dx, 0x6b6b6b6b);
	}
}

/* Not canonical, or not there: an address that is not aligned is #GP first. */
TEST_EACH(unmapped, const struct form *f, forms,
	  "raises #PF for a write to a page that is not there")
{
	struct trap_frame start;

	need_form(f);
	start = start_at(&f->code, 3);
	start.di = 64;
	expect_fault(&start, X86_PF, PF_W | PF_U);
	start.di = 65;
	if (f->half == 8)
		expect_fault(&start, X86_GP, 0);
}

/* SDM vol. 2: the destination is always written. */
TEST_EACH(read_only, const struct form *f, forms,
	  "raises #PF on a read-only page, also where nothing would change")
{
	struct trap_frame start;
	uint8_t page[256];

	need_form(f);
	start = start_at(&f->code, 0);
	memcpy(page, memory, sizeof(page));
	ASSERT_EQ(arch_map(memory, virt_to_phys(memory), PAGE_SIZE,
			   MAP_READ | MAP_USER),
		  0);
	expect_fault(&start, X86_PF, PF_P | PF_W);
	start.ax = start.dx = sizeof(long) == 8 ? 0x6b6b6b6b6b6b6b6bull :
						  0x6b6b6b6b;
	expect_fault(&start, X86_PF, PF_P | PF_W);
	EXPECT_MEMEQ(memory, page, sizeof(page));
}

static const struct refused {
	const char *name;
	struct snippet code;
} refused[] = {
	{ "register", SNIPPET_OF(cx_register) },
	{ "lock-register", SNIPPET_OF(cx_lock_register) },
};

TEST_EACH(register_form, const struct refused *r, refused,
	  "raises #UD for a register")
{
	struct trap_frame start = start_at(&r->code, 0);

	start.flags = FLAGS_ALL;
	expect_fault(&start, X86_UD, 0);
}
