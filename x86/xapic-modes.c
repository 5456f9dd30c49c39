/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The local APIC's modes and how they change. A suite of its own: an APIC that does
 * not come back takes its CPU with it, so that most cases end in a reset, and those
 * that fail on such a machine each have a CPU to lose.
 *
 * Intel SDM vol. 3, 10.4.3, 10.4.4 (IA32_APIC_BASE), 10.12.5 (x2APIC state
 * transitions).
 */
#include <arch/io.h>
#include <clock.h>
#include <mm/vmap.h>
#include <smp.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/irq/apic.h>
#include <x86/irq/irqlog.h>
#include <x86/msr.h>

enum {
	NR = 9
};

static bool has_9_cpus(void)
{
	return cpu_count() >= NR;
}

static const struct feature nine_cpus = { "9 CPUs", "the MADT", has_9_cpus };

/* An APIC that is off lets the 8259 through, which is masked: its spurious IRQ 7. */
static bool unclaimed(struct trap_frame *frame, void *arg)
{
	(void)frame;
	(void)arg;
	return true;
}

static void set_up(void)
{
	irqlog_start();
	trap_handle(X86_INTERRUPT(VECTOR_PIC + 7), unclaimed, NULL);
}

TEST_SUITE("xapic-modes", .summary = "IA32_APIC_BASE changes the APIC's mode",
	   .needs = NEEDS(&x86_xapic_mode, &nine_cpus), .setup = set_up);

#define ENDS	.ends = ENDS_RESET
#define MODES	(APIC_BASE_EN | APIC_BASE_EXTD)
#define OFF	0
#define INVALID APIC_BASE_EXTD
#define XAPIC	APIC_BASE_EN
#define X2APIC	MODES

static const struct transition {
	const char *name;
	uint32_t from, to;
	enum trap_cause trap;
	bool x2apic; /* what the processor has to have, or must not have */
	uint8_t cpu; /* 0: 1 */
} transitions[] = {
	{ "xapic-to-xapic", XAPIC, XAPIC, TRAP_NONE, true },
	{ "xapic-to-x2apic", XAPIC, X2APIC, TRAP_NONE, true },
	{ "xapic-to-off", XAPIC, OFF, TRAP_NONE, true },
	{ "xapic-to-invalid", XAPIC, INVALID, X86_GP, true },
	{ "x2apic-to-x2apic", X2APIC, X2APIC, TRAP_NONE, true },
	{ "x2apic-to-off", X2APIC, OFF, TRAP_NONE, true },
	{ "x2apic-to-xapic", X2APIC, XAPIC, X86_GP, true },
	{ "x2apic-to-invalid", X2APIC, INVALID, X86_GP, true },
	{ "off-to-off", OFF, OFF, TRAP_NONE, true },
	{ "off-to-x2apic", OFF, X2APIC, X86_GP, true, 4 },
	{ "off-to-invalid", OFF, INVALID, X86_GP, true, 5 },
	{ "off-to-xapic", OFF, XAPIC, TRAP_NONE, true, 2 },
	{ "without-x2apic", XAPIC, X2APIC, X86_GP, false, 4 },
	{ "without-invalid", XAPIC, INVALID, X86_GP, false, 5 },
	{ "without-off", XAPIC, OFF, TRAP_NONE, false },
	{ "without-off-x2apic", OFF, X2APIC, X86_GP, false, 6 },
	{ "without-on", OFF, XAPIC, TRAP_NONE, false, 2 },
};

/* CPU 1's report of a case */
static struct report {
	const struct transition *row;
	uint64_t base, before, after;
	enum trap_cause trap;
	bool flag;		 /* CPUID.1:EDX.APIC */
	uint32_t lvr, lvr_after; /* of the mode it is in */
	bool x2apic_msrs;
} report;

static bool apic_flag(void)
{
	return cpuid(1, 0).d >> 9 & 1;
}

static void set_mode(uint64_t mode)
{
	wrmsr(MSR_IA32_APIC_BASE, (report.base & ~MODES) | mode);
}

static void change(void *arg)
{
	struct report *r = arg;
	uint64_t unused;

	r->base = rdmsr(MSR_IA32_APIC_BASE);
	r->lvr = apic_read(APIC_LVR);
	if (r->row->from != XAPIC)
		set_mode(r->row->from);
	r->before = rdmsr(MSR_IA32_APIC_BASE);
	r->trap =
		wrmsr_safe(MSR_IA32_APIC_BASE, (r->base & ~MODES) | r->row->to);
	r->after = rdmsr(MSR_IA32_APIC_BASE);
	r->flag = apic_flag();
	r->lvr_after = apic_read(APIC_LVR);
	r->x2apic_msrs = rdmsr_safe(MSR_X2APIC(APIC_LVR), &unused) == TRAP_NONE;
}

static void end_vm(void)
{
	test_ends();
	arch_end(PROTO_ENDS_KIND_RESET);
}

TEST_EACH(transition, const struct transition *r, transitions,
	  "is one that the manual has, or raises #GP(0) and changes nothing",
	  ENDS)
{
	uint32_t mode = r->trap == TRAP_NONE ? r->to : r->from;

	if (x86_x2apic.probe() != r->x2apic)
		SKIP(r->x2apic ? "this processor has no x2APIC" :
				 "this processor has an x2APIC");
	report = (struct report){ .row = r };
	on_cpu(r->cpu ? r->cpu : 1, change, &report);
	EXPECT_EQ(report.before & MODES, r->from);
	EXPECT_EQ(report.trap, r->trap);
	EXPECT_EQ(report.after, (report.base & ~MODES) | mode);
	EXPECT_EQ(report.flag, mode != OFF);
	EXPECT_EQ(report.x2apic_msrs, mode == X2APIC);
	EXPECT_EQ(report.lvr_after, mode == OFF ? 0 : report.lvr);
	EXPECT_EQ(rdmsr(MSR_IA32_APIC_BASE) & MODES, XAPIC);
	EXPECT_TRUE(apic_flag());
	end_vm();
}

/* -------------------------------------------------------------- address ---- */

#define ELSEWHERE 0xfed40000u

struct pages {
	uint8_t *usual, *other;
};

static uint32_t usual_lvr, other_lvr, other_tpr;

static void relocate(void *arg)
{
	const struct pages *p = arg;
	uint64_t base = rdmsr(MSR_IA32_APIC_BASE);

	report.lvr = mmio_read32(p->usual + APIC_LVR);
	wrmsr(MSR_IA32_APIC_BASE, (base & 0xfff) | ELSEWHERE);
	report.after = rdmsr(MSR_IA32_APIC_BASE);
	usual_lvr = mmio_read32(p->usual + APIC_LVR);
	other_lvr = mmio_read32(p->other + APIC_LVR);
	mmio_write32(p->other + APIC_TPR, 0x40);
	other_tpr = mmio_read32(p->other + APIC_TPR);
	mmio_write32(p->other + APIC_TPR, 0);
	wrmsr(MSR_IA32_APIC_BASE, base);
}

TEST(relocated, "the registers are where IA32_APIC_BASE says, and nowhere else",
     ENDS)
{
	struct pages p = { vmap_io(APIC_DEFAULT_BASE, 0x1000),
			   vmap_io(ELSEWHERE, 0x1000) };

	on_cpu(3, relocate, &p);
	EXPECT_EQ(report.after, ELSEWHERE | APIC_BASE_EN);
	EXPECT_EQ(other_lvr, report.lvr);
	EXPECT_EQ(other_tpr, 0x40);
	EXPECT_NE(usual_lvr, report.lvr);
	EXPECT_EQ(apic_read(APIC_LVR), report.lvr);
	end_vm();
}

TEST(beyond_physical, "an address beyond the physical width raises #GP(0)")
{
	unsigned int width = cpuid_max(0x80000000) >= 0x80000008 ?
				     cpuid(0x80000008, 0).a & 0xff :
				     36;
	uint64_t base = rdmsr(MSR_IA32_APIC_BASE);

	for (unsigned int bit = width; bit < 64; bit++) {
		test_context("bit %u", bit);
		EXPECT_EQ(wrmsr_safe(MSR_IA32_APIC_BASE, base | 1ull << bit),
			  X86_GP);
		EXPECT_EQ(rdmsr(MSR_IA32_APIC_BASE), base);
	}
}

/* ----------------------------------------------------- off and on again ---- */

static uint32_t off_lvr, off_tpr, on_lvr, on_id, first_id, on_regs[6];
static bool on_flag;

static const uint16_t regs[6] = { APIC_TPR,  APIC_SPIV, APIC_LVTT,
				  APIC_LVT0, APIC_LDR,	APIC_TMICT };
static const uint32_t reset_values[6] = {
	0, 0xff, APIC_LVT_MASKED, APIC_LVT_MASKED, 0, 0
};

static void off_and_on(void *arg)
{
	uint8_t *page = arg;

	report.base = rdmsr(MSR_IA32_APIC_BASE);
	report.lvr = mmio_read32(page + APIC_LVR);
	first_id = mmio_read32(page + APIC_ID);
	apic_write(APIC_ID, 0x77000000); /* on some it is not written */
	apic_write(APIC_TPR, 0x20);
	apic_write(APIC_LDR, 0x55000000);
	apic_write(APIC_LVT0, APIC_LVT_MASKED | 0x44);
	set_mode(OFF);
	off_lvr = mmio_read32(page + APIC_LVR);
	mmio_write32(page + APIC_TPR, 0x70);
	off_tpr = mmio_read32(page + APIC_TPR);
	set_mode(XAPIC);
	on_flag = apic_flag();
	on_lvr = mmio_read32(page + APIC_LVR);
	on_id = mmio_read32(page + APIC_ID);
	for (unsigned int i = 0; i < 6; i++)
		on_regs[i] = mmio_read32(page + regs[i]);
}

/* 10.4.3, item 1: "returned to its power-up state". */
TEST(on_again, "is as after reset when it is switched on again", ENDS)
{
	on_cpu(3, off_and_on, vmap_io(APIC_DEFAULT_BASE, 0x1000));
	EXPECT_TRUE(on_flag);
	EXPECT_EQ(on_lvr, report.lvr);
	EXPECT_EQ(on_id, first_id);
	for (unsigned int i = 0; i < 6; i++) {
		test_context("register 0x%x", regs[i]);
		EXPECT_EQ(on_regs[i], reset_values[i]);
	}
	end_vm();
}

TEST(off, "an APIC that is off has no registers, and CPUID hides it", ENDS)
{
	on_cpu(7, off_and_on, vmap_io(APIC_DEFAULT_BASE, 0x1000));
	EXPECT_EQ(off_lvr, 0xffffffff);
	EXPECT_EQ(off_tpr, 0xffffffff);
	end_vm();
}

/* ------------------------------------------------- interrupts while it is off ---- */

enum {
	DEAF = 8,
	PENDING_VECTOR = 0x63,
	SENT_VECTOR = 0x64,
	SEEN = IRQLOG_CPUS - 1, /* where irqlog counts that CPU's */
};

static volatile bool deaf, sent;

static void be_deaf(void *arg)
{
	uint64_t end;

	(void)arg;
	report.base = rdmsr(MSR_IA32_APIC_BASE);
	apic_write(APIC_SPIV, APIC_SPIV_ENABLE | 0xff);
	apic_ipi(apic_id(), APIC_ICR_FIXED | APIC_ICR_ASSERT | PENDING_VECTOR);
	set_mode(OFF);
	deaf = true;
	sti();
	for (end = clock_us() + 2000000; !sent && clock_us() < end;)
		cpu_relax();
	delay_us(1000);
	cli();
}

static bool is_deaf(void *arg)
{
	(void)arg;
	return deaf;
}

/* 10.4.3, item 1: a processor without an on-chip APIC then. */
TEST(off_deaf,
     "an APIC that is off delivers what was pending or is sent to none", ENDS)
{
	uint32_t to = (uint32_t)arch_cpu_hwid(DEAF);

	deaf = sent = false;
	on_cpu_start(DEAF, be_deaf, NULL);
	ASSERT_TRUE(wait_until(is_deaf, NULL, 5000000));
	apic_ipi(to, APIC_ICR_FIXED | APIC_ICR_ASSERT | SENT_VECTOR);
	sent = true;
	on_cpu_wait(DEAF);
	EXPECT_EQ(irqlog.taken[SEEN][PENDING_VECTOR], 0);
	EXPECT_EQ(irqlog.taken[SEEN][SENT_VECTOR], 0);
	end_vm();
}
