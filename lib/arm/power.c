/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ends of a VM, and what survives a reboot. */
#include <arch.h>
#include <arch/io.h>
#include <arch/irq.h>
#include <arm/cpu.h>
#include <arm/power.h>
#include <arm/psci.h>
#include <arm/testdev.h>
#include <dev/pci.h>
#include <errno.h>
#include <test/protocol.h>

void arch_exit(int status)
{
	irq_disable();
	testdev_exit((unsigned int)status);
	/* PSCI has no word for a status: "# end" says it then */
	psci_system_off();
	for (;;)
		wfi();
}

enum {
	PVPANIC_VENDOR = 0x1b36, /* QEMU, docs/specs/pvpanic and pci-ids */
	PVPANIC_DEVICE = 0x0011,
	PVPANIC_PANICKED = 0x01,
};

uint8_t *power_pvpanic(void)
{
	struct pci_function *f =
		arch_pci_host() ? pci_find(PVPANIC_VENDOR, PVPANIC_DEVICE, 0) :
				  NULL;

	return f ? pci_bar_map(f, 0) : NULL;
}

static void report_panic(void)
{
	uint8_t *events = power_pvpanic();

	if (!events || !(mmio_read8(events) & PVPANIC_PANICKED))
		return;
	mmio_write8(events, PVPANIC_PANICKED);
	for (;;) /* the VM is being stopped */
		wfi();
}

int arch_end(int kind)
{
	irq_disable();
	switch (kind) {
	case PROTO_ENDS_KIND_RESET:
	case PROTO_ENDS_KIND_REBOOT:
		psci_call(PSCI_SYSTEM_RESET, 0, 0, 0);
		break;
	case PROTO_ENDS_KIND_POWEROFF:
		psci_call(PSCI_SYSTEM_OFF, 0, 0, 0);
		break;
	case PROTO_ENDS_KIND_PANIC:
		report_panic();
		break;
	default:
		break;
	}
	return -ENOTSUP;
}

/*
 * RAM keeps its content over a reset, and neither a loader nor start.S writes
 * here: the value and its complement, which a first boot cannot hold by
 * accident.
 */
static struct {
	uint32_t value, complement;
} kept __attribute__((section(".bss.cpu")));

int arch_keep(unsigned int value)
{
	kept.value = value;
	kept.complement = ~value;
	cache_flush_line(&kept); /* which a reset may lose */
	return 0;
}

unsigned int arch_kept(void)
{
	return kept.value == ~kept.complement ? kept.value : 0;
}
