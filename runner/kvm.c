/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kvm.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/utsname.h>
#include <unistd.h>

static void kvm_kind(struct kvm_facts *facts)
{
	static const struct {
		const char *module, *kind;
	} kinds[] = {
		{ "/sys/module/kvm_intel", "vmx" },
		{ "/sys/module/kvm_amd", "svm" },
		{ "/sys/module/kvm_pvm", "pvm" },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (access(kinds[i].module, F_OK))
			continue;
		snprintf(facts->kind, sizeof(facts->kind), "%s", kinds[i].kind);
		facts->software = !strcmp(kinds[i].kind, "pvm");
		return;
	}
}

static void kernel_version(unsigned int version[3])
{
	struct utsname host;

	if (!uname(&host))
		sscanf(host.release, "%u.%u.%u", &version[0], &version[1],
		       &version[2]);
}

void engine_kvm_facts(struct kvm_facts *facts)
{
	static const char device[] = "/dev/kvm";
	int fd, vm;

	*facts = (struct kvm_facts){ 0 };
	kernel_version(facts->version);
	fd = open(device, O_RDWR | O_CLOEXEC);
	if (fd < 0) {
		snprintf(facts->why, sizeof(facts->why), "%s: %s", device,
			 errno == ENOENT ? "it is missing" : strerror(errno));
		return;
	}
	kvm_kind(facts);
	vm = -1;
	if (ioctl(fd, KVM_GET_API_VERSION, 0) != KVM_API_VERSION)
		snprintf(facts->why, sizeof(facts->why),
			 "%s speaks another version", device);
	else if ((vm = ioctl(fd, KVM_CREATE_VM, 0)) < 0)
		snprintf(facts->why, sizeof(facts->why), "%s makes no VM: %s",
			 device, strerror(errno));
	else
		facts->usable = true;
	if (vm >= 0)
		close(vm);
	close(fd);
}
