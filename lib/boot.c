/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <boot.h>

#include <mm/page.h>
#include <string.h>

static void ram_delete(struct boot_info *info, unsigned int at)
{
	info->nr_ram--;
	for (; at < info->nr_ram; at++)
		info->ram[at] = info->ram[at + 1];
}

static unsigned int ram_smallest(const struct boot_info *info)
{
	unsigned int smallest = 0;

	for (unsigned int i = 1; i < info->nr_ram; i++)
		if (info->ram[i].end - info->ram[i].start <
		    info->ram[smallest].end - info->ram[smallest].start)
			smallest = i;
	return smallest;
}

/* @start does not lie in, and [start, end) does not reach, another range */
static void ram_insert(struct boot_info *info, paddr_t start, paddr_t end)
{
	unsigned int at;

	if (info->nr_ram == BOOT_RAM_MAX) {
		unsigned int i = ram_smallest(info);

		if (end - start <= info->ram[i].end - info->ram[i].start)
			return;
		ram_delete(info, i);
	}
	for (at = info->nr_ram; at > 0 && info->ram[at - 1].start > start; at--)
		info->ram[at] = info->ram[at - 1];
	info->ram[at] = (struct boot_ram){ .start = start, .end = end };
	info->nr_ram++;
}

void boot_ram_add(struct boot_info *info, paddr_t start, paddr_t end)
{
	const paddr_t mask = PAGE_SIZE - 1;

	if (start > UINT64_MAX - mask)
		return;
	start = (start + mask) & ~mask;
	end &= ~mask;
	if (start >= end)
		return;
	for (unsigned int i = 0; i < info->nr_ram;) {
		const struct boot_ram ram = info->ram[i];

		if (ram.end < start || ram.start > end) {
			i++;
			continue;
		}
		start = ram.start < start ? ram.start : start;
		end = ram.end > end ? ram.end : end;
		ram_delete(info, i);
	}
	ram_insert(info, start, end);
}

void boot_ram_remove(struct boot_info *info, paddr_t start, paddr_t end)
{
	const paddr_t mask = PAGE_SIZE - 1;

	if (start >= end)
		return;
	start &= ~mask;
	end = end > UINT64_MAX - mask ? ~mask : (end + mask) & ~mask;
	for (unsigned int i = 0; i < info->nr_ram;) {
		const struct boot_ram ram = info->ram[i];

		if (ram.end <= start || ram.start >= end) {
			i++;
			continue;
		}
		ram_delete(info, i);
		if (ram.start < start)
			ram_insert(info, ram.start, start);
		if (ram.end > end)
			ram_insert(info, end, ram.end);
		i = 0;
	}
}

paddr_t boot_ram_take(struct boot_info *info, uint64_t bytes, paddr_t below)
{
	for (unsigned int i = info->nr_ram; i-- > 0;) {
		paddr_t start = info->ram[i].start;
		paddr_t end = info->ram[i].end;

		if (end > below)
			end = below;
		if (end < start || end - start < bytes)
			continue;
		boot_ram_remove(info, end - bytes, end);
		return end - bytes;
	}
	return 0;
}

void boot_cmdline(struct boot_info *info, const char *text)
{
	size_t len = strnlen(text, BOOT_CMDLINE_MAX - 1);

	memcpy(info->cmdline, text, len);
	info->cmdline[len] = '\0';
}
