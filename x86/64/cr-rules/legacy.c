/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What holds in compatibility mode, and what a processor that has LME set
 * allows while paging is off.
 *
 * Intel SDM vol. 3, 4.1.1 to 4.1.4 (paging modes), 9.8.5 (IA-32e mode), 4.10.1
 * (CR4.PCIDE).
 */
#include "legacy.h"
#include "../../cr-rules/suite.h"

#include <x86/desc.h>
#include <x86/msr.h>

enum {
	VECTORS = 14, /* up to #GP */
	STEPS = 64,
};

uint64_t legacy_idt[VECTORS];

/* In the image, and so below 4 GiB. */
static struct step steps[STEPS];
static uint32_t cr0, cr3, cr4, efer;

/* An interrupt gate of 32 bits. */
static void prepare(void)
{
	uint32_t at = (uint32_t)(uintptr_t)legacy_fault;

	legacy_idt[X86_VECTOR(X86_GP)] = (at & 0xffff) | KERNEL_CS32 << 16 |
					 (uint64_t)GATE_INT << 40 |
					 (uint64_t)(at >> 16) << 48;
	cr0 = (uint32_t)read_cr0();
	cr3 = (uint32_t)read_cr3();
	cr4 = (uint32_t)read_cr4();
	efer = (uint32_t)rdmsr(MSR_IA32_EFER);
}

TEST_SUITE("cr-rules", .summary = "control registers take what CPUID allows",
	   .setup = prepare);

/* Each step has to end in .trap, and to have read .value, or still have it. */
static void run(const struct step *list, unsigned int nr)
{
	const struct control before = control_read();

	for (unsigned int i = 0; i < nr; i++)
		steps[i] = (struct step){ list[i].op, list[i].value, 0xff };
	steps[nr].op = STEP_END;
	legacy_run(steps);
	for (unsigned int i = 0; i < nr; i++) {
		test_context("step %u", i);
		EXPECT_EQ(steps[i].trap, list[i].trap);
		EXPECT_EQ(steps[i].value, list[i].value);
	}
	expect_control(&before);
}

#define RUN(...)                                              \
	do {                                                  \
		const struct step list_[] = { __VA_ARGS__ };  \
		run(list_, sizeof(list_) / sizeof(list_[0])); \
	} while (0)

#define CR0_OFF                                          \
	{                                                \
		STEP_WRITE_CR0, cr0 & ~CR0_PG, TRAP_NONE \
	}
#define CR0_ON                                 \
	{                                      \
		STEP_WRITE_CR0, cr0, TRAP_NONE \
	}

TEST(lma, "EFER.LMA follows CR0.PG, and LME stays")
{
	RUN({ STEP_READ_EFER, efer | EFER_LME | EFER_LMA, TRAP_NONE }, CR0_OFF,
	    { STEP_READ_EFER, efer & ~(uint32_t)EFER_LMA, TRAP_NONE },
	    { STEP_READ_CR0, cr0 & ~CR0_PG, TRAP_NONE },
	    { STEP_READ_CR3, cr3, TRAP_NONE },
	    { STEP_READ_CR4, cr4, TRAP_NONE }, CR0_ON,
	    { STEP_READ_EFER, efer, TRAP_NONE },
	    { STEP_READ_CR0, cr0, TRAP_NONE });
}

TEST(compat_pae, "CR4.PAE cannot be cleared in compatibility mode")
{
	RUN({ STEP_WRITE_CR4, cr4 & ~(uint32_t)CR4_PAE, X86_GP },
	    { STEP_READ_CR4, cr4, TRAP_NONE });
}

TEST(compat_la57, "CR4.LA57 cannot change in compatibility mode",
     .needs = NEEDS(&x86_la57))
{
	RUN({ STEP_WRITE_CR4, cr4 ^ CR4_LA57, X86_GP },
	    { STEP_READ_CR4, cr4, TRAP_NONE });
}

TEST(compat_lme, "EFER.LME cannot be cleared in compatibility mode")
{
	RUN({ STEP_WRITE_EFER, efer & ~(uint32_t)EFER_LME, X86_GP },
	    { STEP_READ_EFER, efer, TRAP_NONE });
}

TEST(pg_needs_pae, "with LME set, CR0.PG is refused while CR4.PAE is clear")
{
	RUN(CR0_OFF, { STEP_WRITE_CR4, cr4 & ~(uint32_t)CR4_PAE, TRAP_NONE },
	    { STEP_WRITE_CR0, cr0, X86_GP },
	    { STEP_READ_CR0, cr0 & ~CR0_PG, TRAP_NONE },
	    { STEP_READ_EFER, efer & ~(uint32_t)EFER_LMA, TRAP_NONE },
	    { STEP_READ_CR4, cr4 & ~(uint32_t)CR4_PAE, TRAP_NONE },
	    { STEP_WRITE_CR4, cr4, TRAP_NONE }, CR0_ON,
	    { STEP_READ_EFER, efer, TRAP_NONE });
}

TEST(lme_free, "EFER.LME can be cleared and set while paging is off")
{
	const uint32_t off = efer & ~(uint32_t)EFER_LMA;

	RUN(CR0_OFF, { STEP_WRITE_EFER, off & ~(uint32_t)EFER_LME, TRAP_NONE },
	    { STEP_READ_EFER, off & ~(uint32_t)EFER_LME, TRAP_NONE },
	    { STEP_WRITE_EFER, off, TRAP_NONE },
	    { STEP_READ_EFER, off, TRAP_NONE }, CR0_ON,
	    { STEP_READ_EFER, efer, TRAP_NONE });
}

TEST(la57_free, "CR4.LA57 can be set and cleared while paging is off",
     .needs = NEEDS(&x86_la57))
{
	RUN(CR0_OFF, { STEP_WRITE_CR4, cr4 | CR4_LA57, TRAP_NONE },
	    { STEP_READ_CR4, cr4 | CR4_LA57, TRAP_NONE },
	    { STEP_WRITE_CR4, cr4, TRAP_NONE },
	    { STEP_READ_CR4, cr4, TRAP_NONE }, CR0_ON);
}

TEST(pcide_needs_long_mode, "CR4.PCIDE is refused while EFER.LMA is clear",
     .needs = NEEDS(&x86_pcid))
{
	RUN(CR0_OFF, { STEP_WRITE_CR4, cr4 | CR4_PCIDE, X86_GP },
	    { STEP_READ_CR4, cr4, TRAP_NONE }, CR0_ON);
}

TEST(pg_held_by_pcide, "CR0.PG cannot be cleared while CR4.PCIDE is set",
     .needs = NEEDS(&x86_pcid))
{
	test_defer(write_cr4, read_cr4());
	write_cr4(read_cr4() | CR4_PCIDE);
	RUN({ STEP_WRITE_CR0, cr0 & ~CR0_PG, X86_GP },
	    { STEP_READ_CR0, cr0, TRAP_NONE },
	    { STEP_WRITE_CR4, cr4, TRAP_NONE },
	    { STEP_WRITE_CR4, cr4 | CR4_PCIDE, TRAP_NONE });
}

TEST(cr3_free, "CR3 holds each of its bits while paging is off")
{
	struct step list[3 + 2 * 22];
	unsigned int nr = 0;

	list[nr++] = (struct step)CR0_OFF;
	for (unsigned int bit = 0; bit < 32; bit++) {
		uint32_t value = 1u << bit;

		if (!(value & (0xfffff000 | CR3_PWT | CR3_PCD)))
			continue;
		list[nr++] = (struct step){ STEP_WRITE_CR3, value, TRAP_NONE };
		list[nr++] = (struct step){ STEP_READ_CR3, value, TRAP_NONE };
	}
	list[nr++] = (struct step){ STEP_WRITE_CR3, cr3, TRAP_NONE };
	list[nr++] = (struct step)CR0_ON;
	run(list, nr);
}
