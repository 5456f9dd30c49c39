/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ARM_64_MEMORY_EDGES_SUITE_H
#define ARM_64_MEMORY_EDGES_SUITE_H

#include <arch.h>
#include <arch/page.h>
#include <arm/cpu.h>
#include <arm/trap.h>
#include <mm/page.h>
#include <stdint.h>
#include <string.h>
#include <test/test.h>

TEST_SUITE("memory-edges",
	   .summary = "what is at the ends of RAM, and where there is none");

#define EDGES_MAP (MAP_READ | MAP_WRITE | MAP_EXEC)

/** edges_ram - where RAM begins, or ends */
paddr_t edges_ram(bool end);

/**
 * edges_map - a page on either side of an address, as Normal memory
 *
 * Returns what the address itself is mapped to. What is RAM of the 64 bytes on
 * either side is put back when the case ends.
 */
uint8_t *edges_map(bool end);

/** edges_sync - make a word that was stored there an instruction */
void edges_sync(const void *code);

#endif
