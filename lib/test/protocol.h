/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The serial protocol between a guest and the runner: the one definition
 * that both sides include. docs/protocol.md tells the story; this header
 * has the spelling.
 *
 * A guest's output is KTAP version 1 (Linux, Documentation/dev-tools/ktap.rst),
 * so that any KTAP reader understands a raw log:
 *
 *	KTAP version 1
 *	# hvcheck protocol=1 suite=xsetbv target=x86_64 cpus=1 seed=1
 *	1..3
 *	# run xsetbv.value/x87-alone
 *	ok 1 xsetbv.value/x87-alone # time_us=4 checks=2
 *	# run xsetbv.value/x87-off
 *	# x86/xsetbv.c:46: EXPECT_TRAP(t, r->trap): got no trap, expected #GP(0)
 *	not ok 2 xsetbv.value/x87-off # time_us=3 checks=1 failed=1
 *	# run xsetbv.user_mode
 *	ok 3 xsetbv.user_mode # SKIP needs XSAVE (CPUID.1:ECX[26]) # time_us=0 checks=0
 *	# end pass=1 fail=1 error=0 skip=1
 *
 * A result line is: "ok" or "not ok", the number, the name, then optionally
 * " # DIRECTIVE reason", then " # time_us=N checks=N", and where checks failed
 * " failed=N" (an unexpected trap counts as one): these are always last.
 *
 * Freestanding: includes nothing, so that both sides can.
 */
#ifndef LIB_TEST_PROTOCOL_H
#define LIB_TEST_PROTOCOL_H

#define PROTO_VERSION 1

/* Lines. Each constant is a prefix of a whole line; CR before LF is dropped. */
#define PROTO_KTAP "KTAP version 1"
#define PROTO_HEADER \
	"# hvcheck protocol=" /* VERSION suite= target= cpus= seed= moved= */
#define PROTO_PLAN   "1.."    /* number of cases in the whole plan */
#define PROTO_RUN    "# run " /* NAME, before the case starts */
#define PROTO_OK     "ok "    /* N NAME [# DIRECTIVE why] # figures */
#define PROTO_NOT_OK "not ok "
#define PROTO_END \
	"# end "	       /* pass= fail= error= skip=: the result lines
				    since the header; the last line */
#define PROTO_ENDS  "# ends "  /* KIND: the VM must now end in this way */
#define PROTO_BENCH "# bench " /* NAME key=value... */
#define PROTO_TRAP  "# trap "  /* an unexpected trap: NAME key=value... */
#define PROTO_REGS  "# regs "  /* register=0xvalue... */
#define PROTO_STACK \
	"# stack "		 /* return addresses, innermost first; the first
				    one is the exact address of the instruction */
#define PROTO_PANIC   "# panic " /* the guest library gives up; text */
#define PROTO_HOST    "# host "	 /* REQUEST, see PROTO_HOST_* */
#define PROTO_MORE    "# +" /* continues the record of the line before it */
#define PROTO_COMMENT "# "  /* any other diagnostic of the running case */

/* Directives of a result line, and the figures at its end. */
#define PROTO_DIRECTIVE "# "
#define PROTO_SKIP	"SKIP" /* with "ok" */
#define PROTO_ERROR	"ERROR" /* with "not ok": the test could not do its job */
#define PROTO_XFAIL	"XFAIL" /* with "not ok"; written by the runner only */
#define PROTO_FIGURES	" # time_us=" /* N checks=N [failed=N] */

/*
 * A record longer than this many bytes is cut there and continues on
 * PROTO_MORE lines, each again at most this long with its prefix: SCLP and
 * hypervisor consoles have short buffers, and a torn line then costs little.
 * An escape is never cut in two. No other record begins with PROTO_MORE, nor a
 * diagnostic with any of the prefixes above: its text is then moved one blank to
 * the right.
 */
#define PROTO_LINE_MAX 100

/*
 * Escape: inside a record, a byte outside 0x20..0x7e and '%' itself are sent
 * as % and two lower-case hexadecimal digits, on every console.
 */
#define PROTO_ESCAPE '%'

/* Bytes that names (of targets, suites, cases, rows) are made of. */
#define PROTO_NAME_CHARS \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/@-"
#define PROTO_NAME_MAX 96 /* bytes of "suite.case/row" */

/*
 * How a case whose right result ends the VM must end it (PROTO_ENDS).
 * REBOOT: the same VM boots again and a second header continues the run.
 */
#define PROTO_ENDS_RESET    "reset"
#define PROTO_ENDS_POWEROFF "poweroff"
#define PROTO_ENDS_PANIC    "panic"
#define PROTO_ENDS_REBOOT   "reboot"

enum proto_ends {
	PROTO_ENDS_KIND_NONE = 0,
	PROTO_ENDS_KIND_RESET = 1,
	PROTO_ENDS_KIND_POWEROFF = 2,
	PROTO_ENDS_KIND_PANIC = 3,
	PROTO_ENDS_KIND_REBOOT = 4,
};

/*
 * Guest arguments: words of the boot command line, separated by blanks. Words
 * that are not listed here belong to the suite (test_arg() in test/test.h).
 * Globs know * and ?, and match a whole "suite.case/row".
 */
#define PROTO_ARGS_MAX	  4094 /* bytes of all words and the blanks between */
#define PROTO_ARG_CASES	  "cases=" /* GLOB,GLOB...: run only these */
#define PROTO_ARG_SKIP	  "skip=" /* GLOB,GLOB...: leave these out of the plan */
#define PROTO_ARG_LAST	  "last=" /* GLOB,GLOB...: run these after all others */
#define PROTO_ARG_START	  "start=" /* N: the plan is the same, begin at case N */
#define PROTO_ARG_SHUFFLE "shuffle=" /* SEED: random order within the rank */
#define PROTO_ARG_SEED	  "seed="    /* N: seed of test_random() */
#define PROTO_ARG_INVERT  "invert"   /* negate the verdict of every check */
#define PROTO_ARG_FORCE	  "force"    /* run cases whose needs are not met */
#define PROTO_ARG_CPUS	  "cpus=" /* N: where the machine itself does not say */
#define PROTO_ARG_NESTED  "nested" /* arm64: at EL1 below its own EL2 */
#define PROTO_ARG_HOST	  "host=" /* REQUEST,REQUEST...: what the runner answers */

/*
 * Requests of the host channel. The runner does it, then sends one line: the
 * request, a blank, "ok" or "failed", and where there is something to tell, a
 * blank and key=value words. The guest confirms it with PROTO_HOST_HEARD: what
 * still is on its way to a VM does not migrate with it.
 */
#define PROTO_HOST_STOP_CONT	      "stop-cont"
#define PROTO_HOST_NMI		      "nmi"
#define PROTO_HOST_POWERDOWN	      "powerdown"
#define PROTO_HOST_WAKEUP	      "wakeup"
#define PROTO_HOST_MIGRATE	      "migrate"
#define PROTO_HOST_MIGRATE_CONTINUOUS "migrate-continuous"
#define PROTO_HOST_MIGRATE_STOP	      "migrate-stop" /* ends continuous */
#define PROTO_HOST_SNAPSHOT	      "snapshot"
#define PROTO_HOST_COUNTERS	      "counters"
#define PROTO_HOST_HEARD	      "heard"

/*
 * What the guest writes to its exit device, where it has one that takes a
 * value. On x86 (isa-debug-exit) QEMU then exits with 2 * value + 1.
 */
enum proto_exit {
	PROTO_EXIT_PASS = 0x10, /* no case failed */
	PROTO_EXIT_FAIL = 0x11, /* a case failed, none was an error */
	PROTO_EXIT_ERROR =
		0x12, /* a case was an error, or the library gave up */
};

/*
 * Case records, read from the ELF file without booting it.
 *
 * Section PROTO_SECTION is an array of addresses of test records, in no
 * particular order. A test record, a suite record and a feature record are
 * arrays of words of the ELF class (4 or 8 bytes) in the file's byte order;
 * the enums below are word indexes. A word is an integer, or an address in the
 * image (0: absent), to which a RELATIVE relocation may apply.
 *
 * Order of the plan: suite name, file, line, row; cases with an `ends` kind after
 * the ones without, those that PROTO_ARG_LAST names after all others.
 */
#define PROTO_SECTION ".tests"
#define PROTO_MAGIC   0x48564331u /* "HVC1" */

enum proto_test {
	PROTO_TEST_MAGIC,    /* PROTO_MAGIC */
	PROTO_TEST_KIND,     /* enum proto_kind */
	PROTO_TEST_NAME,     /* -> string, without the suite */
	PROTO_TEST_SUMMARY,  /* -> string */
	PROTO_TEST_FILE,     /* -> string, relative to the source tree */
	PROTO_TEST_LINE,     /* number */
	PROTO_TEST_SUITE,    /* -> suite record */
	PROTO_TEST_NEEDS,    /* -> addresses of feature records, ended by 0 */
	PROTO_TEST_ENDS,     /* enum proto_ends */
	PROTO_TEST_ROWS,     /* -> first row (PROTO_KIND_EACH) */
	PROTO_TEST_ROW_SIZE, /* bytes */
	PROTO_TEST_NR_ROWS,  /* rows, or states (PROTO_KIND_NUMBERED) */
	PROTO_TEST_RUN,	     /* guest's own: function */
	PROTO_TEST_WORDS,
};

enum proto_kind {
	PROTO_KIND_CASE = 0,
	PROTO_KIND_EACH = 1, /* one case a row; a row's first word -> name */
	PROTO_KIND_NUMBERED = 2, /* one case; "name/0x1f" runs one state alone;
				    the number is C's, in a glob list it stands
				    by itself; listed as "name/ *" without the blank */
	PROTO_KIND_BENCH = 3,
};

enum proto_suite {
	PROTO_SUITE_MAGIC, /* PROTO_MAGIC */
	PROTO_SUITE_NAME,
	PROTO_SUITE_SUMMARY,
	PROTO_SUITE_NEEDS, /* as PROTO_TEST_NEEDS, for all of its cases */
	PROTO_SUITE_SETUP, /* guest's own: function */
	PROTO_SUITE_WORDS,
};

enum proto_feature {
	PROTO_FEATURE_NAME,  /* "XSAVE" */
	PROTO_FEATURE_WHERE, /* "CPUID.1:ECX[26]" */
	PROTO_FEATURE_PROBE, /* guest's own: function */
	PROTO_FEATURE_WORDS,
};

#endif
