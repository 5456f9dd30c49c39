/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of a CPU after INIT and a start-up IPI.
 *
 * Intel SDM vol. 3, 8.4 (MP initialisation), 9.1 and table 9-1 (state after
 * power-up, RESET and INIT), 10.4.7 (local APIC). AMD APM vol. 2, 14.1 and
 * table 14-1.
 */
#ifndef X86_AP_STATE_SUITE_H
#define X86_AP_STATE_SUITE_H

#include <smp.h>
#include <stdbool.h>
#include <stdint.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/irq/apic.h>
#include <x86/msr.h>

TEST_SUITE("ap-state",
	   .summary = "INIT and SIPI start a CPU in the documented state",
	   .needs = NEEDS(&smp_2_cpus, &x86_apic));

enum {
	AP = 1,	      /* the CPU that these cases are about */
	NR_MSRS = 40, /* that a capture has room for */
	NR_APIC_REGS = 64,
};

struct captured_msr {
	uint32_t index, zero;
	uint64_t value;
};

struct table_register {
	uint16_t limit;
	uint32_t base;
	uint16_t unused;
} __attribute__((packed));

/* As capture.h lays it out; sipi.c makes sure. */
struct capture {
	uint32_t starts, stage;
	uint32_t eax, ecx, edx, ebx, esp, ebp, esi, edi, eflags;
	uint32_t cr0, cr2, cr3, cr4;
	uint32_t dr0, dr1, dr2, dr3, dr6, dr7;
	uint32_t cs, ds, es, ss, fs, gs, ldtr, tr;
	uint32_t ds_at, es_at, ss_at, fs_at, gs_at;
	struct table_register gdtr, idtr;
	uint64_t tsc;
	uint64_t xcr0;
	uint32_t faults, resume;
	uint32_t nmis, irqs, pings, unused0;
	uint32_t command, what, probe, apic_base, nr_msrs, unused1;
	uint8_t gdt_ptr[8];
	uint64_t gdt[4];
	uint8_t fx[512];
	uint32_t apic[NR_APIC_REGS];
	struct captured_msr msrs[NR_MSRS];
	uint32_t long_cr3, long_efer;
	uint32_t long_ip;
	uint16_t long_cs, unused2;
	uint64_t r8[8]; /* to R15 */
} __attribute__((packed, aligned(8)));

/**
 * stub_make - put the stub into a free page below 64 KiB
 * @what: WHAT_*, of capture.h
 *
 * Undone at the end of the case: the CPU that runs there is sent an INIT, and
 * the library starts it afresh when it next needs it.
 */
volatile struct capture *stub_make(uint32_t what);

/**
 * stub_copy - a second copy of the stub, in the page that @vector names
 *
 * NULL: that page is not free. To be released before the end of the case.
 */
volatile struct capture *stub_copy(uint8_t vector);
void stub_copy_release(uint8_t vector);

/** stub_probe - the word that the stub finds at segment:probe where base is 0 */
uint32_t stub_probe(void);

/** stub_page, stub_vector - where it is, and the vector of its start-up IPI */
uint8_t *stub_page(void);
uint8_t stub_vector(void);

/** stub_add_msr - have it stored; returns its place in msrs[] */
unsigned int stub_add_msr(uint32_t msr);

/** send_init, send_startup - to the AP */
void send_init(void);
void send_startup(uint8_t vector);

/**
 * ap_run - run fn(ready) on the AP, which never returns from it
 *
 * Waits until it has raised *ready. No check may end the case from then on
 * before ap_reset() or ap_capture(): nobody else can end the job.
 */
void ap_run(void (*fn)(void *), volatile uint32_t *ready);

/** ap_reset - send INIT, and forget what the library had running there */
void ap_reset(void);

/** ap_started - wait until the stub has stored everything; ASSERTs */
void ap_started(void);

/** ap_capture - INIT, start-up IPI, ap_started() */
void ap_capture(void);

/** ap_command - COMMAND_*, and wait until the stub has done it; ASSERTs */
void ap_command(uint32_t command);

/**
 * ap_long_mode - have the stub store R8 to R15 and, with WHAT_FX, XMM8 to XMM15
 *
 * Only where this image is of 64 bits, whose page tables it borrows. The stub
 * takes no command afterwards.
 */
void ap_long_mode(void);

/** ap_spin - job of an AP: raise *(uint32_t *)arg and spin, interrupts off */
void ap_spin(void *arg);

/** wait_for - until *word is at least @value, 2 s; returns whether it is */
bool wait_for(volatile uint32_t *word, uint32_t value);

/** vector_table - the table of real mode, at physical address 0 */
volatile uint32_t *vector_table(void);

#endif
