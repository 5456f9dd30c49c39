/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arm/machine.h>

#include <dev/acpi.h>
#include <dev/fdt.h>

static void no_cpus(void (*found)(uint64_t mpidr))
{
	(void)found;
}

static enum machine_conduit no_conduit(void)
{
	return MACHINE_NO_PSCI;
}

static unsigned int no_timer(unsigned int place)
{
	(void)place;
	return 0;
}

static bool no_console(struct machine_console *console)
{
	(void)console;
	return false;
}

static void no_gic(struct machine_gic *gic)
{
	(void)gic;
}

static bool no_device(const char *compatible, unsigned int nth,
		      struct machine_device *device)
{
	(void)compatible;
	(void)nth;
	(void)device;
	return false;
}

static bool no_window(unsigned int nth, struct machine_window *window)
{
	(void)nth;
	(void)window;
	return false;
}

static unsigned int no_intx(unsigned int device, unsigned int pin)
{
	(void)device;
	(void)pin;
	return 0;
}

static void no_ids(uint16_t rid, struct machine_pci_ids *ids)
{
	(void)rid;
	(void)ids;
}

static bool no_smmu(struct machine_smmu *smmu)
{
	(void)smmu;
	return false;
}

const struct machine machine_none = {
	.name = "nothing",
	.cpus = no_cpus,
	.conduit = no_conduit,
	.timer = no_timer,
	.console = no_console,
	.gic = no_gic,
	.device = no_device,
	.pci_window = no_window,
	.pci_intx = no_intx,
	.pci_ids = no_ids,
	.smmu = no_smmu,
};

const struct machine *machine(void)
{
	if (fdt_system())
		return &machine_fdt;
	return acpi_system() ? &machine_acpi : &machine_none;
}
