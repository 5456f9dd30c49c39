/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machine by its device tree: Devicetree Specification 0.4, and Linux,
 * Documentation/devicetree/bindings.
 */
#include <arm/machine_parts.h>

#include <arm/gic.h>
#include <dev/fdt.h>
#include <string.h>

static int find(const char *compatible)
{
	return fdt_find(fdt_system(), FDT_NONE, compatible);
}

/* 3.8: "reg" is MPIDR's affinity fields */
static void fdt_cpus(void (*found)(uint64_t mpidr))
{
	const struct fdt *fdt = fdt_system();
	uint64_t mpidr, none;
	int node = fdt_child(fdt, fdt_path(fdt, "/cpus"));

	for (; node >= 0; node = fdt_sibling(fdt, node)) {
		const char *type = fdt_string(fdt, node, "device_type");

		if (type && strcmp(type, "cpu") == 0 &&
		    fdt_reg(fdt, node, 0, &mpidr, &none) == 0)
			found(mpidr);
	}
}

static enum machine_conduit fdt_conduit(void)
{
	static const char *const names[] = { "arm,psci-1.0", "arm,psci-0.2",
					     "arm,psci" };
	const char *method = NULL;

	for (unsigned int i = 0; !method && i < 3; i++)
		method = fdt_string(fdt_system(), find(names[i]), "method");
	if (!method)
		return MACHINE_NO_PSCI;
	return strcmp(method, "smc") == 0 ? MACHINE_SMC : MACHINE_HVC;
}

/* type, number, flags */
unsigned int fdt_interrupt(int node, unsigned int index)
{
	uint32_t cells[3];

	return fdt_cells(fdt_system(), node, "interrupts", 3 * index, 3,
			 cells) == 0 ?
		       gic_intid(cells) :
		       0;
}

static unsigned int fdt_timer(unsigned int place)
{
	int node = find("arm,armv8-timer");

	if (node < 0)
		node = find("arm,armv7-timer");
	return node < 0 ? 0 : fdt_interrupt(node, place);
}

/* The path that an alias stands for, which ends at a ':'. */
static const char *alias(const struct fdt *fdt, const char *name)
{
	char text[128];
	size_t len = strcspn(name, ":");

	if (len >= sizeof(text))
		return NULL;
	memcpy(text, name, len);
	text[len] = '\0';
	return fdt_string(fdt, fdt_path(fdt, "/aliases"), text);
}

/* 3.6: a path or an alias, and options after ':' */
static int stdout_node(const struct fdt *fdt)
{
	const char *path =
		fdt_string(fdt, fdt_path(fdt, "/chosen"), "stdout-path");

	if (path && path[0] != '/')
		path = alias(fdt, path);
	return path ? fdt_path(fdt, path) : FDT_NONE;
}

static int console_node(const struct fdt *fdt)
{
	int node = stdout_node(fdt);

	if (node < 0)
		node = fdt_find(fdt, FDT_NONE, "arm,pl011");
	return node < 0 ? fdt_find(fdt, FDT_NONE, "ns16550a") : node;
}

static bool fdt_console(struct machine_console *console)
{
	const struct fdt *fdt = fdt_system();
	int node = console_node(fdt);
	uint64_t bytes;
	uint32_t shift = 0;

	if (node < 0 || fdt_reg(fdt, node, 0, &console->start, &bytes) < 0)
		return false;
	fdt_cell(fdt, node, "reg-shift", 0, &shift);
	console->shift = shift;
	console->pl011 = fdt_compatible(fdt, node, "arm,pl011");
	return true;
}

/* Devices of one kind follow each other: then it is the last one's, too. */
static int parent_of(int node)
{
	static int last = FDT_NONE, parent;

	if (last < 0 || fdt_sibling(fdt_system(), last) != node)
		parent = fdt_parent(fdt_system(), node);
	last = node;
	return parent;
}

static bool reg(int node, unsigned int index, struct machine_device *device)
{
	return node >= 0 &&
	       fdt_reg_of(fdt_system(), parent_of(node), node, index,
			  &device->start, &device->bytes) == 0;
}

static void fdt_gicv3(int node, struct machine_gic *gic)
{
	uint32_t nr = 1;

	gic->version = 3;
	fdt_cell(fdt_system(), node, "#redistributor-regions", 0, &nr);
	while (gic->nr_redists < nr && gic->nr_redists < MACHINE_REDISTS &&
	       reg(node, 1 + gic->nr_redists, &gic->redists[gic->nr_redists]))
		gic->nr_redists++;
	reg(find("arm,gic-v3-its"), 0, &gic->its);
}

static void fdt_gic(struct machine_gic *gic)
{
	int node = find("arm,gic-v3");

	if (reg(node, 0, &gic->dist)) {
		fdt_gicv3(node, gic);
		return;
	}
	node = find("arm,cortex-a15-gic");
	if (node < 0)
		node = find("arm,gic-400");
	if (!reg(node, 0, &gic->dist) || !reg(node, 1, &gic->cpu_interface))
		return;
	gic->version = 2;
	reg(node, 2, &gic->hyp);
	reg(node, 3, &gic->virt);
	reg(find("arm,gic-v2m-frame"), 0, &gic->v2m);
}

/* Devices are asked for one after the other: each search goes on from the last. */
static int nth_device(const char *compatible, unsigned int nth)
{
	static struct {
		const char *compatible;
		unsigned int next;
		int node;
	} last = { .node = FDT_NONE };

	if (last.compatible != compatible || nth + 1 < last.next) {
		last.compatible = compatible;
		last.next = 0;
		last.node = FDT_NONE;
	}
	for (; last.next <= nth; last.next++) {
		int node = fdt_find(fdt_system(), last.node, compatible);

		if (node < 0)
			return FDT_NONE;
		last.node = node;
	}
	return last.node;
}

static bool fdt_device(const char *compatible, unsigned int nth,
		       struct machine_device *device)
{
	int node = nth_device(compatible, nth);

	if (!reg(node, 0, device))
		return false;
	device->intid = fdt_interrupt(node, 0);
	return true;
}

const struct machine machine_fdt = {
	.name = "device tree",
	.cpus = fdt_cpus,
	.conduit = fdt_conduit,
	.timer = fdt_timer,
	.console = fdt_console,
	.gic = fdt_gic,
	.device = fdt_device,
	.pci_window = fdt_pci_window,
	.pci_intx = fdt_pci_intx,
	.pci_ids = fdt_pci_ids,
	.smmu = fdt_smmu,
};
