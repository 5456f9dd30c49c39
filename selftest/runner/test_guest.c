/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts around one VM: its command line, its bounded logs, and what is read
 * of its registers when it hangs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../lib/test/protocol.h"
#include "alloc.h"
#include "guest_args.h"
#include "hang.h"
#include "log.h"
#include "options.h"
#include "qemu.h"
#include "qmp.h"

/* -------------------------------------------------------- command line -- */

struct bench {
	struct engine engine;
	struct image image;
	struct image_case image_cases[4];
	struct plan_case cases[4];
	const struct plan_case *list[4];
	struct section section;
	struct unit unit;
	struct options options;
	struct qemu_boot boot;
};

static void bench_init(struct bench *b)
{
	static char *names[] = { (char *)"t.a", (char *)"t.b", (char *)"t.c",
				 (char *)"t.d" };

	*b = (struct bench){ .engine = { .name = (char *)"qemu-tcg",
					 .binary = (char *)"/bin/qemu",
					 .accel = ACCEL_TCG,
					 .version = { 10, 0, 2 } } };
	b->image = (struct image){ .target = target_find("x86_64"),
				   .path = (char *)"/b/x86_64/x86/t.elf",
				   .cases = b->image_cases,
				   .nr_cases = 4 };
	for (int i = 0; i < 4; i++) {
		b->image_cases[i].name = names[i];
		b->cases[i] = (struct plan_case){ .image = &b->image_cases[i],
						  .name = names[i] };
		b->list[i] = &b->cases[i];
	}
	b->unit = (struct unit){ .image = &b->image,
				 .section = &b->section,
				 .engine = &b->engine,
				 .machine = (char *)"q35",
				 .cpu = (char *)"max",
				 .firmware = (char *)"qboot.rom",
				 .smp = 1,
				 .memory_mib = 128,
				 .cases = b->cases,
				 .nr_cases = 4,
				 .all_cases = true };
	b->boot.options = &b->options;
}

static void assert_args(const struct bench *b, const char *expected)
{
	char *args = guest_args(&b->unit, &b->boot);

	assert_string_equal(args, expected);
	free(args);
}

static void test_guest_args(void **state)
{
	struct bench b;

	(void)state;
	bench_init(&b);
	assert_args(&b, "");
	b.boot.start = 1;
	assert_args(&b, "");
	b.boot.start = 3;
	b.boot.seed = 7;
	assert_args(&b, "start=3 seed=7");
	b.options.shuffle = b.options.invert = true;
	b.options.shuffle_seed = 9;
	b.section.args = (char *)"long depth=3";
	assert_args(&b, "start=3 seed=7 shuffle=9 invert long depth=3");
	bench_init(&b);
	b.cases[1].last = b.cases[2].last = true;
	assert_args(&b, "last=t.b,t.c");
	/* Some of the cases: the shorter way to say which. */
	bench_init(&b);
	b.boot.list = b.list + 2;
	b.boot.nr = 1;
	assert_args(&b, "cases=t.c");
	b.boot.nr = 2;
	assert_args(&b, "cases=t.c,t.d");
	b.boot.list = b.list + 1;
	b.boot.nr = 3;
	assert_args(&b, "skip=t.a");
	b.boot.list = b.list;
	b.boot.nr = 4;
	assert_args(&b, "");
	/* One state of a case that has many. */
	b.cases[0].name = "t.a/0x1f";
	assert_args(&b, "cases=t.a/0x1f,t.b,t.c,t.d");
	/* The unit itself leaves cases out. */
	bench_init(&b);
	b.unit.nr_cases = 3;
	b.unit.all_cases = false;
	assert_args(&b, "skip=t.d");
}

static void assert_command(const struct bench *b, const char *expected)
{
	char *command = qemu_command(&b->unit, &b->boot);

	assert_string_equal(command, expected);
	free(command);
}

static void test_command(void **state)
{
	static char *words[] = { (char *)"-device", (char *)"edu", NULL };
	static char *more[] = { (char *)"-name", (char *)"it's", (char *)"",
				NULL };
	struct bench b;

	(void)state;
	bench_init(&b);
	assert_command(
		&b,
		"/bin/qemu -nodefaults -no-user-config -display none -machine q35 "
		"-accel tcg -cpu max -m 128 -smp 1 -bios qboot.rom -chardev "
		"stdio,id=console,mux=on -device isa-debug-exit,iobase=0xf4,iosize=0x4 "
		"-device isa-debugcon,iobase=0xe9,chardev=console -device "
		"isa-serial,chardev=console -device pvpanic -no-reboot -kernel "
		"/b/x86_64/x86/t.elf");
	b.engine.accel = ACCEL_KVM;
	b.engine.data_dir = (char *)"/share";
	b.unit.firmware = NULL;
	b.unit.machine = (char *)"pc";
	b.unit.cpu = (char *)"host,-avx";
	b.unit.smp = 4;
	b.section.qemu = words;
	b.options.qemu_args = more;
	b.boot.start = 2;
	b.boot.answers = b.boot.supervised = true;
	b.image_cases[0].ends = PROTO_ENDS_KIND_REBOOT;
	assert_command(
		&b,
		"/bin/qemu -L /share -nodefaults -no-user-config -display none "
		"-machine pc -accel kvm -cpu host,-avx -m 128 -smp 4 -chardev "
		"stdio,id=console,mux=on -device isa-debug-exit,iobase=0xf4,iosize=0x4 "
		"-device isa-debugcon,iobase=0xe9,chardev=console -device "
		"isa-serial,chardev=console -device pvpanic -kernel "
		"/b/x86_64/x86/t.elf -append start=2 -device edu -name 'it'\\''s' ''");
}

/* What QEMU loads is not always the file that the runner reads. */
static void test_command_form(void **state)
{
	static const char *const argv[] = { "-serial", "chardev:console",
					    NULL };
	const struct target target = { .name = "arm64",
				       .argv = argv,
				       .form = "img" };
	struct bench b;

	(void)state;
	bench_init(&b);
	b.image.target = &target;
	b.unit.machine = (char *)"virt";
	b.unit.firmware = NULL;
	b.image.path = (char *)"/b.elf/arm64/t.elf";
	assert_command(
		&b, "/bin/qemu -nodefaults -no-user-config -display none "
		    "-machine virt -accel tcg -cpu max -m 128 -smp 1 -chardev "
		    "stdio,id=console,mux=on -serial chardev:console "
		    "-no-reboot -kernel /b.elf/arm64/t.img");
	b.image.path = (char *)"/b.elf/t";
	assert_command(
		&b, "/bin/qemu -nodefaults -no-user-config -display none "
		    "-machine virt -accel tcg -cpu max -m 128 -smp 1 -chardev "
		    "stdio,id=console,mux=on -serial chardev:console "
		    "-no-reboot -kernel /b.elf/t.img");
}

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text);

	return len >= strlen(end) && !strcmp(text + len - strlen(end), end);
}

/* A further build has a form of its own, if any; a plain image never does. */
static void test_command_build(void **state)
{
	char dir[] = "/tmp/hvcheck-form.XXXXXX";
	static const struct row {
		const char *image, *beside, *kernel;
	} rows[] = {
		{ "t@m.elf", "none", "/t@m.elf" },
		{ "t@m.elf", "t@n.elf32", "/t@m.elf" },
		{ "t@m.elf", "t@m.elf32", "/t@m.elf32" },
		{ "t@m.elf", "t@m.efi", "/t@m.efi" },
		{ "t.elf", "t.elf32", "/t.elf" },
	};
	struct bench b;

	(void)state;
	assert_non_null(mkdtemp(dir));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *beside = xasprintf("%s/%s", dir, rows[i].beside);
		FILE *file = fopen(beside, "we");
		char *command;

		assert_non_null(file);
		fclose(file);
		bench_init(&b);
		b.image.path = xasprintf("%s/%s", dir, rows[i].image);
		command = qemu_command(&b.unit, &b.boot);
		assert_true(ends_with(command, rows[i].kernel));
		free(command);
		free(b.image.path);
		unlink(beside);
		free(beside);
	}
	rmdir(dir);
}

static void test_supervised(void **state)
{
	struct bench b;
	char **argv;

	(void)state;
	bench_init(&b);
	b.unit.smp = 2;
	b.boot.answers = b.boot.supervised = true;
	argv = qemu_argv(&b.unit, &b.boot);
	assert_true(words_contain(argv, "-S"));
	assert_true(words_contain(argv, "socket,id=qmp,fd=3"));
	assert_true(words_contain(argv, "tcg,thread=multi"));
	assert_true(words_contain(argv, "host=stop-cont,nmi,powerdown,wakeup,"
					"migrate,snapshot,migrate-continuous"));
	words_free(argv);

	/* It loses stores of a guest that runs. */
	b.engine.version[0] = 8;
	argv = qemu_argv(&b.unit, &b.boot);
	assert_true(words_contain(
		argv, "host=stop-cont,nmi,powerdown,wakeup,migrate,snapshot"));
	words_free(argv);
}

static void test_exec_command(void **state)
{
	static char *qemus[] = { (char *)"/opt/qemu", NULL };
	struct bench b;
	char *command;

	(void)state;
	bench_init(&b);
	command = qemu_exec_command(&b.unit, &b.boot);
	assert_non_null(
		strstr(command, " exec --engine=qemu-tcg /b/x86_64/x86/t.elf"));
	assert_null(strstr(command, " -- "));
	free(command);
	b.unit.machine = (char *)"microvm";
	b.unit.cpu = (char *)"Nehalem";
	b.unit.firmware = (char *)"";
	b.unit.smp = 2;
	b.unit.memory_mib = 64;
	b.options.qemus = qemus;
	b.boot.list = b.list + 1;
	b.boot.nr = 1;
	command = qemu_exec_command(&b.unit, &b.boot);
	assert_non_null(strstr(
		command,
		" exec --qemu=/opt/qemu --engine=qemu-tcg --machine=microvm "
		"--cpu=Nehalem --firmware= /b/x86_64/x86/t.elf -- -m 64 -smp 2 "
		"-append cases=t.b"));
	free(command);
}

/* ---------------------------------------------------------------- logs -- */

static char *read_file(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = xcalloc(1, 4096);

	assert_non_null(file);
	assert_true(fread(text, 1, 4095, file) < 4095);
	fclose(file);
	return text;
}

/* @nr bytes "abc...", @step at a time, through a log of 2 * 10 bytes. */
static char *logged(size_t nr, size_t step)
{
	char stem[4000], *path, *text, bytes[256];
	struct log_file log;
	int fd;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)('a' + i % 26);
	snprintf(stem, sizeof(stem), "%s/log.%d",
		 getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp", (int)getpid());
	path = log_file_create(stem, &fd);
	assert_non_null(path);
	log_file_init(&log, fd, 10);
	for (size_t at = 0; at < nr; at += step)
		log_file_write(&log, bytes + at,
			       nr - at < step ? nr - at : step);
	assert_int_equal(log_file_release(&log), 0);
	text = read_file(path);
	unlink(path);
	free(path);
	return text;
}

static void test_log_file(void **state)
{
	static const struct {
		size_t nr;
		const char *expected;
	} logs[] = {
		{ 1, "a" },
		{ 10, "abcdefghij" },
		{ 20, "abcdefghijklmnopqrst" },
		{ 21,
		  "abcdefghij\n[hvcheck: 1 bytes are left out here]\nlmnopqrstu" },
		{ 33,
		  "abcdefghij\n[hvcheck: 13 bytes are left out here]\nxyzabcdefg" },
		{ 40,
		  "abcdefghij\n[hvcheck: 20 bytes are left out here]\nefghijklmn" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(logs) / sizeof(logs[0]); i++)
		for (size_t step = 1; step <= logs[i].nr; step++) {
			char *text = logged(logs[i].nr, step);

			assert_string_equal(text, logs[i].expected);
			free(text);
		}
}

static void test_log_is_new(void **state)
{
	char stem[4000], names[3][4096];
	int fd;

	(void)state;
	snprintf(stem, sizeof(stem), "%s/new.%d",
		 getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp", (int)getpid());
	for (int i = 0; i < 3; i++) {
		char *path = log_file_create(stem, &fd);

		assert_non_null(path);
		close(fd);
		snprintf(names[i], sizeof(names[i]), "%s%s.log", stem,
			 i == 0 ? "" :
			 i == 1 ? ".2" :
				  ".3");
		assert_string_equal(path, names[i]);
		free(path);
	}
	for (int i = 0; i < 3; i++)
		unlink(names[i]);
}

static void test_log_fails(void **state)
{
	struct log_file log;
	int fd;

	(void)state;
	assert_null(log_file_create("/nonexistent/log", &fd));
	log_file_init(&log, open("/dev/full", O_RDWR | O_CLOEXEC), 10);
	log_file_write(&log, "abc", 3);
	log_file_write(&log, "abc", 3);
	assert_true(log_file_release(&log) < 0);
	log_file_init(&log, -1, 10);
	log_file_write(&log, "abc", 3);
	assert_int_equal(log_file_release(&log), 0);
}

static void test_excerpt(void **state)
{
	struct excerpt x;
	char *text, line[32];

	(void)state;
	excerpt_init(&x, 100);
	excerpt_line(&x, "vmm: ", "a\x1b", 2);
	text = excerpt_text(&x);
	assert_string_equal(text, "vmm: a\\x1b\n");
	free(text);
	for (int i = 0; i < 1000; i++) {
		snprintf(line, sizeof(line), "line %03d", i);
		excerpt_line(&x, "", line, strlen(line));
	}
	text = excerpt_text(&x);
	assert_true(strlen(text) < 400);
	assert_int_equal(strncmp(text, "vmm: a\\x1b\nline 000\n", 20), 0);
	assert_non_null(strstr(text, "are left out here]\nline "));
	assert_non_null(strstr(text, "line 999\n"));
	free(text);
	excerpt_reset(&x);
	text = excerpt_text(&x);
	assert_string_equal(text, "");
	free(text);
	excerpt_release(&x);
}

/* ---------------------------------------------------------------- hangs -- */

static void test_registers_64(void **state)
{
	struct hang hang = { 0 };
	char *log;

	(void)state;
	hang_registers(
		&hang,
		"\r\nCPU#0\r\nRAX=0000000000000001 RBX=0000000000000002\r\n"
		"RSI=0 RDI=0 RBP=0000000000136ce0 RSP=0000000000136cb8\r\n"
		"RIP=000000000010300a RFL=00000002 II=0 A20=1 SMM=0 HLT=0\r\n"
		"XMM00=0000000000000000\r\n"
		"\r\nCPU#1\r\nEAX=00000000\r\nESI=0 EDI=0 EBP=00000000\r\n"
		"EIP=0000fff0 EFL=00000002 II=0 A20=1 SMM=0 HLT=1\r\n");
	assert_int_equal(hang.nr_cpus, 2);
	assert_true(hang.cpus[0].pc == 0x10300a);
	assert_true(hang.cpus[0].frame == 0x136ce0);
	assert_int_equal(hang.cpus[0].word, 8);
	assert_false(hang.cpus[0].halted);
	assert_true(hang.cpus[1].pc == 0xfff0);
	assert_int_equal(hang.cpus[1].word, 4);
	assert_true(hang.cpus[1].halted);
	log = hang_log(&hang);
	assert_non_null(strstr(log, "# CPU 1, halted\n# stack 0xfff0\n"));
	assert_non_null(strstr(log, "RFL=00000002"));
	assert_null(strchr(log, '\r'));
	assert_null(strstr(log, "XMM"));
	free(log);
	hang_release(&hang);
}

static void test_registers_arm64(void **state)
{
	struct hang hang = { 0 };
	char *log;

	(void)state;
	hang_registers(
		&hang,
		"\r\nCPU#0\r\n PC=0000000040087dc4 X00=0000000084000008 X01=0\r\n"
		"X29=00000000400c6f70 X30=0000000040087dc8  SP=00000000400c6f70\r\n"
		"PSTATE=200003c5 --C- EL1h     FPCR=00000000 FPSR=00000000\r\n"
		"P00=0000 P01=0000\r\nFFR=0000\r\nZ31=0:0\r\nQ08=0:0\r\n");
	assert_int_equal(hang.nr_cpus, 1);
	assert_true(hang.cpus[0].pc == 0x40087dc4);
	assert_true(hang.cpus[0].frame == 0x400c6f70);
	assert_int_equal(hang.cpus[0].word, 8);
	assert_false(hang.cpus[0].halted);
	log = hang_log(&hang);
	assert_non_null(strstr(log, "PSTATE=200003c5"));
	assert_null(strstr(log, "P00"));
	assert_null(strstr(log, "FFR"));
	assert_null(strstr(log, "Z31"));
	assert_null(strstr(log, "Q08"));
	free(log);
	hang_release(&hang);
}

static const char arm_registers[] =
	"\r\nCPU#0\r\nR00=00000000 R01=00000001 R02=00000002 R03=00000003\r\n"
	"R08=00000000 R09=00000000 R10=00000000 R11=4001ffe4\r\n"
	"R12=00000000 R13=4001ffd8 R14=40010a30 R15=40010a20\r\n"
	"PSR=600001d3 -ZC- A NS svc32\r\n"
	"s00=00000000 s01=00000000 d00=0000000000000000\r\n"
	"FPSCR: 00000000\r\n";

static void drop(void *arg, const char *command)
{
	(void)arg;
	(void)command;
}

/* What the monitor says of the words around 0x4001ffe4, and the next frame. */
static void walk_arm(const char *words, uint64_t pc, uint64_t frame)
{
	struct hang hang = { 0 };
	struct qmp_message message = { .type = QMP_RETURN, .name = "hang" };

	hang.send = drop;
	hang.stopped = true;
	message.data = json_string(arm_registers);
	hang_message(&hang, &message);
	json_decref(message.data);
	assert_int_equal(hang.nr_cpus, 1);
	assert_true(hang.cpus[0].pc == 0x40010a20);
	assert_null(strstr(hang.registers, "s00="));
	assert_null(strstr(hang.registers, "FPSCR"));
	message.data = json_string(words);
	hang_message(&hang, &message);
	json_decref(message.data);
	assert_int_equal(hang.cpus[0].nr, 2);
	assert_true(hang.cpus[0].stack[1] == pc);
	assert_true(hang.cpus[0].frame == frame);
	hang_release(&hang);
}

static void test_registers_arm(void **state)
{
	(void)state;
	/* GCC's frame; clang's; clang's last one */
	walk_arm("4001ffd8: 0x40020000 0x4001ffe8 0x40010b00 0x40010a10\r\n"
		 "4001ffe8: 0x00000005\r\n",
		 0x40010b00, 0x40020000);
	walk_arm("4001ffd8: 0x00000001 0x00000002 0x00000003 0x40020000\r\n"
		 "4001ffe8: 0x40010b00\r\n",
		 0x40010b00, 0x40020000);
	walk_arm("4001ffd8: 0x00000001 0x00000002 0x00000003 0x00000000\r\n"
		 "4001ffe8: 0x40010b00\r\n",
		 0x40010b00, 0);
}

static void test_registers_garbage(void **state)
{
	static const char *const texts[] = {
		"",	"CPU#0",       "CPU#0\nRIP=",
		"\n\n", "RIP=x RBP=y", "CPU#CPU#CPU#"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct hang hang = { 0 };
		char where[64];

		hang_registers(&hang, texts[i]);
		assert_int_equal(hang.nr_cpus, 0);
		hang_where(&hang, NULL, "", where, sizeof(where));
		assert_string_equal(where, "");
		assert_null(hang_log(&hang));
		hang_release(&hang);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_guest_args),
		cmocka_unit_test(test_command),
		cmocka_unit_test(test_command_form),
		cmocka_unit_test(test_command_build),
		cmocka_unit_test(test_supervised),
		cmocka_unit_test(test_exec_command),
		cmocka_unit_test(test_log_file),
		cmocka_unit_test(test_log_is_new),
		cmocka_unit_test(test_log_fails),
		cmocka_unit_test(test_excerpt),
		cmocka_unit_test(test_registers_64),
		cmocka_unit_test(test_registers_arm64),
		cmocka_unit_test(test_registers_arm),
		cmocka_unit_test(test_registers_garbage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
