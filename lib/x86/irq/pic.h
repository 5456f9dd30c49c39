/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pair of 8259A interrupt controllers of a PC. */
#ifndef LIB_X86_IRQ_PIC_H
#define LIB_X86_IRQ_PIC_H

#include <stdbool.h>
#include <stdint.h>

enum {
	PIC1_COMMAND = 0x20,
	PIC1_DATA = 0x21,
	PIC2_COMMAND = 0xa0,
	PIC2_DATA = 0xa1,
	PIC_ELCR1 = 0x4d0,
	PIC_ELCR2 = 0x4d1,
};

#define PIC_ICW1_INIT	  0x10
#define PIC_ICW1_ICW4	  0x01
#define PIC_ICW4_8086	  0x01
#define PIC_ICW4_AEOI	  0x02
#define PIC_OCW2_EOI	  0x20
#define PIC_OCW2_SPECIFIC 0x60
#define PIC_OCW3_IRR	  0x0a
#define PIC_OCW3_ISR	  0x0b

/** pic_remap - initialise both, IRQ 0 at @vector (a multiple of 8), all masked */
void pic_remap(uint8_t vector);

/** pic_mask_all - both interrupt mask registers all ones */
void pic_mask_all(void);

/** pic_set_masks - the interrupt mask registers; bit n: IRQ n masked */
void pic_set_masks(uint16_t masks);
uint16_t pic_masks(void);

/** pic_eoi - non-specific end of interrupt for an IRQ */
void pic_eoi(unsigned int irq);

/** pic_read - PIC_OCW3_IRR or PIC_OCW3_ISR of both, IRQ 15 in bit 15 */
uint16_t pic_read(uint8_t ocw3);

/** pic_present - whether a mask register reads back what is written */
bool pic_present(void);

#endif
