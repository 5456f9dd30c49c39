/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The interrupt mask of this CPU: PSTATE.I or CPSR.I. */
#ifndef LIB_ARM_ARCH_IRQ_H
#define LIB_ARM_ARCH_IRQ_H

#include <arm/cpu.h>
#include <stdbool.h>

#ifdef __aarch64__
static inline void irq_enable(void)
{
	asm volatile("msr daifclr, #2" ::: "memory");
}

static inline void irq_disable(void)
{
	asm volatile("msr daifset, #2" ::: "memory");
}

static inline unsigned long irq_flags(void)
{
	return read_sysreg(daif);
}
#else
static inline void irq_enable(void)
{
	asm volatile("cpsie i" ::: "memory");
}

static inline void irq_disable(void)
{
	asm volatile("cpsid i" ::: "memory");
}

static inline unsigned long irq_flags(void)
{
	return read_cpsr();
}
#endif

static inline bool irq_enabled(void)
{
	return !(irq_flags() & PSTATE_I);
}

static inline unsigned long irq_save(void)
{
	unsigned long flags = irq_flags();

	irq_disable();
	return flags;
}

static inline void irq_restore(unsigned long flags)
{
	if (flags & PSTATE_I)
		irq_disable();
	else
		irq_enable();
}

#endif
