/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The runner against a VMM that follows a script: what a run of one VM
 * reports, however it ends and whatever its guest says.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "../../lib/test/protocol.h"
#include "fake.h"

#define TWO FAKE_HEADER(2)

struct story {
	const char *cases, *script, *expected;
	unsigned int ends; /* of case b */
	bool could_not_run;
};

static const struct story stories[] = {
	{ "a b",
	  TWO FAKE_PASS(1, "a") FAKE_PASS(2, "b") FAKE_END(2, 0, 0, 0, 33),
	  "pass t.a\npass t.b\n" },
	/* Results that are no pass. */
	{ "a b",
	  TWO
	  "out # run t.a\n"
	  "out # x86/t.c:7: EXPECT_EQ(a, 1): expected 1, got 2\n"
	  "out not ok 1 t.a # time_us=5 checks=1\n"
	  "out # run t.b\nout ok 2 t.b # SKIP needs luck # time_us=0 checks=0\n" FAKE_END(
		  0, 1, 0, 1, 35),
	  "fail t.a: x86/t.c:7: EXPECT_EQ(a, 1): expected 1, got 2\n"
	  "skip t.b: needs luck\n" },
	{ "a",
	  FAKE_HEADER(
		  1) "out # run t.a\n"
		     "out not ok 1 t.a # ERROR no memory # time_us=5 checks=1\n" FAKE_END(
			     0, 0, 1, 0, 37),
	  "error t.a: no memory\n" },
	{ "a",
	  FAKE_HEADER(1) "out # run t.a\n"
			 "out ok 1 t.a # time_us=5 checks=0\n" FAKE_END(1, 0, 0,
									0, 33),
	  "error t.a: no check was made\n" },
	/* A guest that lies. */
	{ "a b", FAKE_HEADER(3) FAKE_PASS(1, "a"),
	  "error -: inconsistent: the guest plans 3 cases where the image has 2\n"
	  "error t.a: not run: inconsistent: the guest plans 3 cases where the image has 2\n"
	  "error t.b: not run: inconsistent: the guest plans 3 cases where the image has 2\n" },
	{ "a b", TWO FAKE_PASS(1, "a") FAKE_END(1, 0, 0, 0, 33),
	  "pass t.a\n"
	  "error t.b: truncated: the guest ended without running it\n" },
	{ "a b", TWO FAKE_PASS(1, "a") FAKE_PASS(2, "a"),
	  "pass t.a\n"
	  "error -: inconsistent: second run of t.a\n"
	  "error t.b: not run: inconsistent: second run of t.a\n" },
	{ "a b", TWO FAKE_PASS(1, "b"),
	  "error -: inconsistent: run of t.b as number 1 of the plan, where it is number 2\n"
	  "error t.a: not run: inconsistent: run of t.b as number 1 of the plan, where it is number 2\n"
	  "error t.b: not run: inconsistent: run of t.b as number 1 of the plan, where it is number 2\n" },
	{ "a b",
	  TWO FAKE_PASS(1, "a") FAKE_PASS(2, "b") FAKE_END(1, 0, 0, 1, 33),
	  "pass t.a\npass t.b\n"
	  "error -: inconsistent: '# end pass=1 fail=0 error=0 skip=1', but the result lines are pass=2 fail=0 error=0 skip=0\n" },
	{ "a b",
	  TWO FAKE_PASS(1, "a") FAKE_PASS(2, "b") FAKE_END(2, 0, 0, 0, 35),
	  "pass t.a\npass t.b\n"
	  "error -: inconsistent: '# end' stands for exit status 33, but the VMM exited with status 35\n" },
	{ "a b",
	  TWO FAKE_PASS(1, "a") FAKE_PASS(2, "b") FAKE_END(2, 0, 0, 0, 0),
	  "pass t.a\npass t.b\n"
	  "error -: inconsistent: '# end' stands for exit status 33, but the VMM exited with status 0\n" },
	/* A VM that dies costs one case; the rest runs in a fresh one. */
	{ "a b c",
	  FAKE_HEADER(
		  3) "at 1 out # run t.a\nat 1 out ok 1 t.a # time_us=5 checks=1\n"
		     "at 1 out # run t.b\nat 1 event SHUTDOWN {\"guest\":true,\"reason\":\"guest-reset\"}\nat 1 exit 0\n" FAKE_PASS(
			     3, "c") FAKE_END(1, 0, 0, 0, 33),
	  "pass t.a\ncrash t.b: the VM was reset\npass t.c\n" },
	{ "a b",
	  TWO "at 1 out # run t.a\nat 1 signal 11\n" FAKE_PASS(2, "b")
		  FAKE_END(1, 0, 0, 0, 33),
	  "crash t.a: the VMM died of SIGSEGV\npass t.b\n" },
	{ "a b",
	  TWO "at 1 out # run t.a\nat 1 err fake: warning: not this\n"
	      "at 1 err fake: the disk is on fire\nat 1 exit 1\n" FAKE_PASS(
		      2, "b") FAKE_END(1, 0, 0, 0, 33),
	  "crash t.a: the VMM exited with status 1: fake: the disk is on fire\npass t.b\n" },
	{ "a b",
	  TWO "at 1 out # run t.a\nat 1 event STOP\nat 1 hang\n" FAKE_PASS(
		  2, "b") FAKE_END(1, 0, 0, 0, 33),
	  "crash t.a: the VMM stopped on an internal error\npass t.b\n" },
	{ "a b",
	  TWO
	  "at 1 out # run t.a\nat 1 out # panic heap is broken\nat 1 exit 37\n" FAKE_PASS(
		  2, "b") FAKE_END(1, 0, 0, 0, 33),
	  "error t.a: panic: heap is broken\npass t.b\n" },
	{ "a b",
	  TWO "at 1 out # run t.a\nat 1 out ok 1 t.a # time_us=5 checks=1\n"
	      "exit 0\n",
	  "pass t.a\ncrash -: between two cases: the VMM exited with status 0\n"
	  "error -: no case began: the VMM exited with status 0\n"
	  "error t.b: not run: the VM did not come up\n",
	  .could_not_run = true },
	/* The guest boots again where it should not. */
	{ "a b",
	  TWO "at 1 out # run t.a\n"
	      "at 1 out # hvcheck protocol=1 suite=t target=x86_64 cpus=1\n"
	      "at 1 hang\n" FAKE_PASS(2, "b") FAKE_END(1, 0, 0, 0, 33),
	  "crash t.a: the VM was reset and booted again\npass t.b\n" },
	/* Cases that must end the VM. */
	{ "a b",
	  TWO FAKE_PASS(
		  1,
		  "a") "out # run t.b\nout # ends reset\n"
		       "event SHUTDOWN {\"guest\":true,\"reason\":\"guest-reset\"}\nexit 0\n",
	  "pass t.a\npass t.b\n", .ends = PROTO_ENDS_KIND_RESET },
	{ "a b",
	  TWO FAKE_PASS(
		  1,
		  "a") "out # run t.b\nout # ends poweroff\n"
		       "event SHUTDOWN {\"guest\":true,\"reason\":\"guest-shutdown\"}\nexit 0\n",
	  "pass t.a\npass t.b\n", .ends = PROTO_ENDS_KIND_POWEROFF },
	{ "a b",
	  TWO FAKE_PASS(
		  1,
		  "a") "out # run t.b\nout # ends panic\n"
		       "event GUEST_PANICKED {\"action\":\"pause\"}\n"
		       "event SHUTDOWN {\"guest\":true,\"reason\":\"guest-panic\"}\nexit 0\n",
	  "pass t.a\npass t.b\n", .ends = PROTO_ENDS_KIND_PANIC },
	{ "a b",
	  TWO FAKE_PASS(
		  1,
		  "a") "out # run t.b\nout # ends reset\n"
		       "event SHUTDOWN {\"guest\":true,\"reason\":\"guest-shutdown\"}\nexit 0\n",
	  "pass t.a\n"
	  "fail t.b: did not end the VM as announced: the VM powered off\n",
	  .ends = PROTO_ENDS_KIND_RESET },
	{ "a b",
	  TWO FAKE_PASS(
		  1,
		  "a") "out # run t.b\n"
		       "event SHUTDOWN {\"guest\":true,\"reason\":\"guest-reset\"}\nexit 0\n",
	  "pass t.a\ncrash t.b: the VM was reset\n",
	  .ends = PROTO_ENDS_KIND_RESET },
	{ "a b",
	  TWO FAKE_PASS(1, "a") FAKE_PASS(2, "b") FAKE_END(2, 0, 0, 0, 33),
	  "pass t.a\nfail t.b: the VM had to end and did not\n",
	  .ends = PROTO_ENDS_KIND_RESET },
	{ "a b c",
	  FAKE_HEADER(3) FAKE_PASS(
		  1,
		  "a") "out # run t.b\nout # ends reboot\n"
		       "out # hvcheck protocol=1 suite=t target=x86_64 cpus=1\nout 1..3\n" FAKE_PASS(
			       3, "c") FAKE_END(1, 0, 0, 0, 33),
	  "pass t.a\npass t.b\npass t.c\n", .ends = PROTO_ENDS_KIND_REBOOT },
	/* A VMM that does not come up is no skip and no pass. */
	{ "a", "err fake: 'foo' is not a valid device model name\nexit 1\n",
	  "error -: no case began: the VMM exited with status 1: fake: 'foo' is not a valid device model name\n"
	  "error t.a: not run: the VM did not come up\n",
	  .could_not_run = true },
	{ "a", "err fake: warning: a feature is missing\nexit 1\n",
	  "error -: no case began: the VMM exited with status 1\n"
	  "error t.a: not run: the VM did not come up\n",
	  .could_not_run = true },
	{ "a", "exit 33\n",
	  "error -: no case began: the VMM exited with status 33\n"
	  "error t.a: not run: the VM did not come up\n",
	  .could_not_run = true },
	{ "a", FAKE_HEADER(1) "exit 33\n",
	  "error -: no case began: the VMM exited with status 33\n"
	  "error t.a: not run: the VM did not come up\n",
	  .could_not_run = true },
	{ "a",
	  "cont\nout # hvcheck protocol=2 suite=t target=x86_64 cpus=1\nhang\n",
	  "error -: the image speaks protocol 2, this runner 1: rebuild it\n"
	  "error t.a: not run: the image speaks protocol 2, this runner 1: rebuild it\n" },
	{ "a",
	  "cont\nout # hvcheck protocol=1 suite=u target=x86_64 cpus=1\nhang\n",
	  "error -: inconsistent: suite 'u' in the header of t's image\n"
	  "error t.a: not run: inconsistent: suite 'u' in the header of t's image\n" },
	{ "a",
	  "cont\nout # hvcheck protocol=1 suite=t target=x86_64 cpus=2\nhang\n",
	  "error -: inconsistent: the guest counts 2 CPUs where there are 1\n"
	  "error t.a: not run: inconsistent: the guest counts 2 CPUs where there are 1\n" },
	/* Noise of every kind. */
	{ "a b",
	  "cont\nraw \\e[2J\\0\\0SeaBIOS (version 1)\\r\\n\\r\\nBooting\\xff..\n"
	  "out KTAP version 1\\r\n"
	  "out # hvcheck protocol=1 suite=t target=x86_64 cpus=1\\r\nout 1..2\\r\n"
	  "raw # ru\nsleep 20\nraw n t.a\\r\\nnot a line\\r\\nok\n"
	  "raw  1 t.a # time\nsleep 20\nraw _us=5 checks=1\\r\\n\n"
	  "blob 1000000 x\nraw \\n# bench t.b ns=5\\n\n" FAKE_PASS(2, "b")
		  FAKE_END(2, 0, 0, 0, 33),
	  "pass t.a\nbench t.b ns=5\npass t.b\n" },
	{ "a b",
	  TWO "at 1 out # run t.a\nat 1 raw ok 1 t.a # time_us=5 che\n"
	      "at 1 exit 33\n" FAKE_PASS(2, "b") FAKE_END(1, 0, 0, 0, 33),
	  "crash t.a: the VMM exited with status 33\npass t.b\n" },
};

/* Whether the run was reported as the story says; prints what was not. */
static bool tell(const struct story *story)
{
	struct fake fake;
	bool good;

	fake_init(&fake);
	fake_unit(&fake, story->cases, story->script);
	fake.image_cases[0][1].ends = story->ends;
	good = !fake_run(&fake) && !strcmp(fake.seen, story->expected) &&
	       fake.run.could_not_run == story->could_not_run &&
	       !fake.run.interrupted;
	if (!good)
		print_error("script:\n%s\nexpected%s:\n%s\nseen%s:\n%s\n",
			    story->script,
			    story->could_not_run ? " could_not_run" : "",
			    story->expected,
			    fake.run.could_not_run ? " could_not_run" : "",
			    fake.seen);
	fake_release(&fake);
	return good;
}

static void test_stories(void **state)
{
	bool good = true;

	(void)state;
	for (size_t i = 0; i < sizeof(stories) / sizeof(stories[0]); i++)
		good &= tell(&stories[i]);
	assert_true(good);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stories),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
