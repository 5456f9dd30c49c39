/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which engine is taken, and what is said about it. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
/* cmocka.h wants the four standard headers above before it */
#include <cmocka.h>

#include "alloc.h"
#include "options.h"
#include "session.h"

static struct engine tcg = { .name = (char *)"qemu-7-tcg",
			     .kind = (char *)"qemu-tcg",
			     .binary = (char *)"/7",
			     .accel = ACCEL_TCG };
static struct engine kvm = { .name = (char *)"qemu-7-kvm",
			     .kind = (char *)"qemu-kvm/vmx",
			     .binary = (char *)"/7",
			     .accel = ACCEL_KVM };
static struct engine other = { .name = (char *)"qemu-10-tcg",
			       .kind = (char *)"qemu-tcg",
			       .binary = (char *)"/10",
			       .accel = ACCEL_TCG };
static struct engine *all[] = { &tcg, &kvm, &other, NULL };

/*
 * @nr: how many of all the engines there are; @named: of --engine, or NULL.
 * Returns the names of the chosen ones with blanks between them, malloc'ed.
 */
static char *choose(const struct kvm_facts *facts, size_t nr, char **named,
		    char **reason, struct error *error)
{
	struct options options = { .engines = named };
	struct target_engines target = { target_find("x86_64"), NULL };
	struct session session = {
		.options = &options,
		.engines = all,
		.nr_engines = nr,
		.targets = &target,
		.nr_targets = 1,
		.kvm = *facts,
	};
	char *names = xstrdup("");

	target.engines = xcalloc(nr + 1, sizeof(*all));
	memcpy(target.engines, all, nr * sizeof(*all));
	error->text[0] = '\0';
	session_choose(&session, error);
	for (size_t i = 0; i < session.nr_chosen; i++) {
		char *longer = xasprintf("%s%s%s", names, i ? " " : "",
					 session.chosen[i]->name);

		free(names);
		names = longer;
	}
	*reason = session.engine_reason ? session.engine_reason : xstrdup("");
	free(session.chosen);
	free(target.engines);
	return names;
}

static const struct kvm_facts hardware = { .usable = true, .kind = "vmx" };
static const struct kvm_facts software = { .usable = true,
					   .kind = "pvm",
					   .software = true };
static const struct kvm_facts missing = { .why = "/dev/kvm: it is missing" };

static void default_rule(void **state)
{
	/* clang-format off: a table */
	static const struct {
		const struct kvm_facts *facts;
		size_t nr;
		const char *chosen, *reason;
	} rows[] = {
		{ &hardware, 2, "qemu-7-kvm", "qemu-7-kvm: hardware KVM, vmx" },
		{ &software, 2, "qemu-7-tcg",
		  "qemu-7-tcg: KVM here is software (kvm_pvm), which runs only when named with --engine=qemu-kvm" },
		{ &missing, 1, "qemu-7-tcg",
		  "qemu-7-tcg: no KVM: /dev/kvm: it is missing" },
		{ &hardware, 1, "qemu-7-tcg",
		  "qemu-7-tcg: the KVM of this machine does not fit the target or the binary" },
		/* each of two binaries has its own */
		{ &hardware, 3, "qemu-7-kvm qemu-10-tcg",
		  "qemu-7-kvm: hardware KVM, vmx; "
		  "qemu-10-tcg: the KVM of this machine does not fit the target or the binary" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct error error;
		char *reason;
		char *names = choose(rows[i].facts, rows[i].nr, NULL, &reason,
				     &error);

		assert_string_equal(error.text, "");
		assert_string_equal(names, rows[i].chosen);
		assert_string_equal(reason, rows[i].reason);
		free(names);
		free(reason);
	}
}

static void named(void **state)
{
	/* clang-format off: a table */
	static const char *const rows[][3] = {
		{ "qemu-7-kvm", "qemu-7-kvm", "qemu-7-kvm" },
		{ "qemu-kvm", "qemu-7-kvm", "qemu-7-kvm" },
		{ "qemu-kvm/vmx", "qemu-7-kvm", "qemu-7-kvm" },
		{ "qemu-tcg", "qemu-7-tcg qemu-10-tcg",
		  "qemu-7-tcg; qemu-10-tcg" },
		{ "qemu-10-*", "qemu-10-tcg", "qemu-10-tcg" },
		{ "*", "qemu-7-tcg qemu-7-kvm qemu-10-tcg",
		  "qemu-7-tcg; qemu-7-kvm; qemu-10-tcg" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *globs[] = { (char *)rows[i][0], NULL };
		struct error error;
		char *reason;
		char *names = choose(&software, 3, globs, &reason, &error);

		assert_string_equal(names, rows[i][1]);
		assert_string_equal(reason, rows[i][2]);
		free(names);
		free(reason);
	}
}

/* Engines of two targets that have the name and the reason in common. */
static void said_once(void **state)
{
	struct engine arm = tcg;
	struct engine *engines[] = { &tcg, &arm, &other, NULL };
	struct target_engines two[] = {
		{ target_find("x86_64"), xcalloc(2, sizeof(*engines)) },
		{ target_find("arm64"), xcalloc(3, sizeof(*engines)) },
	};
	struct options options = { 0 };
	struct session session = {
		.options = &options,
		.engines = engines,
		.nr_engines = 3,
		.targets = two,
		.nr_targets = 2,
		.kvm = missing,
	};
	struct error error;

	(void)state;
	two[0].engines[0] = &tcg;
	two[1].engines[0] = &arm;
	two[1].engines[1] = &other;
	assert_int_equal(session_choose(&session, &error), 0);
	assert_int_equal(session.nr_chosen, 3);
	assert_string_equal(session.engine_reason,
			    "qemu-7-tcg: no KVM: /dev/kvm: it is missing; "
			    "qemu-10-tcg: no KVM: /dev/kvm: it is missing");
	free(session.engine_reason);
	free(session.chosen);
	free(two[0].engines);
	free(two[1].engines);
}

static void refused(void **state)
{
	/* clang-format off: a table */
	static const struct {
		const struct kvm_facts *facts;
		size_t nr;
		const char *named, *message;
	} rows[] = {
		{ &missing, 1, "qemu-kvm",
		  "--engine=qemu-kvm: KVM cannot be used: /dev/kvm: it is missing" },
		{ &hardware, 2, "bochs",
		  "--engine=bochs: there is no such engine; there are: qemu-7-tcg, qemu-7-kvm" },
		{ &hardware, 2, "qemu-kvm/svm",
		  "--engine=qemu-kvm/svm: there is no such engine; there are: qemu-7-tcg, qemu-7-kvm" },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *globs[] = { (char *)rows[i].named, NULL };
		struct error error;
		char *reason;
		char *names = choose(rows[i].facts, rows[i].nr, globs, &reason,
				     &error);

		assert_string_equal(error.text, rows[i].message);
		assert_string_equal(names, "");
		free(names);
		free(reason);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(default_rule),
		cmocka_unit_test(named),
		cmocka_unit_test(said_once),
		cmocka_unit_test(refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
