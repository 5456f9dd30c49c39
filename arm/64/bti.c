/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Branch target identification: which instruction an indirect branch may lead
 * to in a guarded page.
 *
 * Arm ARM, D8.4.4 (guarded pages), C6.2.41 (BTI), D1.3.2 (PSTATE.BTYPE).
 */
#include <arch/page.h>
#include <arm/cpu.h>
#include <arm/features.h>
#include <arm/mmu.h>
#include <arm/trap.h>
#include <mm/page.h>
#include <mm/vmap.h>
#include <test/test.h>

#define PTE_GP	     (1ull << 50)
#define SCTLR_BT1    (1ull << 36) /* PACIASP is no target of BTYPE 3 */
#define SCTLR_BT0    (1ull << 35) /* the same at EL0 */
#define PSTATE_BTYPE 0xc00ul
#define BTYPE(n)     ((unsigned long)(n) << 10)

enum {
	NOP = 0xd503201f,
	BTI = 0xd503241f,
	BTI_C = 0xd503245f,
	BTI_J = 0xd503249f,
	BTI_JC = 0xd50324df,
	PACIASP = 0xd503233f,
	PACIBSP = 0xd503237f,
	BRK = 0xd4200000,
	MOV_X0_1 = 0xd2800020,
	RET = 0xd65f03c0,
	BR_X1 = 0xd61f0020,
	BR_X16 = 0xd61f0200,
	BR_X17 = 0xd61f0220,
};

/* The page: a way in, from which branches come, and where they lead. */
enum {
	FROM = 0,
	TARGET = 64, /* words */
};

static uint32_t *code; /* writable */
static void (*from)(const void *);

static void restore_sctlr(unsigned long value)
{
	write_sysreg(sctlr_el1, value);
	isb();
}

static void unmap(void *page)
{
	arch_unmap(page, PAGE_SIZE);
	vmap_free(page);
}

static void map_code(bool guarded, bool user)
{
	char *page = vmap_alloc(PAGE_SIZE, PAGE_SIZE);
	uint64_t *entry;

	code = page_alloc(0, PAGE_ZERO);
	test_defer(page_free, code);
	test_defer(unmap, page);
	ASSERT_EQ(arch_map(page, virt_to_phys(code), PAGE_SIZE,
			   MAP_READ | MAP_EXEC | (user ? MAP_USER : 0)),
		  0);
	entry = mmu_entry(page, MMU_PAGE);
	if (guarded)
		*entry |= PTE_GP;
	dsb();
	tlb_flush(page);
	from = (void (*)(const void *))page;
}

static void setup(void)
{
	test_defer(restore_sctlr, read_sysreg(sctlr_el1));
}

TEST_SUITE("bti", .summary = "guarded pages have targets for branches",
	   .needs = NEEDS(&arm_bti, &arm_at_el1), .setup = setup);

static void put_code(uint32_t landing, uint32_t branch)
{
	const uint32_t way[] = { BTI_JC, branch, RET };
	const uint32_t target[] = { landing, MOV_X0_1, RET };

	__builtin_memcpy(&code[FROM], way, sizeof(way));
	__builtin_memcpy(&code[TARGET], target, sizeof(target));
	for (unsigned int i = 0; i < PAGE_SIZE; i += 16)
		asm volatile("dc cvau, %0" : : "r"((char *)code + i));
	asm volatile("dsb ish\n\tic ialluis\n\tdsb ish\n\tisb" ::: "memory");
}

static uintptr_t target_at(void)
{
	return (uintptr_t)from + 4 * TARGET;
}

/* How the target is reached. X1, X16 and X17 hold its address. */
enum how {
	DIRECT,	     /* RET: BTYPE 0 */
	CALL,	     /* BLR: 2 */
	JUMP,	     /* BR X1, not from a guarded page: 1 */
	JUMP_WITHIN, /* BR X1 from the page: 3 where that is guarded */
	JUMP_X16,    /* 1 from anywhere */
	JUMP_X16_WITHIN,
	JUMP_X17_WITHIN,
};

struct way {
	enum how how;
	uintptr_t target, from;
};

static uint64_t result; /* in the image, for EL0 */

#define GO(insn)                                                          \
	asm volatile("mov x9, x30\n\tmov x0, xzr\n\tmov x1, %1\n\t"       \
		     "mov x16, %1\n\tmov x17, %1\n\tadr x30, 1f\n\t" insn \
		     "\n1: mov x30, x9\n\tmov %0, x0"                     \
		     : "=r"(x)                                            \
		     : "r"(w->target), "r"(w->from)                       \
		     : "x0", "x1", "x9", "x16", "x17", "x30", "memory")

static void go(const void *arg)
{
	const struct way *w = arg;
	uint64_t x = 0;

	switch (w->how) {
	case DIRECT:
		GO("ret x1");
		break;
	case CALL:
		GO("blr x1");
		break;
	case JUMP:
		GO("br x1");
		break;
	case JUMP_X16:
		GO("br x16");
		break;
	default:
		GO("blr %2");
		break;
	}
	result = x;
}

static uint32_t branch_of(enum how how)
{
	switch (how) {
	case JUMP_X16_WITHIN:
		return BR_X16;
	case JUMP_X17_WITHIN:
		return BR_X17;
	default:
		return BR_X1;
	}
}

static unsigned int btype_of(enum how how, bool guarded)
{
	switch (how) {
	case DIRECT:
		return 0;
	case CALL:
		return 2;
	case JUMP_WITHIN:
		return guarded ? 3 : 1;
	default:
		return 1;
	}
}

static const enum how ways[] = { DIRECT,	 CALL,	      JUMP,
				 JUMP_X16,	 JUMP_WITHIN, JUMP_X16_WITHIN,
				 JUMP_X17_WITHIN };

/* Bit n: BTYPE n may lead there; of PACIASP with and without BTn. */
static const struct row {
	const char *name;
	uint32_t insn;
	uint8_t accepts, accepts_bt;
} rows[] = {
	{ "nop", NOP, 0x1, 0x1 },	  { "bti", BTI, 0x1, 0x1 },
	{ "bti-c", BTI_C, 0x7, 0x7 },	  { "bti-j", BTI_J, 0xb, 0xb },
	{ "bti-jc", BTI_JC, 0xf, 0xf },	  { "paciasp", PACIASP, 0xf, 0x7 },
	{ "pacibsp", PACIBSP, 0xf, 0x7 }, { "mov", MOV_X0_1, 0x1, 0x1 },
	{ "ret", RET, 0x1, 0x1 },
};

static struct trap run(enum how how, bool user)
{
	const struct way w = { how, target_at(), (uintptr_t)from };

	result = 77;
	return user ? user_catch(go, &w) : trap_catch(go, &w);
}

static void check(const struct row *r, enum how how, bool guarded, bool bt,
		  bool user)
{
	unsigned int btype = btype_of(how, guarded);
	bool ok = !guarded || (bt ? r->accepts_bt : r->accepts) >> btype & 1;
	struct trap t;

	test_context("way %d, BT %d", how, bt);
	put_code(r->insn, branch_of(how));
	t = run(how, user);
	if (ok) {
		EXPECT_TRAP(t, TRAP_NONE);
		EXPECT_EQ(result, r->insn == RET ? 0 : 1);
		return;
	}
	EXPECT_TRAP_ERROR(t, ARM_BTI, 0x36000000 | btype);
	EXPECT_EQ(t.pc, target_at());
	EXPECT_EQ(t.flags & PSTATE_BTYPE, BTYPE(btype));
	EXPECT_EQ(t.user, user);
	EXPECT_EQ(result, 77);
}

static void check_ways(const struct row *r, bool guarded, bool user)
{
	map_code(guarded, user);
	for (unsigned int bt = 0; bt < 4; bt++) {
		write_sysreg(sctlr_el1, (read_sysreg(sctlr_el1) &
					 ~(SCTLR_BT1 | SCTLR_BT0)) |
						(bt & 1 ? SCTLR_BT1 : 0) |
						(bt & 2 ? SCTLR_BT0 : 0));
		isb();
		for (unsigned int i = 0; i < sizeof(ways) / sizeof(ways[0]);
		     i++)
			check(r, ways[i], guarded, user ? bt & 2 : bt & 1,
			      user);
	}
}

TEST_EACH(guarded, const struct row *r, rows,
	  "is a target of the branches that the manual lists")
{
	check_ways(r, true, false);
}

TEST_EACH(unguarded, const struct row *r, rows,
	  "is a target of all in a page that is not guarded")
{
	check_ways(r, false, false);
}

TEST_EACH(guarded_el0, const struct row *r, rows, "the same at EL0")
{
	check_ways(r, true, true);
}

/* D8.4.4: BRK and HLT are what they are */
TEST(brk, "BRK traps as BRK wherever it comes from")
{
	map_code(true, false);
	for (unsigned int i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		put_code(BRK, branch_of(ways[i]));
		test_context("way %d", ways[i]);
		EXPECT_TRAP_ERROR(run(ways[i], false), ARM_BRK, 0xf2000000);
	}
}

static bool clear_btype(struct trap_frame *frame, void *count)
{
	++*(unsigned int *)count;
	if (*(unsigned int *)count == 3)
		frame->pstate &= ~PSTATE_BTYPE;
	return true;
}

/* BTYPE comes back with SPSR: the target traps until it is cleared there. */
TEST(resume, "the return restores BTYPE, and goes on once it is 0")
{
	unsigned int count = 0;

	map_code(true, false);
	put_code(NOP, BR_X1);
	trap_handle(ARM_BTI, clear_btype, &count);
	EXPECT_TRAP(run(CALL, false), TRAP_NONE);
	EXPECT_EQ(count, 3);
	EXPECT_EQ(result, 1);
}
