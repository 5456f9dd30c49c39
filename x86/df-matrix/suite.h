/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An exception whose delivery raises another one. What arrives then is the other
 * one, #DF, or nothing: the processor shuts down.
 *
 * Intel SDM vol. 3, 6.15, interrupt 8 (table 6-5: conditions for generating a
 * double fault) and 6.13 (error code); AMD APM vol. 2, 8.2.9.
 */
#ifndef X86_DF_MATRIX_SUITE_H
#define X86_DF_MATRIX_SUITE_H

#include <mm/page.h>
#include <test/test.h>
#include <x86/cpu.h>
#include <x86/desc.h>
#include <x86/features.h>
#include <x86/run/provoke.h>

#define DF_MATRIX_SUITE                                                       \
	TEST_SUITE("df-matrix",                                               \
		   .summary = "an exception in the delivery of another one: " \
			      "serial, double fault, shutdown")

enum {
	GATE_PRESENT = 0x80,
	/* what this suite puts into the spare entries of the GDT */
	SEL_ABSENT_CODE = PROVOKE_SEL_FREE,
	SEL_LDT = PROVOKE_SEL_FREE + 0x08, /* two entries with 64 bits */
	SEL_CODE1 = PROVOKE_SEL_FREE + 0x18,
	SEL_STACK1 = PROVOKE_SEL_FREE + 0x20,
	SEL_BEYOND = PROVOKE_SEL_BEYOND,
	SEL_IN_LDT = 0x20 | ERROR_TI,
	SEL_IN_LDT_TOO = 0x40 | ERROR_TI,
};

struct second {
	enum trap_cause cause; /* TRAP_NONE: the first one arrives */
	void (*damage)(unsigned int vector);
	enum {
		PLAIN,
		OF_GATE, /* the error code names the gate */
		OF_TR	 /* or the TSS */
	} kind;
	unsigned long error; /* without EXT */
	uintptr_t (*address)(void);
};

/* X(name in C, name of the row), with arguments in front. */
#ifdef __x86_64__
#define CODE_WIDTH DESC_L
#define GATES "gate64" /* in names of rows: what engines get wrong in one width */
#define SECONDS_CONTRIBUTORY(X, ...)                                    \
	X(__VA_ARGS__, gate_absent, "gate64-absent")                    \
	X(__VA_ARGS__, gate_type, "gate64-type")                        \
	X(__VA_ARGS__, gate_type_absent, "gate64-type-absent")          \
	X(__VA_ARGS__, cs_null, "cs-null")                              \
	X(__VA_ARGS__, cs_beyond, "cs-beyond")                          \
	X(__VA_ARGS__, cs_data, "cs-data")                              \
	X(__VA_ARGS__, cs_absent, "cs-absent")                          \
	X(__VA_ARGS__, cs_compat, "cs-compat")                          \
	X(__VA_ARGS__, ist_limit, "ist-limit")                          \
	X(__VA_ARGS__, ist_not_canonical, "ist-not-canonical")
#define SECONDS_PAGE_FAULT(X, ...)                                      \
	X(__VA_ARGS__, cs_unmapped, "cs-unmapped")                      \
	X(__VA_ARGS__, ist_unmapped, "ist-unmapped")                    \
	X(__VA_ARGS__, ist_across, "ist-across")                        \
	X(__VA_ARGS__, ist_readonly, "ist-readonly")
#define SECONDS_USER_CONTRIBUTORY(X, ...) SECONDS_CONTRIBUTORY(X, __VA_ARGS__)
#define SECONDS_USER_PAGE_FAULT(X, ...) SECONDS_PAGE_FAULT(X, __VA_ARGS__)
#else
#define CODE_WIDTH DESC_DB
#define GATES "gate32"
#define SECONDS_CONTRIBUTORY(X, ...)                                    \
	X(__VA_ARGS__, gate_absent, "gate32-absent")                    \
	X(__VA_ARGS__, gate_type, "gate32-type")                        \
	X(__VA_ARGS__, gate_type_absent, "gate32-type-absent")          \
	X(__VA_ARGS__, cs_null, "cs-null")                              \
	X(__VA_ARGS__, cs_beyond, "cs-beyond")                          \
	X(__VA_ARGS__, cs_data, "cs-data")                              \
	X(__VA_ARGS__, cs_absent, "cs-absent")
#define SECONDS_PAGE_FAULT(X, ...) X(__VA_ARGS__, cs_unmapped, "cs-unmapped")
/* CPL 3 to CPL 1, so that the other gates still have a stack to go to */
#define SECONDS_USER_CONTRIBUTORY(X, ...)                               \
	SECONDS_CONTRIBUTORY(X, __VA_ARGS__)                            \
	X(__VA_ARGS__, stack_null, "stack-null")                        \
	X(__VA_ARGS__, stack_beyond, "stack-beyond")                    \
	X(__VA_ARGS__, stack_rpl, "stack-rpl")                          \
	X(__VA_ARGS__, stack_dpl, "stack-dpl")                          \
	X(__VA_ARGS__, stack_readonly, "stack-readonly")                \
	X(__VA_ARGS__, stack_absent, "stack-absent")
#define SECONDS_USER_PAGE_FAULT(X, ...)                                 \
	SECONDS_PAGE_FAULT(X, __VA_ARGS__)                              \
	X(__VA_ARGS__, stack_unmapped, "stack-unmapped")                \
	X(__VA_ARGS__, stack_across, "stack-across")
#endif

#define DECLARE_SECOND(f, id, name) extern const struct second second_##id;
SECONDS_USER_CONTRIBUTORY(DECLARE_SECOND, )
SECONDS_USER_PAGE_FAULT(DECLARE_SECOND, )
extern const struct second second_none;

#define SECOND(id) const struct second second_##id

/** damage_df_stack - take away the stack of #DF's handler, or its task */
void damage_df_stack(void);

/** descriptors - fill the spare entries of the GDT, and LDTR */
void descriptors(void);

/** run_both - provoke the first one at CPL 0 or 3, with the second in its way */
struct outcome run_both(const struct provocation *f, const struct second *s,
			bool user, struct registers *in);

/* Pages of the kernel's, in this order. */
enum page {
	UNMAPPED,
	MAPPED,
	UNMAPPED_TOO,
	READ_ONLY,
	NR_PAGES
};

/** damaged_page - where it is; the same addresses in all cases */
uint8_t *damaged_page(enum page page);

/** ldt_address - where a descriptor of the LDT would be, in no page */
uintptr_t ldt_address(unsigned int selector);

/** set_selector - change what segment a gate leads to */
void set_selector(unsigned int vector, uint16_t selector);

/** set_absent - clear the gate's P */
void set_absent(unsigned int vector);

#endif
