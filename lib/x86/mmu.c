/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Translation: RAM one to one, the image protected page by page, pages without
 * a translation at address 0 and below stacks, and mappings elsewhere on
 * request. Intel SDM vol. 3, 4.
 */
#include <x86/mmu.h>

#include <arch/page.h>
#include <errno.h>
#include <mm/page.h>
#include <x86/cpu.h>
#include <x86/percpu.h>
#include <x86/width.h>

#define GIB	      (1ull << 30)
#define IDENTITY_BITS (PTE_P | PTE_W | PTE_A | PTE_D)
#define INVLPG_PAGES  32	 /* for more of them reload CR3 */
#define CPUID_PDPE1GB (1u << 26) /* 80000001H:EDX */
#define CPUID_NX      (1u << 20)

extern uint64_t boot_pt[]; /* tables.S: the first 2 MiB */
extern char __text_start[], __text_end[], __rodata_start[], __rodata_end[];
extern char __data_start[], __bss_end[], boot_stack_guard[];

static bool no_execute; /* entries may have PTE_NX */

uint64_t mmu_bits(enum map_flags flags)
{
	uint64_t bits = PTE_P;

	bits |= flags & MAP_WRITE ? PTE_W : 0;
	bits |= flags & MAP_USER ? PTE_U : 0;
	bits |= flags & MAP_UNCACHED ? PTE_PCD | PTE_PWT : 0;
	bits |= !(flags & MAP_EXEC) && no_execute ? PTE_NX : 0;
	return bits;
}

static bool aligned(const void *virt, paddr_t phys, size_t bytes)
{
	return (((uintptr_t)virt | phys | bytes) & (PAGE_SIZE - 1)) == 0;
}

/* The largest page that fits, of the two sizes that every processor has. */
static unsigned int map_level(uintptr_t virt, paddr_t phys, size_t bytes)
{
	uint64_t large = mmu_page_bytes(2);

	return ((virt | phys) & (large - 1)) == 0 && bytes >= large ? 2 : 1;
}

static void flush(const char *virt, size_t bytes)
{
	if (bytes / PAGE_SIZE > INVLPG_PAGES) {
		write_cr3(read_cr3());
		return;
	}
	for (size_t i = 0; i < bytes; i += PAGE_SIZE)
		invlpg(virt + i);
}

int arch_map(void *virt, paddr_t phys, size_t bytes, enum map_flags flags)
{
	uint64_t bits = mmu_bits(flags);
	char *at = virt;

	if (!aligned(virt, phys, bytes) || !(flags & MAP_READ) ||
	    (phys + bytes - 1) & ~(PTE_ADDR | (PAGE_SIZE - 1)))
		return -EINVAL;
	for (size_t done = 0, step; done < bytes; done += step) {
		unsigned int level = map_level((uintptr_t)at + done,
					       phys + done, bytes - done);
		uint64_t *entry = mmu_make(at + done, level);

		if (!entry)
			return -ENOMEM;
		*entry = (phys + done) | bits | (level == 2 ? PTE_PS : 0);
		step = mmu_page_bytes(level);
	}
	flush(virt, bytes);
	return 0;
}

int arch_unmap(void *virt, size_t bytes)
{
	char *at = virt;

	if (!aligned(virt, 0, bytes))
		return -EINVAL;
	for (size_t done = 0, step; done < bytes; done += step) {
		unsigned int level;
		uint64_t *entry = mmu_leaf(at + done, &level);
		uint64_t page = mmu_page_bytes(level);
		size_t offset = (uintptr_t)(at + done) & (page - 1);

		step = page - offset < bytes - done ? page - offset :
						      bytes - done;
		if (!(*entry & PTE_P))
			continue;
		if (step != page) { /* a part of a large page */
			entry = mmu_make(at + done, 1);
			step = PAGE_SIZE;
		}
		if (!entry)
			return -ENOMEM;
		*entry = 0;
	}
	flush(virt, bytes);
	return 0;
}

int arch_translate(const void *virt, paddr_t *phys)
{
	unsigned int level;
	uint64_t entry = *mmu_leaf(virt, &level);
	uint64_t offset_mask = mmu_page_bytes(level) - 1;

	if (!(entry & PTE_P))
		return -ENOENT;
	*phys = (entry & PTE_ADDR & ~offset_mask) |
		((uintptr_t)virt & offset_mask);
	return 0;
}

static void protect(const char *start, const char *end, uint64_t set,
		    uint64_t clear)
{
	for (uintptr_t page = (uintptr_t)start; page < (uintptr_t)end;
	     page += PAGE_SIZE) {
		uint64_t *entry = &boot_pt[page >> PAGE_SHIFT];

		*entry = (*entry & ~clear) | set;
	}
}

static void no_page(const void *page)
{
	boot_pt[(uintptr_t)page >> PAGE_SHIFT] = 0;
}

/*
 * The boot CPU's are in the image, the others' may be in a large page: out of
 * memory then only means that there is no guard.
 */
void cpu_guard_stacks(struct cpu *cpu)
{
	struct cpu_stack *const stacks[] = { &cpu->trap_stack, &cpu->df_stack,
					     &cpu->nmi_stack, &cpu->mc_stack };

	for (unsigned int i = 0; i < sizeof(stacks) / sizeof(stacks[0]); i++)
		arch_unmap(stacks[i]->guard, sizeof(stacks[i]->guard));
}

static void protect_image(void)
{
	const uint64_t nx = no_execute ? PTE_NX : 0;

	protect(__text_start, __text_end, 0, PTE_W);
	protect(__rodata_start, __rodata_end, nx, PTE_W);
	protect(__data_start, __bss_end, nx, 0);
	no_page(NULL);
	no_page(boot_stack_guard);
	cpu_guard_stacks(&boot_cpu);
}

/* tables.S has the first GiB. */
static void map_gib(uint64_t phys, bool huge)
{
	if (huge) {
		*mmu_make(phys_to_virt(phys), 3) = phys | IDENTITY_BITS |
						   PTE_PS;
		return;
	}
	for (uint64_t at = phys; at < phys + GIB; at += mmu_page_bytes(2))
		*mmu_make(phys_to_virt(at), 2) = at | IDENTITY_BITS | PTE_PS;
}

static bool ram_in(const struct boot_info *info, uint64_t start, uint64_t end)
{
	for (unsigned int i = 0; i < info->nr_ram; i++)
		if (info->ram[i].start < end && info->ram[i].end > start)
			return true;
	return false;
}

static void map_ram(bool huge)
{
	const struct boot_info *info = arch_boot_info();

	for (uint64_t at = GIB; at < info->ram[info->nr_ram - 1].end; at += GIB)
		if (ram_in(info, at, at + GIB))
			map_gib(at, huge);
}

void arch_mmu_on(void)
{
	uint32_t features = 0;

	if (cpuid_max(0x80000000) >= 0x80000001)
		features = cpuid(0x80000001, 0).d;
	no_execute = features & CPUID_NX;
	protect_image();
	map_ram(sizeof(long) == 8 && features & CPUID_PDPE1GB);
	mmu_use_allocator();
	write_cr3(read_cr3());
}

void arch_kernel_range(uintptr_t *start, uintptr_t *end)
{
	*start = ONLY_64(0xffffa00000000000) ONLY_32(PAGE_IDENTITY_END);
	*end = ONLY_64(0xffffa10000000000) ONLY_32(0xfffff000);
}
