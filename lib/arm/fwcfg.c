/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fw_cfg in memory: data, a big-endian selector, and a DMA address. */
#include <dev/fwcfg.h>

#include <arch/io.h>
#include <arm/machine.h>
#include <mm/vmap.h>

enum {
	FWCFG_DATA = 0,
	FWCFG_SELECT = 8,
	FWCFG_DMA = 16,
};

static uint8_t *regs;

static void fwcfg_select_key(uint16_t key)
{
	mmio_write16(regs + FWCFG_SELECT, __builtin_bswap16(key));
}

static void fwcfg_stream(void *buffer, size_t len)
{
	for (uint8_t *to = buffer; len; len--)
		*to++ = mmio_read8(regs + FWCFG_DATA);
}

static uint64_t fwcfg_dma_signature(void)
{
	return __builtin_bswap64(mmio_read64(regs + FWCFG_DMA));
}

static void fwcfg_dma_start(paddr_t access)
{
	mmio_write64(regs + FWCFG_DMA, __builtin_bswap64(access));
}

const struct fwcfg_port *arch_fwcfg(void)
{
	static const struct fwcfg_port port = {
		.select = fwcfg_select_key,
		.read = fwcfg_stream,
		.dma_signature = fwcfg_dma_signature,
		.dma_start = fwcfg_dma_start,
	};
	struct machine_device device;

	if (!regs && machine()->device("qemu,fw-cfg-mmio", 0, &device))
		regs = vmap_io(device.start, (size_t)device.bytes);
	return regs ? &port : NULL;
}
