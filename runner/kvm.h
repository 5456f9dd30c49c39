/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host's KVM, whatever binary uses it.
 */
#ifndef RUNNER_KVM_H
#define RUNNER_KVM_H

#include <stdbool.h>

struct kvm_facts {
	bool usable;   /* a VM can be made */
	char why[160]; /* why not: "/dev/kvm is missing" */
	char kind[16]; /* "vmx", "svm", "pvm"; "" where there is one kind */
	bool software; /* pvm: a KVM without hardware behind it */
	unsigned int version[3]; /* the host kernel's */
};

/** engine_kvm_facts - open /dev/kvm and try; costs microseconds */
void engine_kvm_facts(struct kvm_facts *facts);

#endif
