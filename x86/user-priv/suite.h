/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What CPL 3 may do, and whether the machine's own registers keep their values. */
#ifndef X86_USER_PRIV_SUITE_H
#define X86_USER_PRIV_SUITE_H

#include <stdint.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/run/run.h>
#include <x86/width.h>

#define USER_PRIV_SUITE                                                        \
	TEST_SUITE("user-priv",                                                \
		   .summary = "what CPL 3 may do, by IOPL, I/O bitmap and CR4")

/* In the image, so that CPL 3 has access: LGDT and the like load from here. */
extern union operand {
	uint8_t bytes[64];
	struct desc_ptr table;
	uint16_t word;
	uint32_t dword;
	uint64_t pair[2];
} operand;

/* Registers that only the kernel may change. */
struct machine {
	struct desc_ptr gdt, idt;
	uint16_t ldt, task;
	unsigned long cr0, cr2, cr3, cr4, cr8;
	unsigned long dr0, dr3, dr6, dr7;
	uint64_t efer, sysenter_cs, xcr0;
};

/** machine_state - all of them; what a processor lacks is 0 */
struct machine machine_state(void);

enum {
	UNMAPPED = 8, /* the null page is */
};

/* An instruction of the kernel. */
struct instruction {
	const char *name;
	struct snippet code;
	enum trap_cause user; /* at CPL 3 */
	/* what CPL 0 then finds changed; NULL: nothing */
	void (*effect)(struct machine *m, const struct registers *in);
	enum {
		OPERAND,
		NOWHERE
	} memory; /* where DI points */
	unsigned long ax, cx;
	unsigned long (*value)(void); /* of AX, where it depends */
	unsigned long (*gives)(void); /* AX after it at CPL 0; NULL: as before */
	const struct feature *feature; /* without it #UD */
	enum trap_cause amd;	       /* on AMD processors, where it differs */
};

/** refused_at_cpl3 - it is, and nothing has changed; @at: where to begin */
void refused_at_cpl3(const struct instruction *r, const char *at);

#endif
