/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Control-flow enforcement: shadow stacks and indirect-branch tracking. near.c
 * and far.c have returns, ssp.c the instructions that move SSP, page.c what a
 * shadow stack is in memory, ibt.c branches, supervisor.c and interrupt.c
 * CPL 0, registers.c MSRs and CR4, xsaves.c their save area.
 *
 * Intel SDM vol. 1, 17 (CET); vol. 3, 4.6 (shadow-stack pages), 6.15 (#CP); vol. 2,
 * the instructions; vol. 4, 6A0H to 6A8H.
 */
#ifndef X86_64_CET_SUITE_H
#define X86_64_CET_SUITE_H

#include <stdint.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/msr.h>

#define CET_SUITE                                                              \
	TEST_SUITE("cet", .summary = "returns and branches go where they may", \
		   .setup = cet_setup)

#define NEEDS_SS  .needs = NEEDS(&x86_cet_ss)
#define NEEDS_IBT .needs = NEEDS(&x86_cet_ibt)

/* IA32_U_CET, IA32_S_CET */
#define CET_SH_STK_EN	 (1 << 0)
#define CET_WR_SHSTK_EN	 (1 << 1)
#define CET_ENDBR_EN	 (1 << 2)
#define CET_LEG_IW_EN	 (1 << 3)
#define CET_NO_TRACK_EN	 (1 << 4)
#define CET_SUPPRESS_DIS (1 << 5)
#define CET_SUPPRESS	 (1 << 10)
#define CET_TRACKER	 (1 << 11)

/* Error codes of #CP */
enum {
	CP_NEAR_RET = 1,
	CP_FAR_RET = 2, /* and IRET */
	CP_ENDBRANCH = 3,
	CP_RSTORSSP = 4,
	CP_SETSSBSY = 5,
};

void cet_setup(void);

/*
 * Pages for shadow stacks of CPL 3: at cet_stack, and one to one at cet_memory,
 * word for word. CPL 3 begins with SSP at cet_top(), and its function has one word
 * less, where the return to the caller is.
 */
enum {
	CET_WORDS = 1024,
	CET_TOP = 256, /* of words */
};

extern uint64_t *cet_stack;
extern volatile uint64_t *cet_memory;
extern uint64_t *cet_ordinary;	 /* a page that may be written, for CPL 3 */
extern uint64_t *cet_supervisor; /* a shadow stack that is not CPL 3's */
extern volatile uint64_t *cet_supervisor_memory;

static inline uint64_t cet_word(unsigned int word)
{
	return (uintptr_t)(cet_stack + word);
}

static inline uint64_t cet_top(void)
{
	return cet_word(CET_TOP);
}

/* What became of a function at CPL 3. */
struct cet_end {
	struct trap trap;
	uint64_t ssp; /* afterwards */
	uint64_t u_cet;
};

/** cet_user - run it with these bits of IA32_U_CET, and SSP at cet_top() */
struct cet_end cet_user(void (*fn)(const void *), const void *arg,
			uint64_t u_cet);

/** cet_user_at - the same with another SSP */
struct cet_end cet_user_at(void (*fn)(const void *), const void *arg,
			   uint64_t u_cet, uint64_t ssp);

/** cet_expect_cp - it ended in #CP(@error) at @pc, with SSP at word @word */
void cet_expect_cp(struct cet_end end, unsigned long error, const void *pc,
		   unsigned int word);

/* What the pages are filled with; the token of cet_supervisor, a word of it. */
#define CET_FILL 0xa5a5a5a5a5a5a5a5

enum {
	CET_TOKEN = 256,
};

uint64_t cet_supervisor_word(unsigned int i);

/*
 * cet_run, cet_track - go to code that does not come back, with a shadow stack on
 * that token, or with tracking
 */
struct trap cet_run(void (*code)(const void *));
struct trap cet_track(const void *code);

/** cet_expect_frame - a trap at CPL 0 has put three words below word @top */
void cet_expect_frame(unsigned int top, uint64_t ssp, uint64_t pc);

extern uint64_t cet_seen_ssp; /* when the trap was taken */

/* In the image, for what CPL 3 has to tell. */
extern uint64_t cet_out[8];

/* CODE - a function in assembly, for either privilege level; RDI: its argument */
#define CODE(name, text)           \
	void name(const void *);   \
	asm(".pushsection .text\n" \
	    ".balign 16\n" #name ": endbr64\n" text ".popsection")

#endif
