/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Intel 8259A data sheet (231468): initialisation and operation words. */
#include <x86/irq/pic.h>

#include <x86/pio.h>

void pic_remap(uint8_t vector)
{
	outb(PIC_ICW1_INIT | PIC_ICW1_ICW4, PIC1_COMMAND);
	outb(vector, PIC1_DATA);
	outb(1 << 2, PIC1_DATA); /* ICW3: the second one is at IR 2 */
	outb(PIC_ICW4_8086, PIC1_DATA);
	outb(PIC_ICW1_INIT | PIC_ICW1_ICW4, PIC2_COMMAND);
	outb(vector + 8, PIC2_DATA);
	outb(2, PIC2_DATA); /* ICW3: its number */
	outb(PIC_ICW4_8086, PIC2_DATA);
	pic_mask_all();
}

void pic_mask_all(void)
{
	pic_set_masks(0xffff);
}

void pic_set_masks(uint16_t masks)
{
	outb((uint8_t)masks, PIC1_DATA);
	outb((uint8_t)(masks >> 8), PIC2_DATA);
}

uint16_t pic_masks(void)
{
	return (uint16_t)(inb(PIC1_DATA) | inb(PIC2_DATA) << 8);
}

void pic_eoi(unsigned int irq)
{
	if (irq >= 8)
		outb(PIC_OCW2_EOI, PIC2_COMMAND);
	outb(PIC_OCW2_EOI, PIC1_COMMAND);
}

uint16_t pic_read(uint8_t ocw3)
{
	outb(ocw3, PIC1_COMMAND);
	outb(ocw3, PIC2_COMMAND);
	return (uint16_t)(inb(PIC1_COMMAND) | inb(PIC2_COMMAND) << 8);
}

bool pic_present(void)
{
	uint16_t old = pic_masks();
	bool present;

	pic_set_masks(0xfffb); /* IR 2 alone carries nothing of its own */
	present = pic_masks() == 0xfffb;
	pic_set_masks(old);
	return present;
}
