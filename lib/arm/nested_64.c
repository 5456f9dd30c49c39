/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From EL2 to EL1 with everything as it is: the tables of the host with E2H have
 * the format of EL1's, and its registers by EL1's names are copied to their
 * namesakes (Arm ARM, D8.10).
 */
#include <arm/nested.h>

#include <arm/cpu.h>
#include <arm/el2.h>
#include <arm/features.h>
#include <arm/trap.h>
#include <console.h>
#include <string.h>
#include <test/protocol.h>

enum {
	NR_GIB = 1024, /* 40 bits: two tables side by side at level 1 */
	GIB_SHIFT = 30,
	RAM_FIRST = 1, /* GiB; the machine has it below the 256th */
	RAM_END = 256,
};

/* VTCR_EL2: 4 KiB, from level 1, 40 bits in and out, walks are Normal WB. */
#define VTCR_40_BITS 0x80023558ull
/* A block that may be read, written and executed (Arm ARM, D8.3.2). */
#define BLOCK	     0x7c1ull
#define BLOCK_MEMORY (BLOCK | 0xf << 2)
#define BLOCK_DEVICE (BLOCK | 0x1 << 2)

#define CNTHCTL_EL1 (3 << 10) /* EL1PCTEN, EL1PTEN */
#define HCRX_EL2    S3_4_C1_C2_2
#define HCRX_MSCEN  (1 << 11) /* memory copy and set instructions */
#define HCR_NESTED \
	(HCR_GUEST | HCR_VM | HCR_APK | HCR_API | HCR_ENSCXT | HCR_ATA)

static uint64_t stage_2[NR_GIB] __attribute__((aligned(8192)));
static bool nested;

/* nested_vectors_64.S */
extern const char nested_vectors[];
void nested_go(uint64_t hcr);

/* It does not return: what has come here has no way back. */
void nested_unexpected(unsigned int vector);

void nested_unexpected(unsigned int vector)
{
	panic("nested: vector %u of EL2, ESR 0x%lx, ELR 0x%lx, FAR 0x%lx, HPFAR 0x%lx",
	      vector, (unsigned long)read_sysreg(esr_el2),
	      (unsigned long)read_sysreg(elr_el2),
	      (unsigned long)read_sysreg(far_el2),
	      (unsigned long)read_sysreg(hpfar_el2));
}

static void map_all(void)
{
	for (uint64_t i = 0; i < NR_GIB; i++)
		stage_2[i] = i << GIB_SHIFT |
			     (i >= RAM_FIRST && i < RAM_END ? BLOCK_MEMORY :
							      BLOCK_DEVICE);
}

void nested_cpu(void)
{
	if (!nested)
		return;
	write_sysreg(vtcr_el2, VTCR_40_BITS);
	write_sysreg(vttbr_el2, (uintptr_t)stage_2);
	write_sysreg(cnthctl_el2, read_sysreg(cnthctl_el2) | CNTHCTL_EL1);
	write_sysreg(cntvoff_el2, 0);
	write_sysreg(hstr_el2, 0);
	if (arm_hcx.probe())
		write_sysreg(HCRX_EL2, HCRX_MSCEN);
	write_sysreg(CPACR_EL12, read_sysreg(cpacr_el1));
	write_sysreg(MAIR_EL12, read_sysreg(mair_el1));
	write_sysreg(TCR_EL12, read_sysreg(tcr_el1));
	write_sysreg(TTBR0_EL12, read_sysreg(ttbr0_el1));
	write_sysreg(VBAR_EL12, read_sysreg(vbar_el1));
	write_sysreg(CNTKCTL_EL12, read_sysreg(cntkctl_el1) & 3);
	write_sysreg(SCTLR_EL12, read_sysreg(sctlr_el1));
	write_sysreg(vbar_el2, (uintptr_t)nested_vectors);
	asm volatile("dsb sy\n\ttlbi alle1\n\tdsb sy\n\tisb" ::: "memory");
	nested_go(HCR_NESTED);
}

static bool has_word(const char *text, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
		if ((at == text || at[-1] == ' ') &&
		    (at[length] == ' ' || at[length] == '\0'))
			return true;
	return false;
}

void nested_boot(const char *cmdline)
{
	if (!has_word(cmdline, PROTO_ARG_NESTED))
		return;
	if (current_el() != 2)
		panic("nested: there is no EL2 with VHE to be below");
	map_all();
	nested = true;
	nested_cpu();
}
