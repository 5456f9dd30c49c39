/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fw_cfg at its ports on a PC. */
#include <dev/fwcfg.h>

#include <x86/pio.h>

enum {
	FWCFG_PORT_SELECT = 0x510,
	FWCFG_PORT_DATA = 0x511,
	FWCFG_PORT_DMA_HIGH = 0x514,
	FWCFG_PORT_DMA_LOW = 0x518
};

static void fwcfg_port_select(uint16_t key)
{
	outw(key, FWCFG_PORT_SELECT);
}

static void fwcfg_port_read(void *buffer, size_t len)
{
	insb(buffer, len, FWCFG_PORT_DATA);
}

static uint64_t fwcfg_port_dma_signature(void)
{
	uint32_t high = __builtin_bswap32(inl(FWCFG_PORT_DMA_HIGH));

	return (uint64_t)high << 32 |
	       __builtin_bswap32(inl(FWCFG_PORT_DMA_LOW));
}

/* The write to the low half starts the transfer. */
static void fwcfg_port_dma_start(paddr_t access)
{
	outl(__builtin_bswap32((uint32_t)(access >> 32)), FWCFG_PORT_DMA_HIGH);
	outl(__builtin_bswap32((uint32_t)access), FWCFG_PORT_DMA_LOW);
}

const struct fwcfg_port *arch_fwcfg(void)
{
	static const struct fwcfg_port port = {
		.select = fwcfg_port_select,
		.read = fwcfg_port_read,
		.dma_signature = fwcfg_port_dma_signature,
		.dma_start = fwcfg_port_dma_start,
	};

	return &port;
}
