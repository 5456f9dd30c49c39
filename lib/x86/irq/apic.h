/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The local APIC in both of its modes (Intel SDM vol. 3, chapter 10).
 *
 * The library takes the APIC as firmware left it and never clears
 * IA32_APIC_BASE.EN: QEMU's own APIC model cannot be switched on again. What a
 * suite changes through these functions is put back between cases.
 */
#ifndef LIB_X86_IRQ_APIC_H
#define LIB_X86_IRQ_APIC_H

#include <stdbool.h>
#include <stdint.h>

/* Register offsets of the xAPIC page; the x2APIC MSR is 0x800 + offset / 16. */
enum apic_reg {
	APIC_ID = 0x020,
	APIC_LVR = 0x030,
	APIC_TPR = 0x080,
	APIC_APR = 0x090,
	APIC_PPR = 0x0a0,
	APIC_EOI = 0x0b0,
	APIC_LDR = 0x0d0,
	APIC_DFR = 0x0e0,
	APIC_SPIV = 0x0f0,
	APIC_ISR = 0x100, /* eight words, 0x10 apart, as are TMR and IRR */
	APIC_TMR = 0x180,
	APIC_IRR = 0x200,
	APIC_ESR = 0x280,
	APIC_LVT_CMCI = 0x2f0,
	APIC_ICR = 0x300,
	APIC_ICR2 = 0x310, /* xAPIC only */
	APIC_LVTT = 0x320,
	APIC_LVTTHMR = 0x330,
	APIC_LVTPC = 0x340,
	APIC_LVT0 = 0x350,
	APIC_LVT1 = 0x360,
	APIC_LVTERR = 0x370,
	APIC_TMICT = 0x380,
	APIC_TMCCT = 0x390,
	APIC_TDCR = 0x3e0,
	APIC_SELF_IPI = 0x3f0, /* x2APIC only */
};

#define APIC_LVR_MAX_LVT(lvr) (((lvr) >> 16) & 0xffu)
#define APIC_SPIV_ENABLE      (1u << 8)
#define APIC_LVT_MASKED	      (1u << 16)
#define APIC_LVTT_ONESHOT     (0u << 17)
#define APIC_LVTT_PERIODIC    (1u << 17)
#define APIC_LVTT_DEADLINE    (2u << 17)
#define APIC_TDCR_DIV1	      0xbu
#define APIC_DFR_FLAT	      0xffffffffu
#define APIC_DFR_CLUSTER      0x0fffffffu

#define APIC_ICR_VECTOR(v) ((v)&0xffu)
#define APIC_ICR_FIXED	   (0u << 8)
#define APIC_ICR_LOWEST	   (1u << 8)
#define APIC_ICR_SMI	   (2u << 8)
#define APIC_ICR_NMI	   (4u << 8)
#define APIC_ICR_INIT	   (5u << 8)
#define APIC_ICR_STARTUP   (6u << 8)
#define APIC_ICR_LOGICAL   (1u << 11)
#define APIC_ICR_PENDING   (1u << 12)
#define APIC_ICR_ASSERT	   (1u << 14)
#define APIC_ICR_LEVEL	   (1u << 15)
#define APIC_ICR_SELF	   (1u << 18)
#define APIC_ICR_ALL	   (2u << 18)
#define APIC_ICR_OTHERS	   (3u << 18)

#define APIC_DEFAULT_BASE 0xfee00000u

/*
 * Vectors of the library's own. Suites have 0x20..0xef.
 * PIC: where the 8259s point while they are masked; a spurious IRQ 7 or 15
 * may still come from them.
 */
enum {
	VECTOR_PIC = 0xf0,  /* 0xf0..0xff: but see the next ones */
	VECTOR_WAKE = 0xfd, /* arch_cpu_wake() */
	VECTOR_SPURIOUS = 0xff,
};

enum apic_mode {
	APIC_OFF,
	APIC_XAPIC,
	APIC_X2APIC
};

/** apic_mode - this CPU's, from IA32_APIC_BASE */
enum apic_mode apic_mode(void);

/**
 * apic_enable_x2apic - change this CPU to x2APIC mode
 *
 * There is no way back but through APIC_OFF. -ENOTSUP: the CPU has none.
 */
int apic_enable_x2apic(void);

/**
 * apic_read, apic_write - one register of this CPU's APIC, in either mode
 *
 * In x2APIC mode ICR and the registers that mode lacks have to be left alone:
 * they raise #GP. With the APIC off reads give 0 and writes go nowhere.
 */
uint32_t apic_read(unsigned int reg);
void apic_write(unsigned int reg, uint32_t value);

/** apic_id - this CPU's id: 8 bits in xAPIC mode, 32 in x2APIC mode */
uint32_t apic_id(void);

/**
 * apic_ipi - write the interrupt command register
 * @destination: APIC id, or logical id with APIC_ICR_LOGICAL
 * @icr: bits 31:0, APIC_ICR_*
 *
 * Waits for the xAPIC's delivery status, at most 100 ms. Returns 0; -EBUSY:
 * still pending, not sent; -EINVAL: an id that the mode cannot express.
 */
int apic_ipi(uint32_t destination, uint32_t icr);

/** apic_eoi - end the interrupt in service of highest priority */
void apic_eoi(void);

/** apic_interrupted - an interrupt came: apic_quiesce() has to look at it */
void apic_interrupted(void);

/**
 * apic_init - make this CPU's APIC ready: software-enabled, nothing masked by
 * priority, all local interrupts masked, 8259s masked
 *
 * Cheap to call again. Suites that use interrupts call it in their .setup;
 * every secondary CPU runs with it done.
 */
void apic_init(void);

/**
 * apic_quiesce - put this CPU's APIC back between cases
 *
 * Stops the timer, masks the LVTs and the I/O APICs' pins, ends what is in
 * service and throws away what is pending. Costs nothing where the APIC was not used.
 */
void apic_quiesce(void);

/** apic_test_bit - bit @vector of APIC_ISR, APIC_TMR or APIC_IRR */
bool apic_test_bit(unsigned int reg, unsigned int vector);

/** apic_nr_lvts - local vector table entries, 4 .. 7 */
unsigned int apic_nr_lvts(void);

/**
 * apic_timer_start - LVTT with divide-by-one and an initial count
 * @mode: APIC_LVTT_ONESHOT or APIC_LVTT_PERIODIC
 */
void apic_timer_start(uint32_t mode, unsigned int vector, uint32_t count);
void apic_timer_stop(void);

/**
 * apic_msi_address - where a device writes to interrupt one CPU: 10.11.1
 *
 * The message's data is the vector (fixed delivery, edge).
 */
static inline uint64_t apic_msi_address(uint8_t destination)
{
	return 0xfee00000u | (uint64_t)destination << 12;
}

#endif
