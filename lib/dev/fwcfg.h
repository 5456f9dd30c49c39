/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * QEMU's firmware configuration device: items that are selected by number and
 * read as a stream of bytes, a directory of named ones, and DMA.
 *
 * QEMU documentation, "QEMU Firmware Configuration (fw_cfg) Device".
 */
#ifndef LIB_DEV_FWCFG_H
#define LIB_DEV_FWCFG_H

#include <arch.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fwcfg_key {
	FWCFG_SIGNATURE = 0x00, /* "QEMU" */
	FWCFG_ID = 0x01,	/* FWCFG_ID_* */
	FWCFG_UUID = 0x02,
	FWCFG_RAM_SIZE = 0x03,
	FWCFG_NOGRAPHIC = 0x04,
	FWCFG_NB_CPUS = 0x05,
	FWCFG_MACHINE_ID = 0x06,
	FWCFG_KERNEL_ADDR = 0x07,
	FWCFG_KERNEL_SIZE = 0x08,
	FWCFG_INITRD_ADDR = 0x0a,
	FWCFG_INITRD_SIZE = 0x0b,
	FWCFG_MAX_CPUS = 0x0f,
	FWCFG_KERNEL_DATA = 0x11,
	FWCFG_INITRD_DATA = 0x12,
	FWCFG_CMDLINE_SIZE = 0x14,
	FWCFG_CMDLINE_DATA = 0x15,
	FWCFG_FILE_DIR = 0x19,
	FWCFG_FILE_FIRST = 0x20, /* the lowest key of a named file */
	FWCFG_INVALID = 0xffff,
};

#define FWCFG_ID_TRADITIONAL 0x1u
#define FWCFG_ID_DMA	     0x2u

/* "QEMU CFG", what the DMA register reads as */
#define FWCFG_DMA_SIGNATURE 0x51454d5520434647ull

#define FWCFG_DMA_ERROR	 0x01u
#define FWCFG_DMA_READ	 0x02u
#define FWCFG_DMA_SKIP	 0x04u
#define FWCFG_DMA_SELECT 0x08u
#define FWCFG_DMA_WRITE	 0x10u
#define FWCFG_DMA_KEY(key) ((uint32_t)(key) << 16)

/* All of it big-endian, as the device reads it. */
struct fwcfg_dma_access {
	uint32_t control;
	uint32_t length;
	uint64_t address;
};

enum { FWCFG_NAME_BYTES = 56 };

/* A directory entry, in the CPU's byte order. */
struct fwcfg_file {
	uint32_t size;
	uint16_t key;
	uint16_t reserved;
	char name[FWCFG_NAME_BYTES]; /* as the device gave it: check its NUL */
};

/* How a machine reaches its fw_cfg; arch_fwcfg() in lib/<arch>. */
struct fwcfg_port {
	void (*select)(uint16_t key);
	void (*read)(void *buffer, size_t len); /* a stream of bytes */
	uint64_t (*dma_signature)(void);	/* NULL: no DMA register */
	void (*dma_start)(paddr_t access);
};

/** arch_fwcfg - the machine's device; NULL where there cannot be one */
const struct fwcfg_port *arch_fwcfg(void);

/** fwcfg_present, fwcfg_has_dma - whether it answers; asked once */
bool fwcfg_present(void);
bool fwcfg_has_dma(void);

struct feature;
extern const struct feature fwcfg_feature, fwcfg_dma_feature; /* for .needs */

/** fwcfg_select - choose an item and go to its first byte */
void fwcfg_select(uint16_t key);

/** fwcfg_read - the next bytes of the selected item; 0 behind its end */
void fwcfg_read(void *buffer, size_t len);

/** fwcfg_read_item - the first bytes of an item */
void fwcfg_read_item(uint16_t key, void *buffer, size_t len);

/* Items that are one little-endian number. */
uint16_t fwcfg_u16(uint16_t key);
uint32_t fwcfg_u32(uint16_t key);
uint64_t fwcfg_u64(uint16_t key);

/** fwcfg_nr_files - entries in the directory */
uint32_t fwcfg_nr_files(void);

/** fwcfg_file - the entry @index; false behind the last one */
bool fwcfg_file(uint32_t index, struct fwcfg_file *file);

/** fwcfg_find - the entry of a name; false: there is none */
bool fwcfg_find(const char *name, struct fwcfg_file *file);

/**
 * fwcfg_dma - one DMA transfer
 * @control: FWCFG_DMA_* with FWCFG_DMA_KEY()
 * @address: physical, of @length bytes
 *
 * Waits for the device at most 100 ms. Returns what the control word then
 * holds: 0, FWCFG_DMA_ERROR, or the request itself where nothing happened.
 */
uint32_t fwcfg_dma(uint32_t control, uint32_t length, paddr_t address);

#endif
