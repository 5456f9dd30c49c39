/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The Multiboot boot protocol, version 1: the processor's state at the entry
 * point, the information structure, and what it leads to.
 *
 * Multiboot Specification 0.6.96, 3.2 (machine state), 3.3 (boot information).
 */
#include <dev/fwcfg.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>
#include <test/test.h>
#include <x86/boot.h>
#include <x86/cpu.h>
#include <x86/features.h>

static bool probe_multiboot(void)
{
	return x86_boot()->protocol == BOOT_MULTIBOOT;
}

static const struct feature multiboot = { "a boot by Multiboot",
					  "the entry point taken",
					  probe_multiboot };

TEST_SUITE("boot-multiboot", .summary = "Multiboot hands over what it promises",
	   .needs = NEEDS(&multiboot));

static const struct mb_info *info(void)
{
	return x86_boot()->data;
}

static const struct x86_entry_state *entry(void)
{
	return x86_boot()->entry;
}

/* Firmware likes places that are not mapped. */
static const void *at(uint64_t paddr, size_t bytes)
{
	return vmap_io(paddr, bytes);
}

/* --------------------------------------------------------------- entry ---- */

TEST(entry_eax, "EAX is the magic number")
{
	EXPECT_EQ(entry()->eax, MB_MAGIC);
}

TEST(entry_ebx, "EBX is the address of the information structure")
{
	EXPECT_EQ(entry()->ebx, (uintptr_t)info());
}

TEST(entry_cr0, "protected mode without paging")
{
	EXPECT_EQ(entry()->cr0 & (CR0_PE | CR0_PG), CR0_PE);
}

TEST(entry_eflags, "VM and IF are clear")
{
	EXPECT_EQ(entry()->eflags & (EFLAGS_VM | EFLAGS_IF | EFLAGS_FIXED),
		  EFLAGS_FIXED);
}

/* SDM vol. 3, 3.4.5: base 0, limit 4 GiB, 32 bits, present, DPL 0. */
#define FLAT	   0x00cf90000000ffff
#define FLAT_MASK  0xffdff0ffffffffff /* all but AVL and the type */
#define TYPE_CODE  (1ull << 43)
#define TYPE_WRITE (1ull << 41) /* of code: readable */

static const struct segment {
	const char *name;
	size_t selector; /* its offset in struct x86_entry_state */
	uint64_t type;
} segments[] = {
	{ "cs", offsetof(struct x86_entry_state, cs), TYPE_CODE | TYPE_WRITE },
	{ "ds", offsetof(struct x86_entry_state, ds), TYPE_WRITE },
	{ "es", offsetof(struct x86_entry_state, es), TYPE_WRITE },
	{ "ss", offsetof(struct x86_entry_state, ss), TYPE_WRITE },
};

/*
 * The GDT need not be usable any more by the specification, and a loader may
 * have used one that is gone: then nothing can be seen of the segment.
 */
TEST_EACH(entry_segment, const struct segment *s, segments,
	  "is flat, 32-bit, present, of DPL 0 and the right type")
{
	const char *state = (const void *)entry();
	uint16_t selector = *(const uint16_t *)(state + s->selector);
	uint64_t d;

	ASSERT_EQ(selector & 7, 0); /* GDT, RPL 0 */
	ASSERT_NE(selector, 0);
	if (entry()->gdt_limit < selector + 7)
		SKIP("the loader's GDT is gone");
	memcpy(&d, at(entry()->gdt_base + selector, sizeof(d)), sizeof(d));
	EXPECT_EQ(d & FLAT_MASK, FLAT);
	EXPECT_EQ(d & (TYPE_CODE | TYPE_WRITE), s->type);
}

TEST(a20, "bit 20 of addresses is not masked")
{
	extern const char __image_start[];

	EXPECT_EQ(virt_to_phys(__image_start) & (1 << 20), 1 << 20);
	EXPECT_NE(memcmp(at(virt_to_phys(__image_start) ^ 1 << 20, 64),
			 __image_start, 64),
		  0);
}

/* ---------------------------------------------------------- information ---- */

TEST(flags, "sizes of memory and the memory map, as the header asks")
{
	EXPECT_EQ(info()->flags & (MB_MEMORY | MB_MEMMAP),
		  MB_MEMORY | MB_MEMMAP);
	EXPECT_EQ(info()->flags & ~0x1fffu, 0); /* reserved */
	EXPECT_NE(info()->flags & 0x30, 0x30);	/* two kinds of symbols */
}

/* QEMU puts the name of the file and a blank before what it was given. */
TEST(cmdline, "ends with what the VMM was given")
{
	const char *text = at(info()->cmdline, 4096);
	const char *args = arch_boot_info()->cmdline;

	ASSERT_EQ(info()->flags & MB_CMDLINE, MB_CMDLINE);
	ASSERT_LT(strnlen(text, 4096), 4096);
	ASSERT_GE(strlen(text), strlen(args));
	EXPECT_STREQ(text + strlen(text) - strlen(args), args);
	EXPECT_TRUE(strstr(args, "some text for the command line") != NULL);
	EXPECT_TRUE(strstr(args, "boot-multiboot@") == NULL); /* the file */
}

TEST(loader, "has a name")
{
	ASSERT_EQ(info()->flags & MB_LOADER, MB_LOADER);
	EXPECT_GT(strnlen(at(info()->loader, 64), 64), 0);
	EXPECT_LT(strnlen(at(info()->loader, 64), 64), 64);
}

/* ELF, "File header": where the section headers are, which end the file. */
static uint64_t elf64_bytes(const uint8_t *elf)
{
	uint64_t offset;
	uint16_t bytes, nr;

	memcpy(&offset, elf + 0x28, sizeof(offset));
	memcpy(&bytes, elf + 0x3a, sizeof(bytes));
	memcpy(&nr, elf + 0x3c, sizeof(nr));
	return offset + bytes * nr;
}

/* unittests.cfg: [boot-multiboot@module] gives the host's shell. */
TEST(modules, "there are none, or the one that was given, whole and apart")
{
	const struct mb_module *m;
	uint32_t nr = info()->flags & MB_MODULES ? info()->nr_modules : 0;

	if (!strstr(arch_boot_info()->cmdline, "a module")) {
		EXPECT_EQ(nr, 0);
		return;
	}
	ASSERT_EQ(nr, 1);
	m = at(info()->modules, sizeof(*m));
	EXPECT_EQ(m->start % 4096, 0); /* the header asks for it */
	ASSERT_GE(m->end, m->start + 64);
	if (memcmp(at(m->start, 5), "\177ELF\2", 5))
		SKIP("the module is no ELF file of 64 bits");
	EXPECT_EQ(m->end - m->start, elf64_bytes(at(m->start, 64)));
}

/* ---------------------------------------------------------- memory map ---- */

/* Entry @i, or NULL behind the last. */
static const struct mb_memmap *range(unsigned int i)
{
	static const char *map;
	uint32_t offset = 0;

	if (!map)
		map = at(info()->memmap, info()->memmap_bytes);
	while (i-- && offset < info()->memmap_bytes)
		offset += ((const struct mb_memmap *)(map + offset))->size + 4;
	return offset < info()->memmap_bytes ? (const void *)(map + offset) :
					       NULL;
}

TEST(memmap_entries, "ranges have a type, do not wrap and do not overlap")
{
	const struct mb_memmap *r, *other;

	for (unsigned int i = 0; (r = range(i)); i++) {
		test_context("entry %u", i);
		EXPECT_GE(r->size, 20);
		EXPECT_GE(r->type, E820_RAM);
		EXPECT_LE(r->type, E820_PMEM);
		EXPECT_NE(r->bytes, 0);
		EXPECT_GE(r->addr + r->bytes - 1, r->addr);
		for (unsigned int j = 0; j < i; j++) {
			other = range(j);
			EXPECT_TRUE(r->addr + r->bytes <= other->addr ||
				    other->addr + other->bytes <= r->addr);
		}
	}
}

enum {
	FIRMWARE_BYTES = 0x200000, /* RAM that firmware may keep */
};

TEST(memmap_ram, "RAM is as much as the machine has, but for the firmware's",
     .needs = NEEDS(&fwcfg_feature))
{
	uint64_t ram = fwcfg_u64(FWCFG_RAM_SIZE), sum = 0;
	const struct mb_memmap *r;

	for (unsigned int i = 0; (r = range(i)); i++)
		sum += r->type == E820_RAM ? r->bytes : 0;
	EXPECT_LE(sum, ram);
	EXPECT_GE(sum + FIRMWARE_BYTES, ram);
}

/* 3.3: the upper memory ends at the first hole. */
TEST(mem_upper, "is the RAM from 1 MiB on, of the memory map")
{
	const struct mb_memmap *r;
	uint64_t kib = 0;

	EXPECT_LE(info()->mem_lower, 640);
	EXPECT_GE(info()->mem_lower, 512);
	for (unsigned int i = 0; (r = range(i)); i++)
		if (r->type == E820_RAM && r->addr <= 0x100000 &&
		    r->addr + r->bytes > 0x100000)
			kib = (r->addr + r->bytes - 0x100000) >> 10;
	EXPECT_LE(info()->mem_upper, kib);
	EXPECT_GE(info()->mem_upper + (FIRMWARE_BYTES >> 10), kib);
}

/* One word of every page that the library has not taken; it gets it back. */
TEST(ram_sticks, "every page of RAM keeps what is written")
{
	const struct boot_info *boot = arch_boot_info();
	uint64_t wrong = 0, pages = 0;

	for (unsigned int i = 0; i < boot->nr_ram; i++)
		for (paddr_t p = boot->ram[i].start; p < boot->ram[i].end;
		     p += PAGE_SIZE, pages++) {
			volatile uintptr_t *word = phys_to_virt(p);
			uintptr_t old = *word;

			*word = ~old;
			wrong += *word != ~old;
			*word = old;
			wrong += *word != old;
		}
	EXPECT_EQ(wrong, 0);
	EXPECT_GT(pages, 0);
}
