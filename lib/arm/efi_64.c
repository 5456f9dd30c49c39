/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What UEFI firmware is asked for before it is left: the memory map, the command
 * line, and where the description of the machine is. UEFI 2.10.
 */
#include <arm/efi.h>

#include <boot.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

typedef uint64_t efi_status; /* 0: success */

struct efi_guid {
	uint64_t half[2];
};

/* 4.6 */
struct efi_configuration {
	struct efi_guid guid;
	uint64_t table;
};

/* 7.2.3 */
struct efi_memory {
	uint32_t type;
	uint64_t start;
	uint64_t virtual;
	uint64_t nr_pages; /* of 4 KiB */
	uint64_t attribute;
};

enum {
	LOADER_CODE = 1,
	BOOT_SERVICES_DATA = 4,
	CONVENTIONAL = 7,
	PAGE_4K_SHIFT = 12,
	TRIES = 8, /* of ExitBootServices() */
};

/* 4.4; functions that are not called have no type */
struct efi_boot_services {
	uint8_t header[24];
	void *tpl[2];
	void *pages[2];
	efi_status (*get_memory_map)(uint64_t *bytes, void *map, uint64_t *key,
				     uint64_t *stride, uint32_t *version);
	void *pool[2];
	void *events[6];
	void *protocols[3];
	efi_status (*handle_protocol)(void *handle, const struct efi_guid *guid,
				      void **protocol);
	void *locate[4];
	void *configure;
	void *image[4];
	efi_status (*exit_boot_services)(void *handle, uint64_t key);
};

/* 4.3 */
struct efi_system_table {
	uint8_t header[24];
	void *vendor;
	uint64_t revision;
	void *consoles[6];
	void *runtime_services;
	const struct efi_boot_services *boot;
	uint64_t nr_configurations;
	const struct efi_configuration *configurations;
};

/* 9.1.1 */
struct efi_loaded_image {
	uint64_t revision;
	void *about[5];
	uint32_t options_bytes;
	const uint16_t *options;
};

/* GUIDs as the two words that they are in memory. */
#define LOADED_IMAGE 0x11d295625b1b31a1, 0x3b7269c9a0003f8e
#define ACPI_20	     0x11d3e4f18868e871, 0x81883cc7800022bc
#define DEVICE_TREE  0x41a5f19cb1b621d5, 0xe0aa692c15d90b83

/* It has to survive start.S, which clears the rest of .bss. */
static struct boot_info info __attribute__((section(".bss.cpu")));
static uint8_t map[0x8000] __attribute__((aligned(8)));

static bool same(const struct efi_guid *a, struct efi_guid b)
{
	return a->half[0] == b.half[0] && a->half[1] == b.half[1];
}

static uint64_t configuration(const struct efi_system_table *table,
			      struct efi_guid guid)
{
	for (uint64_t i = 0; i < table->nr_configurations; i++)
		if (same(&table->configurations[i].guid, guid))
			return table->configurations[i].table;
	return 0;
}

/* UTF-16, of which arguments use what is ASCII. */
static void command_line(const struct efi_boot_services *boot, void *handle)
{
	const struct efi_guid guid = { { LOADED_IMAGE } };
	void *protocol = NULL;
	const struct efi_loaded_image *image;
	size_t len = 0;

	if (boot->handle_protocol(handle, &guid, &protocol) != 0)
		return;
	image = protocol;
	while (len < image->options_bytes / 2 && len < BOOT_CMDLINE_MAX - 1 &&
	       image->options[len]) {
		info.cmdline[len] = (char)image->options[len];
		len++;
	}
	info.cmdline[len] = '\0';
}

/* 7.2.3, table 7.6: free once boot services have ended */
static bool is_free(uint32_t type)
{
	return type == CONVENTIONAL ||
	       (type >= LOADER_CODE && type <= BOOT_SERVICES_DATA);
}

static void add_memory(uint64_t bytes, uint64_t stride)
{
	for (uint64_t at = 0; at + sizeof(struct efi_memory) <= bytes;
	     at += stride) {
		const struct efi_memory *m = (const void *)&map[at];

		if (is_free(m->type))
			boot_ram_add(&info, m->start,
				     m->start + (m->nr_pages << PAGE_4K_SHIFT));
	}
}

/* 7.4.6: the key is that of the last map, and fails where the map has changed */
static bool leave(const struct efi_boot_services *boot, void *handle)
{
	uint64_t bytes, key, stride;
	uint32_t version;

	for (unsigned int i = 0; i < TRIES; i++) {
		bytes = sizeof(map);
		if (boot->get_memory_map(&bytes, map, &key, &stride,
					 &version) != 0)
			return false;
		if (boot->exit_boot_services(handle, key) != 0)
			continue;
		add_memory(bytes, stride);
		return true;
	}
	return false;
}

const struct boot_info *efi_boot(void *handle,
				 const struct efi_system_table *table)
{
	memset(&info, 0, sizeof(info));
	info.protocol = "efi";
	info.acpi_rsdp = configuration(table, (struct efi_guid){ { ACPI_20 } });
	info.fdt = configuration(table, (struct efi_guid){ { DEVICE_TREE } });
	command_line(table->boot, handle);
	return leave(table->boot, handle) ? &info : NULL;
}
