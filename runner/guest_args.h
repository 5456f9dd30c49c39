/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a guest is told on its command line: test/protocol.h, PROTO_ARG_...
 */
#ifndef RUNNER_GUEST_ARGS_H
#define RUNNER_GUEST_ARGS_H

#include "qemu.h"

/** guest_args - "cases=... start=3 ...", to be freed; "" */
char *guest_args(const struct unit *unit, const struct qemu_boot *boot);

/**
 * guest_args_fit - how many of a boot's first cases a command line can name
 *
 * At least 1, at most boot->nr; the others are for another VM.
 */
size_t guest_args_fit(const struct unit *unit, const struct qemu_boot *boot);

/** guest_reboots - a case of the list ends in PROTO_ENDS_REBOOT */
bool guest_reboots(const struct unit *unit, const struct qemu_boot *boot);

#endif
