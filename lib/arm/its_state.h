/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What its.c sets up and its_command.c works with. */
#ifndef LIB_ARM_ITS_STATE_H
#define LIB_ARM_ITS_STATE_H

#include <smp.h>
#include <stdint.h>

enum {
	ITT_BYTES = 0x4000, /* 256 events of at most 64 bytes */
	NR_ITTS = 16,
};

extern struct its_state {
	uint8_t *frame;
	uint64_t *queue;
	uint8_t *devices, *collections;
	uint8_t *config; /* a byte an LPI */
	uint8_t *pending[CPU_MAX];
	uint8_t *itts;
	unsigned int nr_itts;
} its;

#endif
