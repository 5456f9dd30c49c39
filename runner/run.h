/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The runner's data model: what a run consists of, from the command line to the
 * results. Layers, each with its own header and its own unit test:
 *
 *	options.c  command line          -> struct options
 *	config.c   unittests.cfg         -> struct config (sections);
 *		   config_check.c: against the suites that exist, unless
 *		   checked.c knows that nothing has changed since
 *	image.c    build/T/D/S.elf       -> struct image (suites, cases, rows), by
 *		   memory.c; images.c finds them
 *	engine.c   VMM binaries          -> struct engine (probed capabilities)
 *	session.c  where all of this is, and which engines are taken
 *	plan.c     all of these          -> struct plan (units with their cases),
 *		   select.c: by names and groups
 *	ktap.c     a guest's serial line -> struct ktap_event
 *	guest.c    one VM                -> struct result, by verdict.c's rules
 *	loop.c     all VMs of a run (libuv)
 *	journal.c  results.jsonl, written as results arrive, read by report
 *	sinks.c    hands every event to all who want to hear of it
 *	record.c   what has happened, without a plan: collected, or read again
 *	report.c   the terminal; tap.c junit.c json.c: files
 *	symbols.c  addresses -> function, file, line (elfutils)
 *
 * Functions return 0 or a negative errno and print nothing. What is wrong goes
 * into a struct error as one sentence that names file, line and value; main.c
 * prints it.
 */
#ifndef RUNNER_RUN_H
#define RUNNER_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HVCHECK_VERSION "0.1"

/* --------------------------------------------------------------- errors -- */

struct error {
	char text[1024]; /* one sentence, no newline; "" where there is none */
};

/**
 * error_set - say what is wrong; returns -@code for `return error_set(...)`
 */
int error_set(struct error *error, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* -------------------------------------------------------------- targets -- */

/* One row of the target table (target.c): all that differs between them. */
struct target {
	const char *name;	 /* "x86_64": build/<name>/, ids, --arch */
	const char *port;	 /* "x86": the folder of its suites */
	const char *qemu;	 /* "qemu-system-x86_64", without a path */
	const char *qemu_too;	 /* another that runs it; NULL: none */
	const char *const *host; /* uname -m of hosts whose KVM runs it; NULL-ended */
	const char *machine;	 /* QEMU machine type by default: "q35" */
	const char *firmware;	 /* -bios by default: "qboot.rom"; NULL: none */
	const char *cpu_kvm;	 /* -cpu by default */
	const char *cpu_tcg;
	const char *const *argv; /* fixed QEMU options: console, exit device, ... */
	const char *form; /* "img": what QEMU loads, beside the ELF; NULL: the ELF */
	bool exit_status;	 /* the guest's status reaches QEMU's exit status */
	unsigned int memory_mib; /* by default */
	const char *unfit; /* kind of engine that cannot run it; NULL: none */
	const char *unfit_reason;
};

extern const struct target targets[]; /* ended by .name == NULL */
const struct target *target_find(const char *name);
const struct target *target_native(void); /* this machine's; NULL: not a target */

/* --------------------------------------------------------------- images -- */

/* One case or row as the ELF file lists it. */
struct image_case {
	char *name;	 /* "msr.efer/nxe", "access.matrix" */
	char *summary;
	char *file;	 /* source, relative to the tree */
	unsigned int line;
	unsigned int kind; /* enum proto_kind */
	unsigned int ends; /* enum proto_ends */
	uint64_t nr_states; /* PROTO_KIND_NUMBERED: "name/0" ... */
	char **needs;	   /* "XSAVE (CPUID.1:ECX[26])", NULL-ended; may be NULL */
};

struct image {
	const struct target *target;
	char *suite;   /* "msr": the file's name without ".elf" and "@BUILD" */
	char *build;   /* "mode-m" of NAME@mode-m.elf; NULL: the plain one */
	char *dir;     /* "x86", "common" */
	char *path;    /* of the ELF file */
	char *summary; /* of the suite record */
	struct image_case *cases; /* in plan order, see protocol.h */
	size_t nr_cases;
};

/* -------------------------------------------------------------- engines -- */

enum accel { ACCEL_TCG, ACCEL_KVM, ACCEL_BOCHS };

struct engine {
	char *name;	/* "qemu-tcg", "qemu-kvm", "qemu-10-tcg" */
	char *kind;	/* for expectations: name + "/vmx", "/svm", "/pvm" on KVM */
	char *binary;	/* absolute path */
	enum accel accel;
	unsigned int version[3]; /* of the VMM; KVM: of the host kernel */
	char *version_text;	 /* "QEMU 7.2.22 (Debian ...)" */
	unsigned int factor;	 /* multiplies deadlines */
	bool extra;		 /* beside the default one: runs when named */
	char *data_dir;		 /* -L, NULL: the binary's own */
	/* capabilities, from one probe per binary, cached: */
	char **machines, **cpus, **devices; /* NULL-ended */
};

/* -------------------------------------------------- expectations, config -- */

enum state {
	STATE_NONE, /* no result yet */
	STATE_PASS,
	STATE_SKIP,
	STATE_XFAIL, /* failed as expected */
	STATE_FLAKY, /* passed, but only on retry */
	STATE_XPASS, /* an expectation that did not come true */
	STATE_FAIL,
	STATE_TIMEOUT,
	STATE_CRASH, /* the VM or the guest died */
	STATE_ERROR, /* the test, the harness or the host is to blame */
	STATE_CANCELLED,
};
const char *state_name(enum state state); /* "pass" */

struct version_range {
	char op[3]; /* "", "<", "<=", "=", ">=", ">" */
	unsigned int version[3];
	unsigned int nr; /* how many numbers of it were given */
};

/* expect = CASEGLOB: fail[(N)]|crash|timeout on ENGINE [RANGE...] [cpu=M]: REASON */
struct expectation {
	char *cases;	  /* glob over "case" or "case/row", suite left out */
	enum state state; /* STATE_FAIL, STATE_CRASH, STATE_TIMEOUT; STATE_PASS: of
			     what a variant inherits, this does not hold */
	uint64_t nr_failed; /* STATE_FAIL: N; 0: any number */
	char *engine;	  /* glob over engine kind or name */
	struct version_range range[2];
	unsigned int nr_range;
	char *cpu; /* glob over the CPU model; NULL: any */
	char *reason;
	char *file; /* where it stands, for messages */
	unsigned int line;
};

/* One section of unittests.cfg. Settings that were not given: NULL or 0. */
struct section {
	char *suite;   /* "gic" of [gic@v3] */
	char *variant; /* "v3"; NULL for [gic] */
	char *file;
	unsigned int line;
	unsigned int smp, memory_mib, timeout_ms;
	char *machine, *cpu, *firmware, *args, *build;
	char **qemu;  /* words, NULL-ended; never given to a shell */
	char **cases; /* globs, NULL-ended; NULL: all of them */
	char **groups, **engines, **archs;
	struct expectation *expect;
	size_t nr_expect;
};

struct config {
	struct section defaults; /* what stands before the first section */
	struct section *sections;
	size_t nr_sections;
	uint64_t hash; /* of the files that it was read from */
};

/* ----------------------------------------------------------------- plan -- */

/* One case of a unit that is to run. */
struct plan_case {
	const struct image_case *image;
	const char *name; /* as the guest spells it: "msr.efer/nxe",
			     "access.matrix", "access.matrix/0x3f21" */
	char *id;	  /* "x86_64/msr@v.efer/nxe" */
	const struct expectation *expect; /* NULL: must pass */
	uint64_t timeout_ms;		  /* the engine's factor included */
	bool last; /* expected to crash or time out: PROTO_ARG_LAST */
};

/* One VM boot (more where VMs die): a suite, its settings, an engine. */
struct unit {
	char *id; /* "x86_64/msr@v" */
	const struct image *image;
	const struct section *section; /* its qemu and args count; NULL: none */
	const struct engine *engine;
	char *machine, *cpu, *firmware; /* what it comes down to */
	unsigned int smp, memory_mib;
	uint64_t case_timeout_ms, boot_timeout_ms, unit_timeout_ms;
	struct plan_case *cases; /* in the order of the guest's plan */
	size_t nr_cases;
	bool migrates;		 /* it needs two VMs at times */
	bool all_cases;		 /* nothing was left out of the image's cases */
	unsigned int repetition; /* of --repeat: 1, ... */
	uint64_t expected_us;	 /* recorded duration; 0: unknown */
	char *skip_reason;	 /* "capability: ..."; NULL: to be run */
};

struct plan {
	struct unit *units; /* longest first */
	size_t nr_units;
	size_t nr_cases;
};

/* -------------------------------------------------------------- results -- */

/* What became of one case. */
struct result {
	const struct unit *unit;
	const struct plan_case *planned; /* NULL: it stands for the unit itself */
	enum state state;
	char *reason;	 /* one line: first failed check, skip reason, end of the VM */
	char *log;	 /* its part of the guest's console, for failures */
	char *command;	 /* repeats this case alone */
	uint64_t time_us;
	uint64_t checks, failed;
	unsigned int attempt; /* 1, ... */
	unsigned int vm;      /* which VM of the unit, 1, ... */
	char *log_file;	      /* the VM's whole console */
	bool retried;	      /* another attempt follows: this one is not counted */
};

struct totals {
	size_t by_state[STATE_CANCELLED + 1];
	size_t nr_cases;
};

/* ------------------------------------------------------------------ run -- */

struct options; /* options.h */

/*
 * Who wants to hear of results: journal, terminal, report files. Called in the
 * order of events, from the loop's one thread. Any function may be NULL. The
 * loop calls them through sinks.h, which also counts and symbolises.
 */
struct run;
struct sink {
	int (*begin)(struct sink *sink, const struct run *run,
		     struct error *error);
	void (*unit_begin)(struct sink *sink, const struct unit *unit);
	void (*case_begin)(struct sink *sink, const struct unit *unit,
			   const struct plan_case *planned);
	int (*result)(struct sink *sink, const struct result *result,
		      struct error *error);
	void (*bench)(struct sink *sink, const struct unit *unit,
		      const char *record);
	void (*unit_end)(struct sink *sink, const struct unit *unit,
			 uint64_t time_us);
	int (*end)(struct sink *sink, const struct run *run,
		   struct error *error); /* also after an interruption */
	void (*release)(struct sink *sink);
	struct sink *next;
};

struct run {
	const struct options *options;
	const struct config *config;
	struct plan *plan;
	struct engine **engines;
	size_t nr_engines;
	struct sink *sinks;
	struct sink *terminal; /* report_sink()'s, for its status line; or NULL */
	struct totals totals;
	char *engine_reason; /* "qemu-tcg: /dev/kvm is missing" */
	char *build_dir;     /* absolute: .../build */
	char *source_dir;    /* of the tree, or NULL */
	char *results_dir;   /* build/results/<run> */
	char *id;	     /* of the run: "20261121-101502-4711" */
	char **argv;	     /* the command line, for the record; NULL: none */
	char *resumed;	     /* id of the run that this one goes on with, or NULL */
	struct symbols *symbols; /* symbols.h; NULL: addresses stay as they are */
	uint64_t seed;
	bool allow_skip_all; /* every case skipped is no failure */
	bool flaky_pass;     /* a flaky case is no failure */
	bool interrupted;
	bool could_not_run; /* a VMM that would not start, nothing ran, ... */
	uint64_t time_us;
};

/* Exit statuses; the highest of 130, 2, 1 wins. */
enum {
	EXIT_ALL_GOOD = 0,
	EXIT_SOME_FAILED = 1,
	EXIT_COULD_NOT_RUN = 2,
	EXIT_INTERRUPTED = 130,
};
int run_exit_status(const struct run *run);

/** glob_match - * and ?, over the whole text */
bool glob_match(const char *glob, const char *text);

#endif
