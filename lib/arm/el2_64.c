/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arm/el2.h>

#include <arch/irq.h>
#include <arm/cpu.h>
#include <arm/features.h>
#include <arm/insn.h>
#include <string.h>

enum {
	CODE_WORDS = 64,
	/* CPTR_EL2 without E2H: RES1, and what else traps (D19.2.31) */
	CPTR_RES1 = 0x33ff,
	CPTR_TZ = 1 << 8,
	CPTR_TSM = 1 << 12,
	/* CNTHCTL_EL2: EL1PCTEN and EL1PTEN with E2H, and without */
	CNTHCTL_E2H = 3 << 10,
	CNTHCTL_NVHE = 3,
	MDCR_HPMN = 0x1f,
};

/* el2_64.S */
void el2_enter(struct el2_guest *guest);

static uint32_t code[CODE_WORDS] __attribute__((aligned(256)));

void el2_guest_reset(struct el2_guest *guest, const void *pc)
{
	memset(guest, 0, sizeof(*guest));
	guest->pc = (uintptr_t)pc;
	guest->pstate = PSTATE_GUEST;
	guest->hcr = HCR_GUEST;
	guest->cptr = read_sysreg(cpacr_el1); /* CPTR_EL2: the library's */
	guest->cnthctl = read_sysreg(cnthctl_el2) | CNTHCTL_E2H;
	guest->mdcr = read_sysreg(mdcr_el2) & MDCR_HPMN;
	write_sysreg(SCTLR_EL12, SCTLR_GUEST);
	write_sysreg(CPACR_EL12, read_sysreg(cpacr_el1));
	write_sysreg(VBAR_EL12, (uintptr_t)el2_guest_vectors);
	write_sysreg(ESR_EL12, 0);
	write_sysreg(FAR_EL12, 0);
	write_sysreg(ELR_EL12, 0);
	write_sysreg(SPSR_EL12, 0);
	isb();
}

void el2_guest_nvhe(struct el2_guest *guest)
{
	guest->hcr &= ~HCR_E2H;
	guest->cnthctl = CNTHCTL_NVHE;
	guest->cptr = CPTR_RES1;
	if (arm_sve.probe())
		guest->cptr &= ~(uint64_t)CPTR_TZ;
	if (arm_sme.probe())
		guest->cptr &= ~(uint64_t)CPTR_TSM;
}

/* A guest with translation off does not look into the caches. */
static void flush(const void *start, size_t bytes)
{
	for (size_t i = 0; i < bytes; i += 16)
		cache_flush_line((const char *)start + i);
}

const void *el2_guest_code(const uint32_t *words, unsigned int nr)
{
	if (nr >= CODE_WORDS)
		ERROR("%u instructions are too many", nr);
	memcpy(code, words, nr * sizeof(*words));
	code[nr] = A64_HVC(EL2_DONE);
	flush(code, sizeof(code));
	asm volatile("ic ialluis\n\t"
		     "dsb ish\n\t"
		     "isb" ::
			     : "memory");
	return code;
}

/* Without E2H what enters and leaves it has translation off, too. */
void el2_guest_run(struct el2_guest *guest)
{
	unsigned long flags = read_sysreg(daif);

	mask_interrupts();
	flush(guest, sizeof(*guest));
	el2_enter(guest);
	flush(guest, sizeof(*guest));
	write_sysreg(daif, flags);
}
