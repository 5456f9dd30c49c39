/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rest of what belongs to a task: breakpoints, the T flag, TF, CR3, LDT; and
 * tasks of 16 bits.
 *
 * Intel SDM vol. 3, 7.2.1, 7.2.6, 7.3, 17.2.4, 17.3.1.5.
 */
#include "suite.h"

#include <arch.h>
#include <arch/page.h>
#include <mm/page.h>
#include <string.h>
#include <x86/mmu.h>

TASKSWITCH_SUITE;

static struct run_end switch_by(const char *name)
{
	struct run_state in = way_prepare(way_named(name));

	return run_until_trap(&in);
}

static const struct row {
	const char *name;
} rows[] = { { "call" }, { "jmp" }, { "int" }, { "iret" } };

TEST_EACH(t_flag, const struct row *r, rows,
	  "T in the TSS is #DB with DR6.BT, before the first instruction")
{
	struct run_end end;

	task.trap = 1;
	write_dr6(DR6_INIT);
	end = switch_by(r->name);
	EXPECT_TRAP(end.trap, X86_DB);
	EXPECT_EQ(end.dr6, DR6_INIT | DR6_BT);
	EXPECT_EQ(end.state.ip, (uintptr_t)land_at);
	EXPECT_EQ(end.tr, TASK);
}

TEST_EACH(no_t_flag, const struct row *r, rows,
	  "the other bits beside T are no T")
{
	struct run_end end;

	task.trap = 0xfffe;
	write_dr6(DR6_INIT);
	end = switch_by(r->name);
	EXPECT_TRAP(end.trap, X86_UD);
	EXPECT_EQ(end.dr6, DR6_INIT);
}

/* Execution at address 0, which does not happen. */
TEST_EACH(breakpoints, const struct row *r, rows,
	  "a switch clears the local enables in DR7 and leaves the global ones")
{
	struct run_end end;

	test_defer(write_dr7, DR7_INIT);
	write_dr0(0);
	write_dr1(0);
	write_dr2(0);
	write_dr3(0);
	write_dr7(DR7_INIT | DR7_L(0) | DR7_L(1) | DR7_L(2) | DR7_L(3) |
		  DR7_G(1) | DR7_G(3) | DR7_GE);
	end = switch_by(r->name);
	EXPECT_TRAP(end.trap, X86_UD);
	EXPECT_EQ(end.dr7, DR7_INIT | DR7_G(1) | DR7_G(3) | DR7_GE);
}

asm(".pushsection .text\n"
    "step_here: nop\n"
    "step_next: nop\n"
    "	ud2\n"
    "use_fpu: fnop\n"
    "	ud2\n"
    "read_high: mov (%ebx), %eax\n"
    "read_done: ud2\n"
    ".popsection");
extern const char step_here[], step_next[], use_fpu[], read_high[], read_done[];

TEST_EACH(tf, const struct row *r, rows,
	  "TF of the new task traps behind its first instruction")
{
	struct run_end end;

	task.eip = (uintptr_t)step_here;
	task.eflags |= EFLAGS_TF;
	write_dr6(DR6_INIT);
	end = switch_by(r->name);
	EXPECT_TRAP(end.trap, X86_DB);
	EXPECT_EQ(end.dr6, DR6_INIT | DR6_BS);
	EXPECT_EQ(end.state.ip, (uintptr_t)step_next);
}

TEST_EACH(ts, const struct row *r, rows,
	  "CR0.TS is set, and has its effect at once")
{
	struct run_end end;

	clts();
	task.eip = (uintptr_t)use_fpu;
	end = switch_by(r->name);
	EXPECT_TRAP(end.trap, X86_NM);
	EXPECT_EQ(end.state.ip, (uintptr_t)use_fpu);
}

/* --------------------------------------------------------- CR3, LDT ---- */

static uint32_t other_word = 0x4f746872;

/* The fourth GiB begins with the two MiB in which the image is. */
static void high_tables(uint64_t *root, uint64_t *directory)
{
	memcpy(root, mmu_root(), 32);
	directory[0] = mmu_table(root[0])[0];
	root[3] = virt_to_phys(directory) | PTE_P;
}

TEST_EACH(cr3, const struct row *r, rows,
	  "the new task has its own page tables")
{
	uint64_t *root = page_alloc(0, PAGE_ZERO | PAGE_BELOW_4G);
	uint64_t *directory = page_alloc(0, PAGE_ZERO);
	struct run_end end;

	test_defer(page_free, root);
	test_defer(page_free, directory);
	high_tables(root, directory);
	task.cr3 = (uint32_t)virt_to_phys(root);
	task.eip = (uintptr_t)read_high;
	task.eflags &= ~(uint32_t)EFLAGS_AC;
	task.ebx = 0xc0000000 + (uintptr_t)&other_word;
	end = switch_by(r->name);
	EXPECT_TRAP(end.trap, X86_UD);
	EXPECT_EQ(end.state.ip, (uintptr_t)read_done);
	EXPECT_EQ(end.state.ax, other_word);
	EXPECT_EQ(end.cr3, task.cr3);
}

static uint64_t ldt[2] __attribute__((section(".bss.cpu"), aligned(16)));

TEST_EACH(ldt, const struct row *r, rows, "the new task has its own LDT")
{
	struct run_end end;

	ldt[1] = desc_segment(
		8, 0xfffff, DESC_S | DESC_P | DESC_DATA_RW | DESC_DB | DESC_G);
	*gdt_entry(LDT) = desc_segment((uintptr_t)ldt, sizeof(ldt) - 1,
				       DESC_LDT | DESC_P);
	task.ldt = LDT;
	task.ds = 8 | ERROR_TI;
	task.eip = (uintptr_t)read_high;
	task.eflags &= ~(uint32_t)EFLAGS_AC;
	task.ebx = (uintptr_t)&other_word - 8;
	end = switch_by(r->name);
	EXPECT_TRAP(end.trap, X86_UD);
	EXPECT_EQ(end.ldt, LDT);
	EXPECT_EQ(end.state.ds, 8 | ERROR_TI);
	EXPECT_EQ(end.state.ax, other_word);
}

static const struct segment {
	const char *name;
	unsigned int where; /* in the TSS */
	uint64_t type;
} segments[] = {
	{ "cs", offsetof(struct tss, cs), DESC_CODE_XR },
	{ "ss", offsetof(struct tss, ss), DESC_DATA_RW },
	{ "ds", offsetof(struct tss, ds), DESC_DATA_RW },
	{ "es", offsetof(struct tss, es), DESC_DATA_RO },
	{ "fs", offsetof(struct tss, fs), DESC_DATA_RW },
	{ "gs", offsetof(struct tss, gs), DESC_CODE_XR },
};

TEST_EACH(accessed, const struct segment *s, segments,
	  "a switch sets the accessed bits of the segments it loads")
{
	const uint16_t selector = SUBJECT;

	*gdt_entry(SUBJECT) = desc_segment(
		0, 0xfffff, s->type | DESC_S | DESC_P | DESC_DB | DESC_G);
	memcpy((char *)&task + s->where, &selector, 2);
	EXPECT_EQ(switch_by("call").tr, TASK);
	EXPECT_TRUE(*gdt_entry(SUBJECT) & DESC_ACCESSED);
}

TEST(null_ldt, "a null LDT in the TSS takes the old one away")
{
	*gdt_entry(LDT) = desc_segment((uintptr_t)ldt, sizeof(ldt) - 1,
				       DESC_LDT | DESC_P);
	lldt(LDT);
	task.ldt = 0;
	EXPECT_EQ(switch_by("call").ldt, 0);
	lldt(0);
}
