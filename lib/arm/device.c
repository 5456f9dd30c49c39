/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arm/device.h>

#include <arm/machine.h>
#include <mm/vmap.h>

bool device_find(const char *compatible, uint8_t **regs, unsigned int *intid)
{
	struct machine_device device;

	if (!machine()->device(compatible, 0, &device))
		return false;
	if (intid)
		*intid = device.intid;
	*regs = vmap_io(device.start, (size_t)device.bytes);
	return true;
}
