/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What #DB handlers see: every hit is recorded with its RIP, DR6, DR7 and RF,
 * and compared with a list, so that a hit that is lost, doubled, early or late
 * is noticed as well as a wrong one.
 *
 * Intel SDM vol. 3, chapter 17 (debug, branch profile, TSC): 17.2 registers,
 * 17.3 exceptions; 6.8.3 (masking exceptions when switching stacks).
 */
#ifndef X86_DEBUG_EXCEPTIONS_SUITE_H
#define X86_DEBUG_EXCEPTIONS_SUITE_H

#include <test/test.h>
#include <x86/cpu.h>
#include <x86/features.h>
#include <x86/width.h>

#define DEBUG_SUITE                                                          \
	TEST_SUITE("debug-exceptions",                                       \
		   .summary =                                                \
			   "#DB comes exactly where, as often and with the " \
			   "DR6 that the debug registers and TF ask for",    \
		   .setup = debug_setup)

#ifdef __x86_64__
#define WORD			 ".quad"
#define ARG			 ""
#define LOAD_ADDRESS(label, reg) "lea " label "(%rip), %r" reg "\n"
#define JCXZ			 "jrcxz"
#define LRET			 "lretq"
#else
#define WORD ".long"
#define ARG  "mov 16(%esp), %edi\n"
#define LOAD_ADDRESS(label, reg) "mov $" label ", %e" reg "\n"
#define JCXZ			 "jecxz"
#define LRET			 "lret"
#endif

/*
 * SEQ - a function: BX, SI and DI may be used, DI is its argument
 *
 * HIT(dr6) in its text marks an address that a #DB is expected to save, in the
 * order of the text; the list is id##_hits up to id##_hits_end. HIT_AT() names
 * the address by a label.
 */
#define SEQ(id, text)                                                         \
	void id(const void *arg);                                             \
	extern const struct expected id##_hits[], id##_hits_end[];            \
	asm(".pushsection .rodata\n"                                          \
	    ".balign 8\n"                                                     \
	    ".globl " #id "_hits, " #id "_hits_end, " #id "\n" #id "_hits:\n" \
	    ".popsection\n"                                                   \
	    ".pushsection .text\n"                                            \
	    ".type " #id ", @function\n" #id ":\n"                            \
	    "push " R "bx\n"                                                  \
	    "push " R "si\n"                                                  \
	    "push " R "di\n" ARG text "\n"                                    \
	    "pop " R "di\n"                                                   \
	    "pop " R "si\n"                                                   \
	    "pop " R "bx\n"                                                   \
	    "ret\n"                                                           \
	    ".size " #id ", . - " #id "\n"                                    \
	    ".popsection\n"                                                   \
	    ".pushsection .rodata\n" #id "_hits_end:\n"                       \
	    ".popsection\n")

#define HIT(dr6) "\n771:\n" HIT_AT("771b", dr6)
#define HIT_AT(label, dr6)                        \
	"\n.pushsection .rodata\n" WORD " " label \
	", " STR(dr6) "\n"                        \
		      ".popsection\n"
#define STR(x)	STR_(x)
#define STR_(x) #x

/* Whole values of DR6, as the asm above takes them. */
#define BS	0xffff4ff0
#define B0	0xffff0ff1
#define B1	0xffff0ff2
#define BS_B0	0xffff4ff1
#define BD	0xffff2ff0
#define BS_BD	0xffff6ff0
#define NOTHING 0xffff0ff0 /* ICEBP leaves DR6 as it is */

/*
 * Between these two, each instruction is stepped. POPF that sets TF is not;
 * the one that clears it is (17.3.1.4).
 */
#define STEP_ON                   \
	"pushf\n"                 \
	"pushf\n"                 \
	"orl $0x100, (" R "sp)\n" \
	"popf\n"
#define STEP_OFF "popf\n" HIT(BS)

struct expected {
	uintptr_t pc;
	unsigned long dr6;
};

struct hit {
	uintptr_t pc;
	unsigned long dr6, dr7, flags, cx, di, sp;
	bool user;
};

enum {
	HITS_MAX = 64
};

extern struct record {
	unsigned int nr;
	struct hit hits[HITS_MAX];
	bool keep_dr6; /* else the handler writes DR6_INIT */
	bool any_rf;   /* the case looks at RF itself */
	unsigned long dr7_set;
	unsigned long dr6, dr7; /* what was left behind */
} recorded;

/* CPL 0, or CPL 3 with IOPL 3; IF is off. */
extern const struct mode {
	const char *name;
	bool user;
} modes[2];

void debug_setup(void);

/**
 * run_debug - fn(arg) with this DR6 and DR7, and #DB recorded
 *
 * The handler sets RF after an instruction breakpoint, so that each hits once.
 */
void run_debug(bool user, void (*fn)(const void *), const void *arg,
	       unsigned long dr6, unsigned long dr7);

/* the common case: DR6_INIT, no breakpoints */
void run_steps(bool user, void (*fn)(const void *), const void *arg);

/** write_dr - DR0..DR3 by number */
void write_dr(unsigned int n, unsigned long value);

/** expect_hits - exactly these, each with RF=0, and DR7 as it was */
void expect_hits(const struct expected *list, const struct expected *end);

#define EXPECT_HITS(id) expect_hits(id##_hits, id##_hits_end)

/** expect_hit - hit @n of the record alone */
void expect_hit(unsigned int n, uintptr_t pc, unsigned long dr6);

#endif
