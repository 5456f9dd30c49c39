/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Nothing interrupts the fake machine; the mask is kept all the same. */
#ifndef LIB_HOST_ARCH_IRQ_H
#define LIB_HOST_ARCH_IRQ_H

#include <stdbool.h>

extern _Thread_local bool host_irq_enabled;

static inline bool irq_enabled(void)
{
	return host_irq_enabled;
}

static inline void irq_enable(void)
{
	host_irq_enabled = true;
}

static inline void irq_disable(void)
{
	host_irq_enabled = false;
}

static inline unsigned long irq_save(void)
{
	unsigned long flags = host_irq_enabled;

	host_irq_enabled = false;
	return flags;
}

static inline void irq_restore(unsigned long flags)
{
	host_irq_enabled = flags;
}

#endif
