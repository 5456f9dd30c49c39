/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Interrupt Translation Service of GICv3, and LPIs: IHI 0069, 5 and 12.18.
 *
 * its_start() begins anew: nothing mapped but collection n to CPU n, all LPIs
 * disabled and not pending. It is stopped when the case ends. Commands are
 * complete when the functions return; what is wrong with them is the caller's.
 */
#ifndef LIB_ARM_ITS_H
#define LIB_ARM_ITS_H

#include <stdbool.h>
#include <stdint.h>

enum {
	ITS_LPI_BITS = 14, /* INTIDs below 2^14: LPIs 8192 to 16383 */
	ITS_QUEUE_BYTES = 0x10000,
	ITS_COMMAND_BYTES = 32,
	ITS_TABLE_BYTES = 0x10000, /* of devices, of collections */
	ITS_EVENT_BITS = 8,	   /* of its_map_device() */

	LPI_PRIORITY = 0xa0,

	ITS_MOVI = 0x01,
	ITS_INT = 0x03,
	ITS_CLEAR = 0x04,
	ITS_SYNC = 0x05,
	ITS_MAPD = 0x08,
	ITS_MAPC = 0x09,
	ITS_MAPTI = 0x0a,
	ITS_MAPI = 0x0b,
	ITS_INV = 0x0c,
	ITS_INVALL = 0x0d,
	ITS_MOVALL = 0x0e,
	ITS_DISCARD = 0x0f,
};

#define ITS_VALID (1ull << 63) /* of MAPD, MAPC and base registers */

/** its_start - switch it on, LPIs of every CPU too, which all are started */
void its_start(void);

/** its_frame - its registers; its_typer - GITS_TYPER */
uint8_t *its_frame(void);
uint64_t its_typer(void);

/** its_command - post one command as it is, and wait until it has been taken */
void its_command(uint64_t dw0, uint64_t dw1, uint64_t dw2);

/** its_queue - where commands are */
uint64_t *its_queue(void);
/** its_wait - until CREADR is CWRITER; false: not within a second */
bool its_wait(void);

void its_map_device(uint32_t device);
void its_unmap_device(uint32_t device);

/** its_tail - the memory behind the table of the device mapped last: zeros */
const uint8_t *its_tail(unsigned int *bytes);

void its_map_collection(unsigned int collection, unsigned int cpu);
void its_unmap_collection(unsigned int collection);
void its_map(uint32_t device, uint32_t event, uint32_t lpi,
	     unsigned int collection);
/** its_int, its_clear, ... - the command of the name, with SYNC where it needs */
void its_int(uint32_t device, uint32_t event);
void its_clear(uint32_t device, uint32_t event);
void its_discard(uint32_t device, uint32_t event);
void its_inv(uint32_t device, uint32_t event);
void its_invall(unsigned int collection);
void its_movi(uint32_t device, uint32_t event, unsigned int collection);
void its_movall(unsigned int from, unsigned int to);
void its_sync(unsigned int cpu);

/** its_rdbase - a CPU as MAPC, MOVALL and SYNC have it: bits 51:16 */
uint64_t its_rdbase(unsigned int cpu);

/** lpi_configure - in memory only: INV or INVALL makes it known */
void lpi_configure(uint32_t lpi, uint8_t priority, bool enable);

/** lpi_config - the byte itself; lpi_pending - the pending table of a CPU */
uint8_t *lpi_config(uint32_t lpi);
uint8_t *lpi_pending(unsigned int cpu);

/** lpi_take - acknowledge and end one interrupt, if there is, on each CPU */
struct lpi_taken {
	uint32_t of[64]; /* by CPU: the INTID, GIC_SPURIOUS: none */
};
struct lpi_taken lpi_take(void);

/** lpis_enable - GICR_CTLR.EnableLPIs of a CPU; off only where GICR_CTLR.CES */
void lpis_enable(unsigned int cpu, bool enable);

#endif
