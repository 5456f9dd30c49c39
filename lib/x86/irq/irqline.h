/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interrupt lines that a test drives: the 16 of the ISA bus by QEMU's pc-testdev,
 * or, on any PC, IRQ 4 by the first serial port, whose transmitter asks for an
 * interrupt as long as it is empty and may.
 */
#ifndef LIB_X86_IRQ_IRQLINE_H
#define LIB_X86_IRQ_IRQLINE_H

#include <stdbool.h>

struct feature;

/* irqline_any: one line, irqline(). irqline_all: any of the 16. */
extern const struct feature irqline_any, irqline_all;

/** irqline - the number of a line that there is: 14 or 4 */
unsigned int irqline(void);

/**
 * irqline_start - for .setup: all lines low, now and at the end of the case
 */
void irqline_start(void);

/** irqline_set - raise or lower a line; it stays as it is until the next call */
void irqline_set(unsigned int irq, bool high);

/** irqline_pulse - raise and lower it */
void irqline_pulse(unsigned int irq);

#endif
