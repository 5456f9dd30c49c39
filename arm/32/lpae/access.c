/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pages of this suite, and accesses to them. */
#include "suite.h"

#include <arch.h>
#include <arm/mmu.h>

/* The end of a GiB of which all is ours, so that its tables are, too. */
char *area = (char *)0xbfc00000;
uint32_t *memory;
uint64_t *block, descriptor;
static uint64_t *page;

/* The entries above, without attributes. */
static uint64_t tables[3];

static void make(void)
{
	uint64_t *top = mmu_entry(area, 1);

	if (*top & PTE_VALID)
		SKIP("there is RAM");
	memory = page_alloc(9, PAGE_ZERO);
	page = mmu_make(area, MMU_PAGE);
	block = mmu_make(area + BLOCK_BYTES, 2);
	ASSERT_NE(page, NULL);
	ASSERT_NE(block, NULL);
	tables[1] = *top;
	tables[2] = *mmu_entry(area, 2);
}

void lpae_setup(void)
{
	if (!block)
		make();
	descriptor = virt_to_phys(memory) | PTE_VALID | PTE_PAGE |
		     PTE_ATTR(MEM_NORMAL) | PTE_SH_INNER | PTE_AF;
	*mmu_entry(area, 1) = tables[1];
	*mmu_entry(area, 2) = tables[2];
	*page = *block = 0;
	tlb_flush_all();
	memory[1] = MARK;
	memory[2] = A32_UDF; /* what a fetch of it ends in */
}

void lpae_table(unsigned int level, uint64_t set)
{
	*mmu_entry(area, level) = set ? tables[level] | set : 0;
	tlb_flush_all();
}

void lpae_page(uint64_t value)
{
	*page = value;
	tlb_flush(area);
}

void lpae_sctlr(uint32_t value)
{
	write_sysreg(SCTLR, value);
	isb();
	tlb_flush_all();
}

/* ------------------------------------------------------------- accesses ---- */

static struct a32_outcome do_access(enum access access, uint32_t mode,
				    const char *address)
{
	static const uint32_t code[NR_ACCESSES] = {
		[LOAD] = 0xe5901000,  /* ldr r1, [r0] */
		[STORE] = 0xe5801000, /* str r1, [r0] */
		[FETCH] = 0xe12fff10, /* bx r0 */
	};
	struct a32_registers in;

	a32_pattern(&in, mode);
	in.r[0] = (uintptr_t)address;
	in.r[1] = ~MARK;
	return a32_run(&code[access], sizeof(code[access]), &in);
}

static void expect_allowed(enum access access, uint32_t mode, const char *at,
			   volatile uint32_t *word)
{
	struct a32_outcome o = do_access(access, mode, at);

	if (access == FETCH) {
		EXPECT_TRAP(o.trap, ARM_UNKNOWN);
		EXPECT_EQ(o.trap.pc, (uintptr_t)at);
		return;
	}
	expect_a32_done(&o, access == LOAD ? 1u << 1 : 0);
	if (access == LOAD)
		EXPECT_EQ(o.frame.r[1], *word);
	else
		EXPECT_EQ(*word, (uint32_t)~MARK);
	if (access == STORE)
		*word = MARK;
}

static void expect_fault(enum access access, uint32_t mode, const char *at,
			 unsigned int status)
{
	unsigned long fsr = FSR_LPAE | status |
			    (access == STORE ? FSR_WRITE : 0);
	enum trap_cause cause = status < STATUS_EXTERNAL ? ARM_PAGE :
				access == FETCH		 ? ARM_FETCH_ABORT :
							   ARM_DATA_ABORT;
	struct a32_outcome o = do_access(access, mode, at);

	EXPECT_TRAP_ERROR(o.trap, cause, fsr);
	EXPECT_EQ(o.trap.address, (uintptr_t)at);
	EXPECT_EQ(o.trap.pc, access == FETCH ? (uintptr_t)at : o.in.pc);
	EXPECT_EQ(o.trap.write, access == STORE);
	EXPECT_EQ(o.trap.fetch, access == FETCH);
	EXPECT_EQ(o.trap.user, mode == MODE_USR);
	EXPECT_EQ(o.frame.r[1], (uint32_t)~MARK);
	EXPECT_EQ(memory[1], MARK);
}

/* An access to the word with the mark, or to the instruction behind it. */
void expect_access(enum access access, uint32_t mode, char *start, bool allowed,
		   unsigned int status)
{
	static const char *const names[] = { "load", "store", "fetch" };
	const char *at = start + (access == FETCH ? 8 : 4);

	test_context("%s of %s mode", names[access],
		     mode == MODE_USR ? "user" : "SVC");
	if (allowed)
		expect_allowed(access, mode, at, &memory[1]);
	else
		expect_fault(access, mode, at, status);
}

/* ---------------------------------------------------------- permissions ---- */

/* G5.6.1, G5.6.2: what bits of a descriptor and of SCTLR leave over. */
bool allows(enum access access, bool user, uint64_t bits, uint32_t sctlr)
{
	bool readable = !user || bits & PTE_USER;
	bool writable = readable && !(bits & PTE_RDONLY);
	bool user_writes = (bits & PTE_USER) && !(bits & PTE_RDONLY);

	if (access == LOAD)
		return readable;
	if (access == STORE)
		return writable;
	if (!readable || bits & XN || (!user && bits & PXN))
		return false;
	if (sctlr & SCTLR_WXN && writable)
		return false;
	return user || !(sctlr & SCTLR_UWXN && user_writes);
}

uint64_t bits_of(unsigned int i)
{
	return (i & 1 ? PTE_USER : 0) | (i & 2 ? PTE_RDONLY : 0) |
	       (i & 4 ? PXN : 0) | (i & 8 ? XN : 0);
}
