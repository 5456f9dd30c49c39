/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the port has to know of the machine, whoever describes it: a device tree
 * (machine_fdt.c) or ACPI tables (machine_acpi.c). The tree is asked where there
 * are both.
 */
#ifndef LIB_ARM_MACHINE_H
#define LIB_ARM_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

enum machine_conduit {
	MACHINE_NO_PSCI,
	MACHINE_HVC,
	MACHINE_SMC,
};

/* A device's registers, and its interrupt's INTID; 0: it has none. */
struct machine_device {
	uint64_t start, bytes;
	unsigned int intid;
};

enum {
	MACHINE_REDISTS = 64, /* regions of redistributors */
};

/* bytes of 0: there is no such part */
struct machine_gic {
	unsigned int version; /* 2, or 3 for 3 and later; 0: there is none */
	struct machine_device dist, cpu_interface;
	struct machine_device hyp, virt; /* GICv2 with EL2: GICH, GICV */
	struct machine_device redists[MACHINE_REDISTS];
	unsigned int nr_redists;
	struct machine_device its, v2m;
};

struct machine_console {
	bool pl011;	    /* else a PC16550D */
	unsigned int shift; /* of the 16550's registers */
	uint64_t start;
};

/* What the host bridge passes on to PCI. */
struct machine_window {
	enum {
		MACHINE_PORTS,
		MACHINE_MEMORY,
		MACHINE_MEMORY64, /* above what 32 bits address */
	} space;
	uint64_t bus, cpu, bytes; /* its address on either side */
};

/* Lines of an SMMUv3, in the order of their names in a device tree's binding. */
enum machine_smmu_line {
	MACHINE_SMMU_EVENTQ,
	MACHINE_SMMU_PRIQ,
	MACHINE_SMMU_SYNC,
	MACHINE_SMMU_GERROR,
	MACHINE_SMMU_LINES,
};

struct machine_smmu {
	uint64_t start, bytes;
	unsigned int intid[MACHINE_SMMU_LINES]; /* 0: it has none */
};

/* What a PCI function is called by what it sends something through. */
struct machine_pci_ids {
	bool has_stream, has_device;
	uint32_t stream; /* by the SMMU */
	uint32_t device; /* by the ITS */
};

struct machine {
	const char *name; /* of the description */
	/* calls @found with MPIDR's affinity fields of each CPU, in order */
	void (*cpus)(void (*found)(uint64_t mpidr));
	enum machine_conduit (*conduit)(void);
	/* in the order of Linux, bindings/timer/arm,arch_timer.yaml: secure, EL1,
	   virtual, EL2, EL2 virtual; 0: not said */
	unsigned int (*timer)(unsigned int place);
	bool (*console)(struct machine_console *console);
	void (*gic)(struct machine_gic *gic);
	/* the @nth, from 0, of a compatible of the device tree's, which is a
	   constant: its address is remembered */
	bool (*device)(const char *compatible, unsigned int nth,
		       struct machine_device *device);
	/* the @nth window of the first host bridge; false: it is the last one */
	bool (*pci_window)(unsigned int nth, struct machine_window *window);
	/* the INTID of pin 1 (INTA) to 4 of a device on its bus; 0: not said */
	unsigned int (*pci_intx)(unsigned int device, unsigned int pin);
	/* of the function with a requester ID, below the same bridge */
	void (*pci_ids)(uint16_t rid, struct machine_pci_ids *ids);
	bool (*smmu)(struct machine_smmu *smmu);
};

/** machine - the machine, never NULL: one of nothing without a description */
const struct machine *machine(void);

extern const struct machine machine_fdt, machine_acpi, machine_none;

#endif
