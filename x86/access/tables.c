/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables and the frames. */
#include "suite.h"

#include <arch.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <string.h>

#define OFFSET 0x120

uintptr_t access_virt;
unsigned int access_top;

static uint64_t tables[LEVELS][PAGE_TABLE_ENTRIES]
	__attribute__((aligned(0x1000)));
uint64_t *access_entries[LEVELS + 1]; /* the one used, by level */
static uint64_t root5[PAGE_TABLE_ENTRIES] __attribute__((aligned(0x1000)));
char *access_user_code;

unsigned long *access_word(unsigned int leaf)
{
	return phys_to_virt(access_layout.frame[leaf] + OFFSET);
}

/*
 * While EFER.NXE is clear, NX is reserved: nothing that the kernel needs may
 * have it. It stays away for the rest of the run.
 */
void access_drop_nx(void)
{
	static bool done;

	if (done)
		return;
	done = true;
	for (uintptr_t page = 0; page < 0x200000; page += PAGE_SIZE)
		*mmu_entry((void *)page, 1) &= ~PTE_NX;
	write_cr3(read_cr3());
}

static void reserve_frames(void)
{
	for (unsigned int leaf = 1; leaf <= LEAVES; leaf++)
		if (page_reserve(access_layout.frame[leaf], PAGE_SIZE) != 0)
			ERROR("0x%llx is not free RAM",
			      (unsigned long long)access_layout.frame[leaf]);
}

static void map_access_user_code(void)
{
	void *page = page_alloc(0, PAGE_ZERO);

	memcpy(page, access_code, (size_t)(access_code_end - access_code));
	access_user_code = vmap_alloc(PAGE_SIZE, PAGE_SIZE);
	if (arch_map(access_user_code, virt_to_phys(page), PAGE_SIZE,
		     MAP_READ | MAP_EXEC | MAP_USER) != 0)
		ERROR("no memory for a table");
}

/* A copy of the tables in use, one level further down, and the suite's own. */
static void prepare_la57(void)
{
	uint64_t kernel = (read_cr3() & PTE_ADDR) | PERMISSIVE;

	access_virt = access_layout.virt_la57;
	access_top = 5;
	root5[0] = root5[511] = kernel;
	access_entries[5] = &root5[0x1a4];
	access_entries[4] =
		&tables[4][mmu_index((const void *)access_layout.virt_la57, 4)];
}

static void prepare_tables(void)
{
	const unsigned int top = access_layout.top;
	const void *virt = (const void *)access_layout.virt;

	access_virt = access_layout.virt;
	access_top = top;
	reserve_frames();
	access_drop_nx();
	map_access_user_code();
	access_entries[top] = mmu_make(virt, top);
	for (unsigned int level = top - 1; level >= 1; level--)
		access_entries[level] = &tables[level][mmu_index(virt, level)];
	if (test_arg("la57"))
		prepare_la57();
}

static bool has(const struct feature *feature, signed char *known)
{
	if (*known < 0)
		*known = feature->probe();
	return *known;
}

void access_setup(void)
{
	static signed char la57 = -1;

	trap_handle(X86_PF, access_see, NULL);
	trap_handle(X86_UD, access_see, NULL);
	if (test_arg("la57") && !has(&x86_la57, &la57))
		SKIP("needs LA57 (CPUID.7.0:ECX[16])");
	if (!access_user_code)
		prepare_tables();
	if (test_arg("la57"))
		access_la57(root5);
}

struct state access_permissive(unsigned int leaf)
{
	struct state s = { .leaf = leaf, .wp = true, .nxe = true };

	for (unsigned int level = leaf + 1; level <= access_top; level++)
		s.entry[level] = virt_to_phys(tables[level - 1]) | PERMISSIVE;
	s.entry[leaf] = access_layout.base[leaf] | PERMISSIVE |
			(leaf > 1 ? PTE_PS : 0);
	return s;
}

/* CPUID leaves the VM: once for each feature is enough. */
bool access_huge(void)
{
	static signed char huge = -1;

	return has(&x86_page1gb, &huge);
}

const struct feature *access_missing(const struct state *s)
{
	static signed char smep = -1, smap = -1, pku = -1, pks = -1;

	if (s->smep && !has(&x86_smep, &smep))
		return &x86_smep;
	if (s->smap && !has(&x86_smap, &smap))
		return &x86_smap;
	if ((s->pke || s->pkru) && !has(&x86_pku, &pku))
		return &x86_pku;
	if ((s->pks || s->pkrs) && !has(&x86_pks, &pks))
		return &x86_pks;
	if (s->leaf == 3 && !access_huge())
		return &x86_page1gb;
	return NULL;
}
