/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dev/fwcfg.h>

#include <arch/page.h>
#include <clock.h>
#include <string.h>
#include <test/test.h>

static uint32_t be32(uint32_t value)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return __builtin_bswap32(value);
#else
	return value;
#endif
}

static uint64_t be64(uint64_t value)
{
	return (uint64_t)be32((uint32_t)value) << 32 |
	       be32((uint32_t)(value >> 32));
}

bool fwcfg_present(void)
{
	char signature[4];

	if (!arch_fwcfg())
		return false;
	fwcfg_read_item(FWCFG_SIGNATURE, signature, sizeof(signature));
	return !memcmp(signature, "QEMU", 4);
}

bool fwcfg_has_dma(void)
{
	return fwcfg_present() && arch_fwcfg()->dma_start &&
	       (fwcfg_u32(FWCFG_ID) & FWCFG_ID_DMA);
}

const struct feature fwcfg_feature = { "fw_cfg", "where the machine has it",
				       fwcfg_present };
const struct feature fwcfg_dma_feature = { "fw_cfg DMA", "fw_cfg item 1, bit 1",
					   fwcfg_has_dma };

void fwcfg_select(uint16_t key)
{
	arch_fwcfg()->select(key);
}

void fwcfg_read(void *buffer, size_t len)
{
	arch_fwcfg()->read(buffer, len);
}

void fwcfg_read_item(uint16_t key, void *buffer, size_t len)
{
	fwcfg_select(key);
	fwcfg_read(buffer, len);
}

static uint64_t number(uint16_t key, unsigned int bytes)
{
	uint8_t raw[8];
	uint64_t value = 0;

	fwcfg_read_item(key, raw, bytes);
	while (bytes--)
		value = value << 8 | raw[bytes];
	return value;
}

uint16_t fwcfg_u16(uint16_t key)
{
	return (uint16_t)number(key, 2);
}

uint32_t fwcfg_u32(uint16_t key)
{
	return (uint32_t)number(key, 4);
}

uint64_t fwcfg_u64(uint16_t key)
{
	return number(key, 8);
}

/* ------------------------------------------------------------ files ---- */

uint32_t fwcfg_nr_files(void)
{
	uint32_t count;

	fwcfg_read_item(FWCFG_FILE_DIR, &count, sizeof(count));
	return be32(count);
}

/* The next entry of the directory, which is selected. */
static void next_file(struct fwcfg_file *file)
{
	uint8_t key[2];

	fwcfg_read(&file->size, 4);
	file->size = be32(file->size);
	fwcfg_read(key, 2);
	file->key = (uint16_t)(key[0] << 8 | key[1]);
	fwcfg_read(&file->reserved, 2);
	fwcfg_read(file->name, FWCFG_NAME_BYTES);
}

bool fwcfg_file(uint32_t index, struct fwcfg_file *file)
{
	if (index >= fwcfg_nr_files())
		return false;
	for (uint32_t i = 0; i <= index; i++)
		next_file(file);
	return true;
}

bool fwcfg_find(const char *name, struct fwcfg_file *file)
{
	uint32_t nr = fwcfg_nr_files();

	while (nr--) {
		next_file(file);
		if (!strncmp(file->name, name, FWCFG_NAME_BYTES))
			return true;
	}
	return false;
}

/* -------------------------------------------------------------- DMA ---- */

static bool dma_done(void *access)
{
	const volatile struct fwcfg_dma_access *a = access;

	return (be32(a->control) & ~FWCFG_DMA_ERROR) == 0;
}

uint32_t fwcfg_dma(uint32_t control, uint32_t length, paddr_t address)
{
	/* The device reads it by DMA: not on a stack that may be mapped anew. */
	static struct fwcfg_dma_access access __attribute__((aligned(16)));

	access.control = be32(control);
	access.length = be32(length);
	access.address = be64(address);
	arch_fwcfg()->dma_start(virt_to_phys(&access));
	wait_until(dma_done, &access, 100000);
	return be32(*(volatile uint32_t *)&access.control);
}
