/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <x86/irq/apic.h>

#include <arch/barrier.h>
#include <arch/io.h>
#include <arch/irq.h>
#include <errno.h>
#include <mm/vmap.h>
#include <smp.h>
#include <trap.h>
#include <x86/cpu.h>
#include <x86/irq/ioapic.h>
#include <x86/irq/pic.h>
#include <x86/msr.h>

#define APIC_BASE_ADDRESS  0x000ffffffffff000ull
#define CPUID_1_ECX_X2APIC (1u << 21)

/* Polls of ICR's delivery status; some 100 ms where each one is an exit. */
#define ICR_POLLS 100000

/*
 * Which CPUs used their APIC, or took an interrupt, since apic_quiesce(): a word
 * each, so that CPUs do not share one.
 */
static unsigned int used[CPU_MAX];

static enum apic_mode mode_of(uint64_t base)
{
	if (!(base & APIC_BASE_EN))
		return APIC_OFF;
	return base & APIC_BASE_EXTD ? APIC_X2APIC : APIC_XAPIC;
}

enum apic_mode apic_mode(void)
{
	return mode_of(rdmsr(MSR_IA32_APIC_BASE));
}

int apic_enable_x2apic(void)
{
	uint64_t base = rdmsr(MSR_IA32_APIC_BASE);

	if (!(cpuid(1, 0).c & CPUID_1_ECX_X2APIC))
		return -ENOTSUP;
	wrmsr(MSR_IA32_APIC_BASE, base | APIC_BASE_EN | APIC_BASE_EXTD);
	return 0;
}

/* The register page: every CPU's own stands at the same address. */
static uint8_t *page_at(uint64_t base)
{
	static uint64_t mapped_base;
	static uint8_t *page;
	uint64_t address = base & APIC_BASE_ADDRESS;

	if (!page || mapped_base != address) {
		page = vmap_io(address, 0x1000);
		mapped_base = address;
	}
	return page;
}

uint32_t apic_read(unsigned int reg)
{
	uint64_t base = rdmsr(MSR_IA32_APIC_BASE);

	switch (mode_of(base)) {
	case APIC_XAPIC:
		return mmio_read32(page_at(base) + reg);
	case APIC_X2APIC:
		return (uint32_t)rdmsr(MSR_X2APIC(reg));
	default:
		return 0;
	}
}

static void write_quietly(unsigned int reg, uint32_t value)
{
	uint64_t base = rdmsr(MSR_IA32_APIC_BASE);

	if (mode_of(base) == APIC_XAPIC)
		mmio_write32(page_at(base) + reg, value);
	else if (mode_of(base) == APIC_X2APIC)
		wrmsr(MSR_X2APIC(reg), value);
}

void apic_write(unsigned int reg, uint32_t value)
{
	used[arch_cpu_index()] = 1;
	write_quietly(reg, value);
}

uint32_t apic_id(void)
{
	uint32_t id = apic_read(APIC_ID);

	return apic_mode() == APIC_XAPIC ? id >> 24 : id;
}

void apic_eoi(void)
{
	write_quietly(APIC_EOI, 0);
}

void apic_interrupted(void)
{
	used[arch_cpu_index()] = 1;
}

/* -------------------------------------------------------------- IPIs ---- */

static bool icr_idle(const uint8_t *page)
{
	for (unsigned int i = 0; i < ICR_POLLS; i++) {
		if (!(mmio_read32(page + APIC_ICR) & APIC_ICR_PENDING))
			return true;
		cpu_relax();
	}
	return false;
}

static int xapic_ipi(uint8_t *page, uint32_t destination, uint32_t icr)
{
	unsigned long flags;
	bool idle;

	if (destination > 0xff)
		return -EINVAL;
	/* a handler's IPI must not come between the two halves */
	flags = irq_save();
	idle = icr_idle(page);
	if (idle) {
		mmio_write32(page + APIC_ICR2, destination << 24);
		mmio_write32(page + APIC_ICR, icr);
	}
	irq_restore(flags);
	return idle ? 0 : -EBUSY;
}

int apic_ipi(uint32_t destination, uint32_t icr)
{
	uint64_t base = rdmsr(MSR_IA32_APIC_BASE);

	switch (mode_of(base)) {
	case APIC_XAPIC:
		return xapic_ipi(page_at(base), destination, icr);
	case APIC_X2APIC:
		/* WRMSR to the x2APIC is not serialising: 10.12.3 */
		mb();
		wrmsr(MSR_X2APIC(APIC_ICR), (uint64_t)destination << 32 | icr);
		return 0;
	default:
		return -ENOTSUP;
	}
}

/* ------------------------------------------------- bring up, put back ---- */

/* In the order in which implementations grow them: LVR's count says how many */
static const uint16_t lvts[] = { APIC_LVTT,    APIC_LVT0,  APIC_LVT1,
				 APIC_LVTERR,  APIC_LVTPC, APIC_LVTTHMR,
				 APIC_LVT_CMCI };

unsigned int apic_nr_lvts(void)
{
	unsigned int nr = APIC_LVR_MAX_LVT(apic_read(APIC_LVR)) + 1;
	unsigned int known = sizeof(lvts) / sizeof(lvts[0]);

	return nr < known ? nr : known;
}

static void mask_lvts(void)
{
	for (unsigned int i = 0; i < apic_nr_lvts(); i++)
		write_quietly(lvts[i], APIC_LVT_MASKED);
}

void apic_init(void)
{
	static bool pic_done;

	if (!pic_done) {
		pic_done = true;
		pic_remap(VECTOR_PIC);
	}
	if (apic_mode() == APIC_OFF)
		return;
	apic_write(APIC_SPIV, APIC_SPIV_ENABLE | VECTOR_SPURIOUS);
	apic_write(APIC_TPR, 0);
	mask_lvts();
}

bool apic_test_bit(unsigned int reg, unsigned int vector)
{
	return apic_read(reg + vector / 32 * 0x10) >> (vector % 32) & 1;
}

static void end_all_in_service(void)
{
	for (unsigned int reg = APIC_ISR; reg < APIC_TMR; reg += 0x10) {
		uint32_t bits = apic_read(reg);

		for (; bits; bits &= bits - 1)
			apic_eoi();
	}
}

static bool throw_away(struct trap_frame *frame, void *arg)
{
	(void)frame;
	(void)arg;
	apic_eoi();
	return true;
}

/* The only way to empty IRR that every implementation has is to take it. */
static void take_pending(unsigned int vector)
{
	unsigned long flags = irq_save();

	trap_handle(X86_INTERRUPT(vector), throw_away, NULL);
	for (unsigned int i = 0; i < 1000 && apic_test_bit(APIC_IRR, vector);
	     i++) {
		/* not PAUSE: QEMU's TCG keeps STI's shadow across it */
		asm volatile("sti\n\t"
			     "nop\n\t"
			     "nop\n\t"
			     "cli" ::
				     : "memory");
	}
	trap_handle(X86_INTERRUPT(vector), NULL, NULL);
	irq_restore(flags);
}

static void drop_all_pending(void)
{
	for (unsigned int word = 0; word < 8; word++) {
		uint32_t bits = apic_read(APIC_IRR + word * 0x10);

		for (unsigned int i = 0; i < 32; i++) {
			if (bits >> i & 1)
				take_pending(word * 32 + i);
		}
	}
}

void apic_quiesce(void)
{
	unsigned int cpu = arch_cpu_index();

	if (!used[cpu] || apic_mode() == APIC_OFF)
		return;
	ioapic_mask_all();
	write_quietly(APIC_TMICT, 0);
	mask_lvts();
	write_quietly(APIC_TPR, 0);
	write_quietly(APIC_SPIV, APIC_SPIV_ENABLE | VECTOR_SPURIOUS);
	end_all_in_service();
	drop_all_pending();
	used[cpu] = 0;
}

/* -------------------------------------------------------------- timer ---- */

void apic_timer_start(uint32_t mode, unsigned int vector, uint32_t count)
{
	apic_write(APIC_TDCR, APIC_TDCR_DIV1);
	apic_write(APIC_LVTT, mode | vector);
	apic_write(APIC_TMICT, count);
}

void apic_timer_stop(void)
{
	apic_write(APIC_TMICT, 0);
	apic_write(APIC_LVTT, APIC_LVT_MASKED);
}
