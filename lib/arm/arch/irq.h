/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The interrupt mask of this CPU: PSTATE.I. */
#ifndef LIB_ARM_ARCH_IRQ_H
#define LIB_ARM_ARCH_IRQ_H

#include <arm/cpu.h>
#include <stdbool.h>

static inline void irq_enable(void)
{
	asm volatile("msr daifclr, #2" ::: "memory");
}

static inline void irq_disable(void)
{
	asm volatile("msr daifset, #2" ::: "memory");
}

static inline bool irq_enabled(void)
{
	return !(read_sysreg(daif) & PSTATE_I);
}

static inline unsigned long irq_save(void)
{
	unsigned long flags = read_sysreg(daif);

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
