/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Far pointers with offsets of 64 bits, which Intel's processors have and AMD's
 * have not, and stacks above 4 GiB.
 *
 * Intel SDM vol. 2, JMP, CALL, LDS/LES/LFS/LGS/LSS (REX.W); AMD APM vol. 3, JMP
 * (Far), CALL (Far), LDS and others: 64-bit operands are 32-bit ones there.
 */
#include "suite.h"

#include <arch.h>
#include <arch/page.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>
#include <x86/features.h>

FAR_TRANSFER64_SUITE;

SNIPPET(jmp_64, "rex64 ljmp *(%rdi)");
SNIPPET(call_64, "rex64 lcall *(%rdi)");
/* REX.W 0F B2, B4, B5: (RDI), RBX */
SNIPPET(lss_64, ".byte 0x48, 0x0f, 0xb2, 0x1f");
SNIPPET(lfs_64, ".byte 0x48, 0x0f, 0xb4, 0x1f");
SNIPPET(lgs_64, ".byte 0x48, 0x0f, 0xb5, 0x1f");
SNIPPET(place, "");

static uint8_t pointer[16];

static void put(uint64_t offset, unsigned int bytes, uint16_t selector)
{
	memset(pointer, 0, sizeof(pointer));
	memcpy(pointer, &offset, bytes);
	memcpy(pointer + bytes, &selector, 2);
}

static const struct row {
	const char *name;
	struct snippet code;
	enum {
		JMP,
		CALL,
		LSS,
		LFS,
		LGS
	} what;
} rows[] = {
	{ "jmp", SNIPPET_OF(jmp_64), JMP },
	{ "call", SNIPPET_OF(call_64), CALL },
	{ "lss", SNIPPET_OF(lss_64), LSS },
	{ "lfs", SNIPPET_OF(lfs_64), LFS },
	{ "lgs", SNIPPET_OF(lgs_64), LGS },
};

static bool is_load(const struct row *r)
{
	return r->what >= LSS;
}

/* The far pointer's offset has @bytes of it. */
static struct run_state arrive(const struct row *r, const struct run_state *in,
			       uint64_t offset, unsigned int bytes)
{
	struct run_state out = *in;

	if (r->what == CALL)
		out.sp -= 2 * bytes;
	if (r->what == LSS)
		out.ss = USER_DS;
	if (r->what == LFS)
		out.fs = USER_DS;
	if (r->what == LGS)
		out.gs = USER_DS;
	if (is_load(r))
		out.bx = offset;
	out.ip = is_load(r) ? (uintptr_t)r->code.end : offset;
	return out;
}

TEST_EACH(rex_w, const struct row *r, rows,
	  "REX.W makes the offset 64 bits on Intel, and does nothing on AMD")
{
	unsigned int bytes = x86_amd.probe() ? 4 : 8;
	uint64_t offset = is_load(r) && bytes == 8 ? 0x123456789abcdef0 :
						     (uintptr_t)place_at;
	struct run_state in = run_defaults(r->code.at, 3), out;
	struct run_end end;

	in.di = (uintptr_t)pointer;
	in.bx = 0xfedcba9876543210;
	in.fs = in.gs = 0;
	put(offset, bytes, is_load(r) ? USER_DS : USER_CS);
	out = arrive(r, &in, offset, bytes);
	end = run_until_trap(&in);
	EXPECT_TRAP(end.trap, X86_UD);
	run_expect_state(&end.state, &out);
	if (r->what == CALL) {
		uint64_t ip = (uintptr_t)r->code.end, cs = USER_CS;

		EXPECT_MEMEQ((void *)out.sp, &ip, bytes);
		EXPECT_MEMEQ((void *)(out.sp + bytes), &cs, bytes);
	}
}

TEST(rex_w_hole, "a far JMP and CALL to an address that is not canonical fault")
{
	if (x86_amd.probe())
		SKIP("AMD processors have no such operand");
	for (unsigned int i = 0; i < 2; i++) {
		struct run_state in = run_defaults(rows[i].code.at, 3);
		struct run_end end;

		in.di = (uintptr_t)pointer;
		put(0x0000800000000000, 8, USER_CS);
		end = run_until_trap(&in);
		EXPECT_TRAP(end.trap, X86_GP);
		run_expect_state(&end.state, &in);
	}
}

/* ------------------------------------------------ stacks above 4 GiB ---- */

SNIPPET(call_32, "lcalll *(%rdi)");
SNIPPET(ret_64, "lretq");
SNIPPET(ret_32, "lretl");
SNIPPET(iret_64, "iretq");

static const struct high {
	const char *name;
	struct snippet code;
	unsigned int bytes;
	enum {
		PUSH,
		POP,
		IRET
	} what;
} highs[] = {
	{ "call-32", SNIPPET_OF(call_32), 4, PUSH },
	{ "ret-64", SNIPPET_OF(ret_64), 8, POP },
	{ "ret-32", SNIPPET_OF(ret_32), 4, POP },
	{ "iret-64", SNIPPET_OF(iret_64), 8, IRET },
};

static uint8_t *high_stack(void)
{
	void *memory = page_alloc(0, PAGE_ZERO);
	void *page = vmap_alloc(PAGE_SIZE, PAGE_SIZE);

	test_defer(page_free, memory);
	test_defer(vmap_free, page);
	ASSERT_EQ(arch_map(page, virt_to_phys(memory), PAGE_SIZE, MAP_KERNEL),
		  0);
	ASSERT_GT((uintptr_t)page, 0xffffffff);
	return (uint8_t *)page + PAGE_SIZE / 2;
}

static void put_words(uint8_t *at, const struct high *h, uint64_t sp)
{
	const uint64_t words[] = { (uintptr_t)place_at, KERNEL_CS, EFLAGS_FIXED,
				   sp, KERNEL_DS };

	for (unsigned int i = 0; i < 5; i++)
		memcpy(at + i * h->bytes, &words[i], h->bytes);
}

static void expect_pushed(const uint8_t *at, const struct high *h)
{
	uint64_t ip = (uintptr_t)h->code.end, cs = KERNEL_CS;

	EXPECT_MEMEQ(at, &ip, h->bytes);
	EXPECT_MEMEQ(at + h->bytes, &cs, h->bytes);
}

TEST_EACH(high_stack, const struct high *h, highs,
	  "all 64 bits of RSP count, whatever the operand size is")
{
	uint8_t *stack = high_stack();
	struct run_state in = run_defaults(h->code.at, 0), out;
	struct run_end end;

	in.di = (uintptr_t)pointer;
	in.sp = (uintptr_t)stack;
	put((uintptr_t)place_at, 4, KERNEL_CS);
	put_words(stack, h, in.sp + 0x40);
	out = in;
	out.ip = (uintptr_t)place_at;
	out.sp += h->what == PUSH ? -2ul * h->bytes : 2 * h->bytes;
	if (h->what == IRET) {
		out.sp = in.sp + 0x40;
		out.flags = EFLAGS_FIXED;
	}
	end = run_until_trap(&in);
	EXPECT_TRAP(end.trap, X86_UD);
	run_expect_state(&end.state, &out);
	if (h->what == PUSH)
		expect_pushed(stack - 2 * h->bytes, h);
}

/* ------------------------------------------------ gates above 4 GiB ---- */

static uint8_t *high_code(void)
{
	uint8_t *code = high_stack();

	code[0] = 0x0f; /* UD2 */
	code[1] = 0x0b;
	return code;
}

static void check_gate(const struct snippet *snippet, const uint8_t *code,
		       unsigned int pushed)
{
	struct run_state in = run_defaults(snippet->at, 0), out;
	struct run_end end;

	in.di = (uintptr_t)pointer;
	put(0xf4f4f4f4, 4, RUN_SPARE);
	out = in;
	out.ip = (uintptr_t)code;
	out.sp -= pushed;
	end = run_until_trap(&in);
	EXPECT_TRAP(end.trap, X86_UD);
	run_expect_state(&end.state, &out);
	if (pushed) {
		EXPECT_EQ(((uint64_t *)out.sp)[0], (uintptr_t)snippet->end);
		EXPECT_EQ(((uint64_t *)out.sp)[1], KERNEL_CS);
	}
}

SNIPPET(jmp_32, "ljmpl *(%rdi)");

TEST(gate_high, "a call gate has an offset of 64 bits")
{
	const struct snippet call = SNIPPET_OF(call_32),
			     jmp = SNIPPET_OF(jmp_32);
	const uint8_t *code = high_code();

	*gdt_entry(RUN_SPARE) =
		desc_gate(KERNEL_CS, (uintptr_t)code, 0, DESC_CALL | DESC_P);
	*gdt_entry(RUN_SPARE + 8) = (uintptr_t)code >> 32;
	check_gate(&call, code, 16);
	check_gate(&jmp, code, 0);
}
