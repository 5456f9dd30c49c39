/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machine's own ACPI tables: apart, for they need a port. */
#include <dev/acpi.h>

#include <arch/page.h>
#include <mm/vmap.h>

/*
 * Tables lie in RAM that the memory map calls reserved. Where the one-to-one
 * mapping covers them, that is used; else 64 KiB around them are mapped, once.
 */
#define TABLE_WINDOW 0x10000u
enum {
	TABLE_WINDOWS_MAX = 32
};

static bool is_identity(paddr_t phys, size_t bytes)
{
	paddr_t first, last;

	if (phys + bytes > PAGE_IDENTITY_END || phys + bytes < phys)
		return false;
	return !arch_translate(phys_to_virt(phys), &first) && first == phys &&
	       !arch_translate(phys_to_virt(phys + bytes - 1), &last) &&
	       last == phys + bytes - 1;
}

const void *acpi_map(paddr_t phys, size_t bytes)
{
	static struct window {
		paddr_t start, end;
		uint8_t *virt;
	} windows[TABLE_WINDOWS_MAX];
	struct window *w;

	if (!phys || !bytes)
		return NULL;
	if (is_identity(phys, bytes))
		return phys_to_virt(phys);
	for (w = windows; w < windows + TABLE_WINDOWS_MAX && w->end; w++) {
		if (phys >= w->start && phys + bytes <= w->end)
			return w->virt + (phys - w->start);
	}
	if (w == windows + TABLE_WINDOWS_MAX)
		return NULL;
	w->start = phys & ~(paddr_t)(TABLE_WINDOW - 1);
	w->end = (phys + bytes + TABLE_WINDOW - 1) &
		 ~(paddr_t)(TABLE_WINDOW - 1);
	w->virt = vmap_alloc((size_t)(w->end - w->start), TABLE_WINDOW);
	if (arch_map(w->virt, w->start, (size_t)(w->end - w->start),
		     MAP_READ) != 0)
		return NULL;
	return w->virt + (phys - w->start);
}

const struct acpi *acpi_system(void)
{
	static struct acpi acpi;
	static enum {
		UNKNOWN,
		PRESENT,
		ABSENT
	} state;

	if (state == UNKNOWN)
		state = acpi_open(&acpi, arch_acpi_rsdp(), acpi_map) ? ABSENT :
								       PRESENT;
	return state == PRESENT ? &acpi : NULL;
}
