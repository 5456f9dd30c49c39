/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The interrupt mask of this CPU: EFLAGS.IF. */
#ifndef LIB_X86_ARCH_IRQ_H
#define LIB_X86_ARCH_IRQ_H

#include <stdbool.h>
#include <x86/cpu.h>

static inline void irq_enable(void)
{
	sti();
}

static inline void irq_disable(void)
{
	cli();
}

static inline bool irq_enabled(void)
{
	return read_flags() & EFLAGS_IF;
}

static inline unsigned long irq_save(void)
{
	unsigned long flags = read_flags();

	cli();
	return flags;
}

static inline void irq_restore(unsigned long flags)
{
	if (flags & EFLAGS_IF)
		sti();
	else
		cli();
}

#endif
