/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bochs.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../lib/test/protocol.h"
#include "alloc.h"
#include "child.h"
#include "guest_args.h"
#include "options.h"
#include "parse.h"
#include "rom.h"

enum {
	PROBE_MS = 20000,
	CPUS_MAX = 64,
	VGA_BIOS_BYTES = 512, /* the least that it takes */
};

/* ----------------------------------------------------------------- probe -- */

/* A line of "--help cpu" that is one word of a model's letters. */
static bool is_model(const char *line)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";

	return islower((unsigned char)*line) && !line[strspn(line, letters)];
}

static void read_line(struct probe *probe, const char *line)
{
	const char *name = strstr(line, "Bochs x86 Emulator ");

	if (name && !probe->text) {
		sscanf(name, "Bochs x86 Emulator %u.%u.%u", &probe->version[0],
		       &probe->version[1], &probe->version[2]);
		probe->text = xasprintf("Bochs %s", strrchr(name, ' ') + 1);
	} else if (is_model(line)) {
		words_add(&probe->cpus, xstrdup(line));
	}
}

static void read_help(struct probe *probe, const char *text)
{
	char **lines = NULL;

	words_split(&lines, text, "\n");
	for (char **line = lines; line && *line; line++)
		read_line(probe, *line);
	words_free(lines);
	probe->arch = xstrdup(BOCHS_MACHINE);
	words_add(&probe->machines, xstrdup(BOCHS_MACHINE));
}

int bochs_probe(struct probe *probe, const char *binary, struct error *error)
{
	char *const argv[] = { (char *)binary, (char *)"--help", (char *)"cpu",
			       NULL };
	struct child_output output;
	int r = child_capture(argv, NULL, PROBE_MS, &output, error);
	char *text;

	if (!r) {
		text = xasprintf("%s\n%s", output.out, output.err);
		read_help(probe, text);
		free(text);
	}
	child_output_release(&output);
	if (!r && !(probe->text && probe->cpus))
		r = error_set(error, EPROTO, "%s is not Bochs", binary);
	return r;
}

/* ---------------------------------------------------------------- a unit -- */

/* What a unit comes down to; also of the options that `exec` passes on. */
struct settings {
	unsigned int cpus, memory_mib;
	const char *append;
	const char *odd; /* an option that it has not; NULL: none */
};

static struct settings settings_of(const struct unit *unit)
{
	struct settings s = { .cpus = unit->smp,
			      .memory_mib = unit->memory_mib };
	char **w = unit->section ? unit->section->qemu : NULL;

	for (; w && *w; w += w[1] ? 2 : 1) {
		if (w[1] && !strcmp(*w, "-smp"))
			s.cpus = (unsigned int)strtoul(w[1], NULL, 10);
		else if (w[1] && !strcmp(*w, "-m"))
			s.memory_mib = (unsigned int)strtoul(w[1], NULL, 10);
		else if (w[1] && !strcmp(*w, "-append"))
			s.append = w[1];
		else if (!s.odd)
			s.odd = *w;
	}
	return s;
}

/* Only part of a "--qemu-args" is known; what is not, is not ignored. */
static const char *odd_option(const struct qemu_boot *boot)
{
	char **words = boot->options ? boot->options->qemu_args : NULL;

	return words ? *words : NULL;
}

char **bochs_argv(const struct unit *unit, const struct qemu_boot *boot)
{
	struct settings s = settings_of(unit);
	const char *self = child_self(), *odd = odd_option(boot);
	char **words = NULL, *args = guest_args(unit, boot);

	words_add(&words, xstrdup(self ? self : "/proc/self/exe"));
	words_add(&words, xstrdup(BOCHS_OPTION));
	words_add(&words, xstrdup(unit->engine->binary));
	words_add(&words, xstrdup(unit->cpu));
	words_add(&words, xasprintf("%u", s.cpus));
	words_add(&words, xasprintf("%u", s.memory_mib));
	words_add(&words, xstrdup(unit->image->path));
	words_add(&words,
		  xasprintf("%s%s%s %s%u", args, s.append && *args ? " " : "",
			    s.append ? s.append : "", PROTO_ARG_CPUS, s.cpus));
	if (odd || s.odd)
		words_add(&words, xstrdup(odd ? odd : s.odd));
	free(args);
	return words;
}

char *bochs_lacks(const struct engine *engine, const struct unit *unit)
{
	struct settings s = settings_of(unit);
	size_t head = unit->cpu ? strcspn(unit->cpu, ",") : 0;
	char *model = xstrndup(unit->cpu ? unit->cpu : "", head);
	char *text = NULL;

	if (strcmp(unit->machine, BOCHS_MACHINE))
		text = xasprintf("machine '%s'", unit->machine);
	else if (!engine_has(engine->cpus, model) || unit->cpu[head])
		text = xasprintf("CPU model '%s'", unit->cpu);
	else if (unit->firmware && *unit->firmware)
		text = xasprintf("firmware '%s'", unit->firmware);
	else if (s.odd)
		text = xasprintf("QEMU's option '%s'", s.odd);
	else if (s.memory_mib > BOCHS_MEMORY_MAX_MIB)
		text = xasprintf("%u MiB of memory", s.memory_mib);
	free(model);
	return text;
}

/* ------------------------------------------------------------------- end -- */

void bochs_end(struct vm_end *end, const char *messages)
{
	if (!messages)
		messages = "";
	end->cause = VM_EXITED;
	/* Its panics, which are also how the guest's own end is told. */
	if (strstr(messages, "exception with no resolution"))
		end->cause = VM_RESET;
	else if (strstr(messages, "shutdown requested"))
		end->no_status = true;
}

/* -------------------------------------------------- inside the new process -- */

/* A file that is gone when the last process is that has it open; or -1. */
static int make_file(const char *name, const void *bytes, size_t size)
{
	int fd = memfd_create(name, 0);

	while (fd >= 0 && size) {
		ssize_t nr = write(fd, bytes, size);

		if (nr <= 0) {
			close(fd);
			return -1;
		}
		bytes = (const char *)bytes + nr;
		size -= (size_t)nr;
	}
	return fd;
}

static char *file_of(int fd)
{
	return fd < 0 ? NULL : xasprintf("/proc/self/fd/%d", fd);
}

/*
 * Nothing from the host but time limits: no display that anybody has to look
 * at, no sound, a clock that counts instructions. Unknown MSRs fault.
 */
static char *configuration(const char *rom, const char *vga, char *const *argv)
{
	return xasprintf("display_library: rfb, options=\"timeout=0\"\n"
			 "memory: guest=%s, host=%s\n"
			 "romimage: file=%s\n"
			 "vgaromimage: file=%s\n"
			 "cpu: model=%s, count=%s, ips=20000000, "
			 "reset_on_triple_fault=0, ignore_bad_msrs=0\n"
			 "port_e9_hack: enabled=1\n"
			 "com1: enabled=1, mode=null\n"
			 "log: -\n"
			 "logprefix: %%d\n"
			 "panic: action=fatal\n"
			 "error: action=ignore\n"
			 "info: action=ignore\n"
			 "debug: action=ignore\n"
			 "clock: sync=none\n"
			 "sound: waveoutdrv=dummy\n"
			 "speaker: enabled=0\n",
			 argv[3], argv[3], rom, vga, argv[1], argv[2]);
}

static int complain(const char *what)
{
	fprintf(stderr, "hvcheck: %s\n", what);
	return CHILD_EXIT_NO_PROGRAM;
}

static int become(const char *binary, const char *rc, const char *go)
{
	char *const argv[] = {
		(char *)binary, (char *)"-q", (char *)"-f", (char *)rc,
		(char *)"-rc",	(char *)go,   NULL
	};

	/*
	 * As long as it has no client, its display takes descriptor 0 for one:
	 * a socket there fills up with pictures, and Bochs waits for ever.
	 */
	close(STDIN_FILENO);
	if (open("/dev/null", O_RDONLY) != STDIN_FILENO)
		return complain("cannot open /dev/null");
	execv(binary, argv);
	fprintf(stderr, "hvcheck: cannot start %s: %s\n", binary,
		strerror(errno));
	return CHILD_EXIT_NO_PROGRAM;
}

/* BINARY CPU CPUS MIB IMAGE ARGS */
int bochs_main(char *const *argv)
{
	static const unsigned char vga[VGA_BIOS_BYTES];
	struct rom_request request = { 0 };
	struct error error = { "" };
	unsigned int cpus;
	unsigned char *rom;
	size_t size;
	char *files[4], *text;

	if (words_count(argv) != 6)
		return complain(words_count(argv) > 6 ?
					"Bochs has no such option" :
					BOCHS_OPTION
					"is for hvcheck's own use");
	if (parse_uint(argv[2], 1, CPUS_MAX, &cpus) ||
	    parse_uint(argv[3], 2, BOCHS_MEMORY_MAX_MIB, &request.memory_mib))
		return complain(
			"so many CPUs, or so much memory, is not for Bochs");
	request.image = argv[4];
	request.args = argv[5];
	if (rom_make(&request, &rom, &size, &error))
		return complain(error.text);
	files[0] = file_of(make_file("rom", rom, size));
	files[1] = file_of(make_file("vga", vga, sizeof(vga)));
	free(rom);
	if (!files[0] || !files[1])
		return complain("no memory for the ROM");
	text = configuration(files[0], files[1], argv);
	files[2] = file_of(make_file("bochsrc", text, strlen(text)));
	free(text);
	files[3] = file_of(make_file("go", "c\n", 2)); /* of its debugger */
	if (!files[2] || !files[3])
		return complain("no memory for the configuration");
	return become(argv[0], files[2], files[3]);
}
