/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Test suites, cases and checks. docs/writing-tests.md is the introduction.
 *
 *	TEST_SUITE("xsetbv", .summary = "...", .needs = NEEDS(&x86_xsave),
 *		   .setup = enable_xsave);
 *	TEST(user_mode, "raises #GP(0) at CPL 3") { ... }
 *	TEST_EACH(value, const struct row *r, rows, "takes effect") { ... }
 *
 * One file is one suite; the macros declare, nothing registers.
 */
#ifndef LIB_TEST_TEST_H
#define LIB_TEST_TEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <test/protocol.h>
#include <trap.h>

/* ----------------------------------------------------- declarations ---- */

/* Something the machine may lack. A port's table of them is features.c. */
struct feature {
	const char *name;    /* as the manual spells it: "XSAVE" */
	const char *where;   /* where the manual says so: "CPUID.1:ECX[26]" */
	bool (*probe)(void); /* side-effect free; the result is kept */
};

struct test_suite {
	uintptr_t magic;
	const char *name;
	const char *summary;
	const struct feature *const *needs;
	void (*setup)(void);
};

struct test {
	uintptr_t magic;
	uintptr_t kind;
	const char *name;
	const char *summary;
	const char *file;
	uintptr_t line;
	const struct test_suite *suite;
	const struct feature *const *needs;
	uintptr_t ends;
	const void *rows;
	uintptr_t row_size;
	uintptr_t nr_rows;
	void (*run)(const void *row);
};

/* The ways a case's right result may end the VM: .ends = ENDS_RESET. */
#define ENDS_RESET    PROTO_ENDS_KIND_RESET
#define ENDS_POWEROFF PROTO_ENDS_KIND_POWEROFF
#define ENDS_PANIC    PROTO_ENDS_KIND_PANIC
#define ENDS_REBOOT   PROTO_ENDS_KIND_REBOOT

#define NEEDS(...) ((const struct feature *const[]){ __VA_ARGS__, NULL })

/* The one of this file; every file of a suite in a folder has its own copy. */
#define TEST_SUITE(name_, ...)                                   \
	static const struct test_suite test_this_suite = {       \
		.magic = PROTO_MAGIC, .name = name_, __VA_ARGS__ \
	}

#define TEST_DECLARE_(id_, kind_, summary_, ...)                \
	static const struct test test_##id_##_case = {          \
		.magic = PROTO_MAGIC,                           \
		.kind = kind_,                                  \
		.name = #id_,                                   \
		.summary = summary_,                            \
		.file = __FILE__,                               \
		.line = __LINE__,                               \
		.suite = &test_this_suite,                      \
		__VA_ARGS__                                     \
	};                                                      \
	static const struct test *const test_##id_##_entry      \
		__attribute__((section(PROTO_SECTION), used)) = \
			&test_##id_##_case

/**
 * TEST - one case
 * @id_: its name, "suite.id"; summary: what right behaviour is, as a verb
 * phrase; then any of .needs = NEEDS(...), .ends = ENDS_RESET
 */
#define TEST(id_, ...)                                                    \
	static void test_##id_##_run(const void *);                       \
	TEST_DECLARE_(id_, PROTO_KIND_CASE,                               \
		      TEST_SUMMARY_(__VA_ARGS__).run = test_##id_##_run); \
	static void test_##id_##_run(const void *test_row_                \
				     __attribute__((unused)))

/* "summary", .a = b, ...  ->  "summary", .a = b, ..., */
#define TEST_SUMMARY_(...) __VA_ARGS__,

/**
 * TEST_EACH - one case a row of an array, "suite.id/row-name"
 * @row_: declares what the body calls the row: const struct row *r
 * @rows_: the array; the first member of its struct is const char *name
 */
#define TEST_EACH(id_, row_, rows_, ...)                             \
	static void test_##id_##_run(const void *);                  \
	static void test_##id_##_body(row_);                         \
	TEST_DECLARE_(id_, PROTO_KIND_EACH,                          \
		      TEST_SUMMARY_(__VA_ARGS__).rows = rows_,       \
		      .row_size = sizeof((rows_)[0]),                \
		      .nr_rows = sizeof(rows_) / sizeof((rows_)[0]), \
		      .run = test_##id_##_run);                      \
	static void test_##id_##_run(const void *test_row_)          \
	{                                                            \
		test_##id_##_body(test_row_);                        \
	}                                                            \
	static void test_##id_##_body(row_)

/**
 * TEST_NUMBERED - one case over a huge space of states 0 .. count_ - 1
 * @number_: declares what the body calls the state: uint64_t state
 *
 * The body checks the one state. "suite.id" runs all of them and stops after 20
 * that failed, each printed as "suite.id/0x1f", which also selects it alone.
 */
#define TEST_NUMBERED(id_, number_, count_, ...)                     \
	static void test_##id_##_run(const void *);                  \
	static void test_##id_##_body(number_);                      \
	TEST_DECLARE_(id_, PROTO_KIND_NUMBERED,                      \
		      TEST_SUMMARY_(__VA_ARGS__).nr_rows = (count_), \
		      .run = test_##id_##_run);                      \
	static void test_##id_##_run(const void *test_row_)          \
	{                                                            \
		test_##id_##_body(*(const uint64_t *)test_row_);     \
	}                                                            \
	static void test_##id_##_body(number_)

/** BENCH - a case that measures, with bench_run(); its checks count as usual */
#define BENCH(id_, ...)                                                   \
	static void test_##id_##_run(const void *);                       \
	TEST_DECLARE_(id_, PROTO_KIND_BENCH,                              \
		      TEST_SUMMARY_(__VA_ARGS__).run = test_##id_##_run); \
	static void test_##id_##_run(const void *test_row_                \
				     __attribute__((unused)))

/* ----------------------------------------------------------- checks ---- */

/*
 * EXPECT_ notes a failure and goes on; ASSERT_ also ends the case, from any
 * depth of helper. On a secondary CPU ASSERT_ ends the function that on_cpu()
 * started there, and the case when the boot CPU next waits for it.
 * (actual, expected); each side is evaluated once, actual first; both are
 * printed, as
 *
 *	# common/time.c:31: EXPECT_EQ(a, b): got 0x10 (16), expected 0x11 (17)
 *	# common/time.c:32: EXPECT_LT(a, b): got 0x10 (16), expected < 0x9 (9)
 *
 * with " (on CPU 2)" added away from the boot CPU and " (inverted)" where the
 * argument `invert` turned the verdict round.
 */
#define EXPECT_EQ(actual, expected) \
	TEST_CMP_(EXPECT, EQ, #actual ", " #expected, actual, expected)
#define EXPECT_NE(actual, expected) \
	TEST_CMP_(EXPECT, NE, #actual ", " #expected, actual, expected)
#define EXPECT_LT(actual, expected) \
	TEST_CMP_(EXPECT, LT, #actual ", " #expected, actual, expected)
#define EXPECT_LE(actual, expected) \
	TEST_CMP_(EXPECT, LE, #actual ", " #expected, actual, expected)
#define EXPECT_GT(actual, expected) \
	TEST_CMP_(EXPECT, GT, #actual ", " #expected, actual, expected)
#define EXPECT_GE(actual, expected) \
	TEST_CMP_(EXPECT, GE, #actual ", " #expected, actual, expected)
#define ASSERT_EQ(actual, expected) \
	TEST_CMP_(ASSERT, EQ, #actual ", " #expected, actual, expected)
#define ASSERT_NE(actual, expected) \
	TEST_CMP_(ASSERT, NE, #actual ", " #expected, actual, expected)
#define ASSERT_LT(actual, expected) \
	TEST_CMP_(ASSERT, LT, #actual ", " #expected, actual, expected)
#define ASSERT_LE(actual, expected) \
	TEST_CMP_(ASSERT, LE, #actual ", " #expected, actual, expected)
#define ASSERT_GT(actual, expected) \
	TEST_CMP_(ASSERT, GT, #actual ", " #expected, actual, expected)
#define ASSERT_GE(actual, expected) \
	TEST_CMP_(ASSERT, GE, #actual ", " #expected, actual, expected)

#define EXPECT_TRUE(actual)  TEST_BOOL_(EXPECT, TRUE, #actual, actual, true)
#define EXPECT_FALSE(actual) TEST_BOOL_(EXPECT, FALSE, #actual, actual, false)
#define ASSERT_TRUE(actual)  TEST_BOOL_(ASSERT, TRUE, #actual, actual, true)
#define ASSERT_FALSE(actual) TEST_BOOL_(ASSERT, FALSE, #actual, actual, false)

/*
 * NUL-terminated text; memory of len bytes (prints where they differ first).
 * No bytes at all are an error: that check could not fail.
 */
#define EXPECT_STREQ(actual, expected)                                      \
	test_streq(TEST_AT_(EXPECT, STREQ, #actual ", " #expected), actual, \
		   expected)
#define ASSERT_STREQ(actual, expected)                                      \
	test_streq(TEST_AT_(ASSERT, STREQ, #actual ", " #expected), actual, \
		   expected)
#define EXPECT_MEMEQ(actual, expected, len)                                   \
	test_memeq(TEST_AT_(EXPECT, MEMEQ, #actual ", " #expected ", " #len), \
		   actual, expected, len)
#define ASSERT_MEMEQ(actual, expected, len)                                   \
	test_memeq(TEST_AT_(ASSERT, MEMEQ, #actual ", " #expected ", " #len), \
		   actual, expected, len)

/*
 * A struct trap from trap_catch(): its cause, and its error code, which is 0
 * where the three-argument form is not used. TRAP_NONE: there was none.
 * _TRAP_CAUSE takes any error code, for suites of every architecture.
 */
#define EXPECT_TRAP(trap, cause) \
	test_trap(TEST_AT_(EXPECT, TRAP, #trap ", " #cause), trap, cause, 0)
#define ASSERT_TRAP(trap, cause) \
	test_trap(TEST_AT_(ASSERT, TRAP, #trap ", " #cause), trap, cause, 0)
#define EXPECT_TRAP_ERROR(trap, cause, error)                                  \
	test_trap(TEST_AT_(EXPECT, TRAP_ERROR, #trap ", " #cause ", " #error), \
		  trap, cause, error)
#define ASSERT_TRAP_ERROR(trap, cause, error)                                  \
	test_trap(TEST_AT_(ASSERT, TRAP_ERROR, #trap ", " #cause ", " #error), \
		  trap, cause, error)

#define EXPECT_TRAP_CAUSE(trap, cause)                                         \
	test_trap_cause(TEST_AT_(EXPECT, TRAP_CAUSE, #trap ", " #cause), trap, \
			cause)
#define ASSERT_TRAP_CAUSE(trap, cause)                                         \
	test_trap_cause(TEST_AT_(ASSERT, TRAP_CAUSE, #trap ", " #cause), trap, \
			cause)

/*
 * Ends the case: the machine lacks something that .needs cannot name; the test
 * itself could not do its job; a printf format and its arguments.
 */
#define SKIP(...)  test_skip(__VA_ARGS__)
#define ERROR(...) test_error(__VA_ARGS__)

/**
 * test_note - a diagnostic of the running case, printed in any event
 *
 * Text that would read as another record ("run ...", "+...") is moved one blank
 * to the right.
 */
void test_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * test_context - a line printed before the failures of this case from now on
 *
 * For loops: says which iteration it was, costs no output while all is well.
 * Copied; the newest one counts; an empty format ends it.
 */
void test_context(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* ------------------------------------------------------------- undo ---- */

/**
 * test_defer - call undo(value) when the case ends, however it ends
 *
 * Newest first. @undo takes one integer or pointer: test_defer(write_cr4, old)
 */
#define test_defer(undo, value) \
	test_defer_((void (*)(uintptr_t))(undo), (uintptr_t)(value))

/* test_defer2 - the same for undo(value1, value2): test_defer2(wrmsr, msr, old)
   where undo takes (uint32_t, uint64_t) */
#define test_defer2(undo, value1, value2) \
	test_defer2_((void (*)(uint32_t, uint64_t))(undo), value1, value2)

/* -------------------------------------------------- arguments, chance ---- */

/**
 * test_arg - a "key=value" word of the suite's arguments
 *
 * Returns the value, "" for a word "key" alone, NULL where it was not given.
 */
const char *test_arg(const char *key);

/** test_arg_u64 - the same as a number (C notation); a bad one is an ERROR */
uint64_t test_arg_u64(const char *key, uint64_t otherwise);

/**
 * test_random - 64 pseudo-random bits, from the seed in the header line
 *
 * The same seed gives each case the same numbers, whichever cases ran before.
 */
uint64_t test_random(void);

/**
 * test_host - the runner does a PROTO_HOST_* request; SKIPs where it cannot
 *
 * Returns what it has to tell, "key=value ..." or "", until the next request.
 */
const char *test_host(const char *request);
/** test_host_available - whether it can */
bool test_host_available(const char *request);
/** test_host_value - the number of a key in what test_host() returned, or 0 */
uint64_t test_host_value(const char *told, const char *key);

/*
 * Requests that suites make, and what their cases need for it: a case that
 * migrates says so, for the runner must have room for two VMs.
 */
extern const struct feature host_stop_cont, host_migrate, host_migrate_live,
	host_snapshot, host_counters;

/** host_stop - all CPUs stand still for a moment */
void host_stop(void);
/** host_migrate_now - go on in another VM */
void host_migrate_now(void);
/** host_snapshot_now - the same through a file, with no VM in between */
void host_snapshot_now(void);

/**
 * host_migrate_begin - migrate again and again, until host_migrate_end()
 *
 * The end waits until that was done three times, and returns how often it was.
 * The case, which needs host_migrate_live, goes on meanwhile, and may ask for
 * nothing else.
 */
void host_migrate_begin(void);
unsigned int host_migrate_end(void);

/**
 * test_ends - say that the VM is about to end as the case's .ends declares
 *
 * To be called right before the act; counts as the case's check. The case is
 * an error if it then goes on. Where a check has failed before, the case ends
 * here, as failed.
 */
void test_ends(void);

/* ------------------------------------------------------------ bench ---- */

/**
 * bench_run - measure fn(arg) and print one "# bench" record
 * @label: added to the case's name after '.', NULL: none
 *
 * Warms up, chooses a batch size so that the clock's resolution does not
 * matter, then takes many samples: median, p99 and minimum of one call, in
 * ticks and nanoseconds. Returns how often @fn was called, so that the case can
 * check its effect.
 */
uint64_t bench_run(const char *label, void (*fn)(void *), void *arg);

/* ---------------------------------------- what the macros above need ---- */

struct test_at { /* where a check stands */
	const char *file;
	const char *text; /* "EXPECT_EQ(a, b)" */
	uint16_t line;
	bool assert;	   /* ends the case when it fails */
	bool is_signed[2]; /* the sides of a comparison */
	uint8_t compare;   /* enum test_compare */
};

/*
 * A constant, so that a check costs its call little more than the address: what
 * the compiler builds on the stack is four stores at each of thousands.
 */
#define TEST_AT_(kind, name, text_, ...)                       \
	__extension__({                                        \
		static const struct test_at test_at_ = {       \
			.file = __FILE__,                      \
			.text = #kind "_" #name "(" text_ ")", \
			.line = __LINE__,                      \
			.assert = #kind[0] == 'A',             \
			__VA_ARGS__                            \
		};                                             \
		&test_at_;                                     \
	})

/*
 * Bit-fields have no typeof, pointers no sign and, on 32-bit targets, no cast
 * to uint64_t. The branch that is not chosen is not evaluated, and neither is the
 * operand of typeof: each side of a check is evaluated once.
 */
#define TEST_IS_POINTER_(v) (__builtin_classify_type(v) == 5)
#define TEST_BITS_(v)                                                          \
	((uint64_t) __builtin_choose_expr(TEST_IS_POINTER_(v), (uintptr_t)(v), \
					  (v)))
#define TEST_INTEGER_(v) (+__builtin_choose_expr(TEST_IS_POINTER_(v), 0u, (v)))
#define TEST_SIGNED_(v) \
	((__typeof__(TEST_INTEGER_(v)))-1 < (__typeof__(TEST_INTEGER_(v)))1)

/* In order: what is expected may depend on what the other side has done. */
#define TEST_CMP_(kind, name, text, actual, expected)                          \
	do {                                                                   \
		const uint64_t test_a_ = TEST_BITS_(actual);                   \
		const uint64_t test_e_ = TEST_BITS_(expected);                 \
		test_compare(TEST_AT_(kind, name, text,                        \
				      .is_signed = { TEST_SIGNED_(actual),     \
						     TEST_SIGNED_(expected) }, \
				      .compare = TEST_COMPARE_##name),         \
			     test_a_, test_e_);                                \
	} while (0)

#define TEST_BOOL_(kind, name, text, actual, expected) \
	test_bool(TEST_AT_(kind, name, text), (actual), expected)

enum test_compare {
	TEST_COMPARE_EQ,
	TEST_COMPARE_NE,
	TEST_COMPARE_LT,
	TEST_COMPARE_LE,
	TEST_COMPARE_GT,
	TEST_COMPARE_GE,
};

/* By mathematical value: -1 is never equal to 0xffffffffffffffff. */
void test_compare(const struct test_at *at, uint64_t actual, uint64_t expected);
void test_bool(const struct test_at *at, bool actual, bool expected);
void test_streq(const struct test_at *at, const char *actual,
		const char *expected);
void test_memeq(const struct test_at *at, const void *actual,
		const void *expected, size_t len);
void test_trap(const struct test_at *at, struct trap actual,
	       enum trap_cause cause, unsigned long error);
void test_trap_cause(const struct test_at *at, struct trap actual,
		     enum trap_cause cause);
void test_skip(const char *format, ...)
	__attribute__((format(printf, 1, 2), noreturn));
void test_error(const char *format, ...)
	__attribute__((format(printf, 1, 2), noreturn));
void test_defer_(void (*undo)(uintptr_t), uintptr_t value);
void test_defer2_(void (*undo)(uint32_t, uint64_t), uint32_t value1,
		  uint64_t value2);

/**
 * test_run_all - the harness itself: plan, run, report, exit
 *
 * Called by lib_main(); does not return.
 */
void test_run_all(const char *cmdline) __attribute__((noreturn));

#endif
