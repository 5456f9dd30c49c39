/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>
#include <sys/utsname.h>

#include "run.h"

static const char *const x86_hosts[] = { "x86_64", NULL };
static const char *const i386_hosts[] = { "x86_64", "i686", "i586", "i386",
					  NULL };

static const char *const arm64_hosts[] = { "aarch64", NULL };
static const char *const arm_hosts[] = { "armv7l", "armv8l", NULL };

/*
 * The chardev "console" is the runner's end: qemu.c declares it. The debug port
 * carries the guest's output, COM1 lines for the guest.
 */
static const char *const x86_argv[] = {
	"-device", "isa-debug-exit,iobase=0xf4,iosize=0x4",
	"-device", "isa-debugcon,iobase=0xe9,chardev=console",
	"-device", "isa-serial,chardev=console",
	"-device", "pvpanic",
	NULL,
};

/* Commands to the testdev, through a virtio console, make the exit status. */
static const char *const arm_argv[] = {
	"-serial", "chardev:console",
	"-chardev", "testdev,id=testdev",
	"-device", "virtio-serial-device",
	"-device", "virtconsole,chardev=testdev",
	NULL,
};

/* i386 runs on the 64-bit binary as well: one probe, one --qemu for both. */
const struct target targets[] = {
	{
		.name = "x86_64",
		.port = "x86",
		.qemu = "qemu-system-x86_64",
		.host = x86_hosts,
		.machine = "q35",
		.firmware = "qboot.rom",
		.cpu_kvm = "host",
		.cpu_tcg = "max",
		.argv = x86_argv,
		.exit_status = true,
		.memory_mib = 128,
	},
	{
		.name = "i386",
		.port = "x86",
		.qemu = "qemu-system-x86_64",
		.qemu_too = "qemu-system-i386",
		.host = i386_hosts,
		.machine = "q35",
		.firmware = "qboot.rom",
		.cpu_kvm = "host",
		.cpu_tcg = "max",
		.argv = x86_argv,
		.exit_status = true,
		.memory_mib = 128,
		/* It runs the guest's kernel in user mode, with the host's tables. */
		.unfit = "qemu-kvm/pvm",
		.unfit_reason = "kvm_pvm has no 32-bit paging",
	},
	{
		.name = "arm64",
		.port = "arm",
		.qemu = "qemu-system-aarch64",
		.host = arm64_hosts,
		.machine = "virt",
		.cpu_kvm = "host",
		.cpu_tcg = "max",
		.argv = arm_argv,
		.exit_status = true,
		.form = "img", /* with a device tree only for what is not ELF */
		.memory_mib = 128,
	},
	{
		.name = "arm",
		.port = "arm",
		.qemu = "qemu-system-arm",
		.qemu_too = "qemu-system-aarch64",
		.host = arm_hosts,
		.machine = "virt",
		.cpu_kvm = "host",
		.cpu_tcg = "cortex-a15",
		.argv = arm_argv,
		.exit_status = true,
		.form = "img",
		.memory_mib = 128,
	},
	{ .name = NULL },
};

const struct target *target_find(const char *name)
{
	for (const struct target *t = targets; t->name; t++)
		if (!strcmp(t->name, name))
			return t;
	return NULL;
}

const struct target *target_native(void)
{
	struct utsname host;

	if (uname(&host))
		return NULL;
	for (const struct target *t = targets; t->name; t++)
		for (const char *const *h = t->host; *h; h++)
			if (!strcmp(*h, host.machine))
				return t;
	return NULL;
}
