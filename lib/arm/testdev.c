/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way to QEMU's exit status: a virtio console on virtio-mmio, whose host end
 * takes commands ("16q"). One packet is all that is ever sent, and nothing is
 * allocated for it, for a panic ends here, too.
 *
 * Virtual I/O Device 1.2, 2.7 (split queues), 4.2 (MMIO), 5.3 (console).
 */
#include <arm/testdev.h>

#include <arch/barrier.h>
#include <arch/io.h>
#include <arch/page.h>
#include <arm/cpu.h>
#include <arm/machine.h>
#include <arm/mmu.h>
#include <string.h>

enum {
	/* 4.2.2 and, of version 1, 4.2.4 */
	MAGIC = 0x00,
	VERSION = 0x04,
	DEVICE_ID = 0x08,
	DRIVER_FEATURES = 0x20,
	DRIVER_FEATURES_SEL = 0x24,
	GUEST_PAGE_SIZE = 0x28,
	QUEUE_SEL = 0x30,
	QUEUE_NUM = 0x38,
	QUEUE_ALIGN = 0x3c,
	QUEUE_PFN = 0x40,
	QUEUE_READY = 0x44,
	QUEUE_NOTIFY = 0x50,
	STATUS = 0x70,
	QUEUE_DESC = 0x80,
	QUEUE_DRIVER = 0x90,
	QUEUE_DEVICE = 0xa0,

	STATUS_ACKNOWLEDGE = 1,
	STATUS_DRIVER = 2,
	STATUS_DRIVER_OK = 4,
	STATUS_FEATURES_OK = 8,

	MAGIC_VALUE = 0x74726976, /* "virt" */
	CONSOLE = 3,
	TRANSMIT = 1, /* of port 0 */
	NR_DESCRIPTORS = 2,
	QUEUE_PAGE = 4096,
};

/*
 * A queue as version 1 wants it, which suits the later ones. It is used once, and
 * a second time only if the first was of no effect; all of it but what
 * send_packet() writes is as .bss is, or the device's own.
 */
static struct {
	struct {
		uint64_t address;
		uint32_t bytes;
		uint16_t flags, next;
	} descriptors[NR_DESCRIPTORS];
	struct {
		uint16_t flags, index, ring[NR_DESCRIPTORS];
	} available;
	uint8_t used[QUEUE_PAGE] __attribute__((aligned(QUEUE_PAGE)));
} queue __attribute__((aligned(QUEUE_PAGE)));

static char packet[16];

static void put(uint8_t *device, unsigned int reg, uint32_t value)
{
	mmio_write32(device + reg, value);
}

static void put64(uint8_t *device, unsigned int reg, const void *address)
{
	put(device, reg, (uint32_t)virt_to_phys(address));
	put(device, reg + 4, (uint32_t)(virt_to_phys(address) >> 32));
}

/* The block around a device, or its page: where there is a table, it costs none. */
static uint8_t *map(uint64_t address)
{
	uint8_t *device = phys_to_virt(address);
	unsigned int level;
	uint64_t *entry = mmu_leaf(device, &level);

	if (level < 2)
		return NULL;
	if (!(*entry & PTE_VALID)) {
		*entry = (address & ~(mmu_page_bytes(level) - 1)) | PTE_VALID |
			 PTE_AF | PTE_PXN | PTE_UXN |
			 (level == MMU_PAGE ? PTE_PAGE : 0) |
			 PTE_ATTR(MEM_DEVICE_NGNRE);
		dsb();
		isb();
	}
	return device;
}

static uint8_t *find_console(void)
{
	struct machine_device found;

	for (unsigned int i = 0; machine()->device("virtio,mmio", i, &found);
	     i++) {
		uint8_t *device = map(found.start);

		if (device && mmio_read32(device + MAGIC) == MAGIC_VALUE &&
		    mmio_read32(device + DEVICE_ID) == CONSOLE)
			return device;
	}
	return NULL;
}

static void open_version_1(uint8_t *device)
{
	put(device, DRIVER_FEATURES, 0);
	put(device, GUEST_PAGE_SIZE, QUEUE_PAGE);
	put(device, QUEUE_SEL, TRANSMIT);
	put(device, QUEUE_NUM, NR_DESCRIPTORS);
	put(device, QUEUE_ALIGN, QUEUE_PAGE);
	put(device, QUEUE_PFN, (uint32_t)(virt_to_phys(&queue) / QUEUE_PAGE));
}

/* Feature 32 is VIRTIO_F_VERSION_1, and one has to accept it. */
static void open_version_2(uint8_t *device)
{
	put(device, DRIVER_FEATURES_SEL, 1);
	put(device, DRIVER_FEATURES, 1);
	put(device, DRIVER_FEATURES_SEL, 0);
	put(device, DRIVER_FEATURES, 0);
	put(device, STATUS,
	    STATUS_ACKNOWLEDGE | STATUS_DRIVER | STATUS_FEATURES_OK);
	put(device, QUEUE_SEL, TRANSMIT);
	put(device, QUEUE_NUM, NR_DESCRIPTORS);
	put64(device, QUEUE_DESC, queue.descriptors);
	put64(device, QUEUE_DRIVER, &queue.available);
	put64(device, QUEUE_DEVICE, queue.used);
	put(device, QUEUE_READY, 1);
}

static void send_packet(uint8_t *device, const char *text)
{
	uint32_t status = STATUS_ACKNOWLEDGE | STATUS_DRIVER;

	put(device, STATUS, 0);
	put(device, STATUS, status);
	if (mmio_read32(device + VERSION) == 1) {
		open_version_1(device);
	} else {
		open_version_2(device);
		status |= STATUS_FEATURES_OK;
	}
	put(device, STATUS, status | STATUS_DRIVER_OK);
	queue.descriptors[0].address = virt_to_phys(text);
	queue.descriptors[0].bytes = (uint32_t)strlen(text);
	queue.available.index = 1;
	mb();
	put(device, QUEUE_NOTIFY, TRANSMIT);
}

/* "16q"; not by snprintf(), which an image may have had no other use for. */
static const char *command(unsigned int status)
{
	char *text = packet + sizeof(packet) - 1;

	*--text = 'q';
	do
		*--text = (char)('0' + status % 10);
	while (status /= 10);
	return text;
}

void testdev_exit(unsigned int status)
{
	uint8_t *device = find_console();

	if (!device)
		return;
	send_packet(device, command(status));
}
