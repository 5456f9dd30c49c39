/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CR4.UMIP: SGDT, SIDT, SLDT, STR and SMSW outside of CPL 0.
 *
 * Intel SDM vol. 3, 2.5 (CR4.UMIP); vol. 2, each instruction.
 */
#include <string.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/desc.h>
#include <x86/features.h>
#include <x86/run/launch.h>
#include <x86/width.h>

static char *code, *stack;
static uint8_t *operand; /* DI points there */

/* So that SLDT has something to tell. */
static void load_ldt(void)
{
	static uint64_t table[4];
	uint16_t selector = SPARE_SEL_BASE + 0x30;

	gdt_entry(selector)[0] = desc_segment((uint32_t)(uintptr_t)table,
					      sizeof(table) - 1,
					      DESC_LDT | DESC_P);
	lldt(selector);
}

static void make_pages(void)
{
	load_ldt();
	code = launch_page();
	stack = launch_page();
	operand = launch_page();
	test_defer(write_cr4, read_cr4());
}

TEST_SUITE("umip",
	   .summary = "UMIP keeps descriptor tables and CR0 from user mode",
	   .setup = make_pages);

#define MEM "(" R "di)"

SNIPPET(umip_sgdt, "sgdt " MEM);
SNIPPET(umip_sidt, "sidt " MEM);
SNIPPET(umip_sldt_mem, "sldt " MEM);
SNIPPET(umip_sldt_16, "sldt %ax");
SNIPPET(umip_sldt_32, "sldt %eax");
SNIPPET(umip_str_mem, "str " MEM);
SNIPPET(umip_str_16, "str %ax");
SNIPPET(umip_str_32, "str %eax");
SNIPPET(umip_smsw_mem, "smsw " MEM);
SNIPPET(umip_smsw_16, "smsw %ax");
SNIPPET(umip_smsw_32, "smsw %eax");
ONLY_64(SNIPPET(umip_sldt_64, "sldt %rax");)
ONLY_64(SNIPPET(umip_str_64, "str %rax");)
ONLY_64(SNIPPET(umip_smsw_64, "smsw %rax");)
SNIPPET(umip_mov_cr0, "mov %cr0, " R "ax");

static unsigned long ldt_value(void)
{
	return sldt();
}

static unsigned long task_value(void)
{
	return str();
}

struct row {
	const char *name;
	struct snippet code;
	unsigned long (*value)(void);
	struct desc_ptr (*table)(void); /* to memory */
	unsigned int bits; /* of AX that are written; 0: memory, 2 bytes */
	bool extends;	   /* the rest of AX becomes 0 */
};

static const struct row rows[] = {
	{ "sgdt", SNIPPET_OF(umip_sgdt), .table = sgdt },
	{ "sidt", SNIPPET_OF(umip_sidt), .table = sidt },
	{ "sldt-mem", SNIPPET_OF(umip_sldt_mem), ldt_value },
	{ "sldt-16", SNIPPET_OF(umip_sldt_16), ldt_value, .bits = 16 },
	{ "sldt-32", SNIPPET_OF(umip_sldt_32), ldt_value, .bits = 16,
	  .extends = true },
	{ "str-mem", SNIPPET_OF(umip_str_mem), task_value },
	{ "str-16", SNIPPET_OF(umip_str_16), task_value, .bits = 16 },
	{ "str-32", SNIPPET_OF(umip_str_32), task_value, .bits = 16,
	  .extends = true },
	{ "smsw-mem", SNIPPET_OF(umip_smsw_mem), read_cr0 },
	{ "smsw-16", SNIPPET_OF(umip_smsw_16), read_cr0, .bits = 16 },
	{ "smsw-32", SNIPPET_OF(umip_smsw_32), read_cr0, .bits = 32,
	  .extends = true },
	ONLY_64(
		{ "sldt-64", SNIPPET_OF(umip_sldt_64), ldt_value, .bits = 16, .extends = true },
		{ "str-64", SNIPPET_OF(umip_str_64), task_value, .bits = 16, .extends = true },
		{ "smsw-64", SNIPPET_OF(umip_smsw_64), read_cr0, .bits = 32, .extends = true },
	)
};

/* Code and stack of CPL 1 and 2, which nothing else uses. */
static void segments(unsigned int cpl, struct trap_frame *start)
{
	uint16_t cs = SPARE_SEL_BASE + 16 * (uint16_t)(cpl - 1);

	if (cpl == 0 || cpl == 3)
		return;
	*gdt_entry(cs) = *gdt_entry(KERNEL_CS) | DESC_DPL(cpl);
	*gdt_entry(cs + 8) = *gdt_entry(KERNEL_DS) | DESC_DPL(cpl);
	start->cs = cs | cpl;
	start->ss = (cs + 8) | cpl;
}

static struct trap_frame start_at(unsigned int cpl, const struct row *r)
{
	struct trap_frame start = launch_registers(code, stack + 0x800, cpl);

	segments(cpl, &start);
	launch_copy(code, &r->code);
	memset(operand, 0x5a, 0x1000);
	start.di = (uintptr_t)operand + 16;
	start.flags |= EFLAGS_CF | EFLAGS_ZF;
	return start;
}

static void set_umip(bool on)
{
	write_cr4((read_cr4() & ~(unsigned long)CR4_UMIP) |
		  (on ? CR4_UMIP : 0));
}

/* What the operand's page holds now, byte for byte. */
static void expect_memory(const struct row *r)
{
	static uint8_t expected[0x1000];

	memset(expected, 0x5a, sizeof(expected));
	if (r->table) {
		struct desc_ptr table = r->table();

		memcpy(expected + 16, &table, sizeof(table));
	} else if (!r->bits) {
		uint16_t value = (uint16_t)r->value();

		memcpy(expected + 16, &value, sizeof(value));
	}
	EXPECT_MEMEQ(operand, expected, sizeof(expected));
}

static unsigned long result(const struct row *r, unsigned long ax)
{
	unsigned long mask = r->bits == 16 ? 0xffff : 0xffffffff;

	if (!r->bits)
		return ax;
	return (r->value() & mask) | (r->extends ? 0 : ax & ~mask);
}

/* SMSW to a wide register: on Intel bits above 15 are undefined (SDM vol. 2). */
static unsigned long undefined_bits(const struct row *r)
{
	return r->bits == 32 && !x86_amd.probe() ? ~0xfffful : 0;
}

static void expect_runs(const struct row *r, unsigned int cpl)
{
	struct trap_frame start = start_at(cpl, r), expected = start;
	struct landing landing = launch(&start);

	test_context("CPL %u", cpl);
	expected.vector = X86_VECTOR(X86_UD);
	expected.ip += (unsigned long)(r->code.end - r->code.at);
	expected.ax = (result(r, start.ax) & ~undefined_bits(r)) |
		      (landing.frame.ax & undefined_bits(r));
	EXPECT_TRAP(landing.trap, X86_UD);
	launch_expect(&landing.frame, &expected);
	expect_memory(r);
}

TEST_EACH(off, const struct row *r, rows, "runs at every CPL with UMIP clear")
{
	set_umip(false);
	for (unsigned int cpl = 0; cpl < 4; cpl++)
		expect_runs(r, cpl);
}

TEST_EACH(cpl0, const struct row *r, rows, "runs at CPL 0 with UMIP set",
	  .needs = NEEDS(&x86_umip))
{
	set_umip(true);
	expect_runs(r, 0);
}

static void expect_refused(const struct row *r, unsigned int cpl, bool mapped)
{
	struct trap_frame start = start_at(cpl, r), expected;
	struct landing landing;

	if (!mapped)
		start.di = 8; /* the null page is not there */
	expected = start;
	expected.vector = X86_VECTOR(X86_GP);
	write_cr2(0x1234);
	landing = launch(&start);
	test_context("CPL %u", cpl);
	EXPECT_TRAP(landing.trap, X86_GP);
	launch_expect(&landing.frame, &expected);
	EXPECT_EQ(read_cr2(), 0x1234);
	for (unsigned int i = 0; i < 64; i++)
		EXPECT_EQ(operand[i], 0x5a);
}

TEST_EACH(on, const struct row *r, rows,
	  "raises #GP(0) at CPL 1 to 3 with UMIP set, and changes nothing",
	  .needs = NEEDS(&x86_umip))
{
	set_umip(true);
	for (unsigned int cpl = 1; cpl < 4; cpl++)
		expect_refused(r, cpl, true);
}

TEST_EACH(on_unmapped, const struct row *r, rows,
	  "raises #GP(0) before it looks at the operand",
	  .needs = NEEDS(&x86_umip))
{
	set_umip(true);
	expect_refused(r, 3, false);
}

TEST_EACH(off_unmapped, const struct row *r, rows,
	  "raises #PF for an operand that is not there, UMIP clear")
{
	struct trap_frame start = start_at(3, r);
	struct landing landing;

	set_umip(false);
	if (r->bits)
		return expect_runs(r, 3);
	start.di = 8;
	landing = launch(&start);
	EXPECT_TRAP_ERROR(landing.trap, X86_PF, PF_W | PF_U);
	EXPECT_EQ(landing.trap.address, 8);
	EXPECT_EQ(landing.trap.pc, (uintptr_t)code);
}

TEST_EACH(toggled, const struct row *r, rows, "follows CR4 at once",
	  .needs = NEEDS(&x86_umip))
{
	for (unsigned int i = 0; i < 2; i++) {
		set_umip(true);
		expect_refused(r, 3, true);
		set_umip(false);
		expect_runs(r, 3);
	}
}

TEST(mov_cr0, "MOV from CR0 raises #GP(0) at CPL 3 with UMIP set or clear")
{
	static const struct row mov = { "mov-cr0", SNIPPET_OF(umip_mov_cr0) };

	for (unsigned int cpl = 1; cpl < 4; cpl++) {
		set_umip(false);
		expect_refused(&mov, cpl, true);
		if (!x86_umip.probe())
			continue;
		set_umip(true);
		expect_refused(&mov, cpl, true);
	}
}

static bool has_no_umip(void)
{
	return !x86_umip.probe();
}

static const struct feature no_umip = { "a processor without UMIP",
					"CPUID.7.0:ECX[2]", has_no_umip };

TEST(absent, "MOV to CR4 refuses UMIP without it, and changes nothing",
     .needs = NEEDS(&no_umip))
{
	unsigned long cr4 = read_cr4();

	EXPECT_EQ(write_cr4_safe(cr4 | CR4_UMIP), X86_GP);
	EXPECT_EQ(read_cr4(), cr4);
}
