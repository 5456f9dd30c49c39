/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A VMM that follows a script, so that the runner meets every way in which a
 * real one may fail. Takes QEMU's command line and looks at three of its words:
 *
 *	-fake SCRIPT     what to do, one command a line
 *	-append "... start=K ..."    which VM of the unit this is
 *	-machine none    a probe: answer QMP on standard input and output
 *
 * Commands ("\n", "\r", "\t", "\0", "\e", "\\", "\xNN" in texts):
 *
 *	cont             wait for QMP's cont, as a VM that was started does
 *	out TEXT         a line on the console
 *	raw TEXT         the same without its newline
 *	err TEXT         a line on standard error
 *	event NAME JSON  a QMP event with that data
 *	blob N C         N times the character C on the console
 *	flood N          N bytes of lines on the console
 *	sleep MS
 *	hang             go on forever, answering QMP
 *	deaf             go on forever, answering nothing
 *	await TEXT       answer QMP until a line arrives on standard input; exit 3
 *			 if it differs
 *	ignore-term      SIGTERM is ignored from now on
 *	holder           leave a process behind that holds all pipes
 *	close FD
 *	stop             stop itself, as SIGSTOP does
 *	signal N         end by this signal
 *	exit N
 *	at K COMMAND     only where start=K
 *	blocked TEXT     query-migrate says that this blocks a migration
 *	migrate HOW TEXT the next migration does this: "refuse" at once, "fail"
 *			 half-way, "never" end; TEXT is the reason
 *	source COMMAND   only where there is no -incoming; destination: where it is
 *	if WORD COMMAND  only where WORD is in -append; unless: where it is not
 *
 * The end of the script is exit 0.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	QMP_FD = 3
};

static void put(int fd, const char *bytes, size_t len)
{
	while (len) {
		ssize_t nr = write(fd, bytes, len);

		if (nr < 0 && errno == EINTR)
			continue;
		if (nr < 0)
			return; /* nobody reads: that is the test's wish */
		bytes += nr;
		len -= (size_t)nr;
	}
}

static void put_text(int fd, const char *text)
{
	put(fd, text, strlen(text));
}

/* ------------------------------------------------------------------ qmp -- */

#define GREETING                                                          \
	"{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 0, \"minor\": 2," \
	" \"major\": %s}, \"package\": \"fake\"}, \"capabilities\": []}}\n"

static void greet(int fd)
{
	const char *major = getenv("FAKE_VMM_MAJOR");
	char text[256];

	snprintf(text, sizeof(text), GREETING, major ? major : "7");
	put_text(fd, text);
}

static int given = -1; /* the last descriptor that came over QMP */

/* One byte, and what may come with it. */
static ssize_t get_byte(int fd, char *c)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec part = { .iov_base = c, .iov_len = 1 };
	struct msghdr message = { .msg_iov = &part,
				  .msg_iovlen = 1,
				  .msg_control = &control,
				  .msg_controllen = sizeof(control) };
	struct cmsghdr *header;
	ssize_t nr;

	if (fd != QMP_FD)
		return read(fd, c, 1);
	nr = recvmsg(fd, &message, 0);
	header = nr > 0 ? CMSG_FIRSTHDR(&message) : NULL;
	if (header && header->cmsg_type == SCM_RIGHTS)
		memcpy(&given, CMSG_DATA(header), sizeof(given));
	return nr;
}

/* A line without its newline; false: the other side is gone. */
static bool get_line(int fd, char *line, size_t size)
{
	size_t len = 0;
	ssize_t nr;
	char c;

	for (;;) {
		nr = get_byte(fd, &c);
		if (nr < 0 && errno == EINTR)
			continue;
		if (nr <= 0)
			return false;
		if (c == '\n')
			break;
		if (len + 1 < size)
			line[len++] = c;
	}
	line[len] = '\0';
	return true;
}

static const char registers[] =
	"CPU#0\\r\\nRAX=0000000000000000\\r\\n"
	"RBP=0000000000002000 RSP=0000000000001ff0\\r\\n"
	"RIP=0000000000100010 RFL=00000046 CPL=0 HLT=0\\r\\n"
	"XMM00=00000000000000000000000000000000\\r\\n"
	"CPU#1\\r\\nRAX=0000000000000000\\r\\nRBP=0000000000000000\\r\\n"
	"RIP=0000000000100020 RFL=00000046 CPL=0 HLT=1\\r\\n";

static void answer(int fd, const char *line, const char *value)
{
	const char *id = strstr(line, "\"id\"");
	char name[32] = "", text[2048];

	if (id)
		sscanf(id + 4, "%*[ :]\"%31[^\"]", name);
	snprintf(text, sizeof(text), "{\"return\": %s, \"id\": \"%s\"}\n",
		 value, name);
	put_text(fd, text);
}

static void answer_monitor(int fd, const char *line)
{
	char text[1024];

	if (strstr(line, "info registers"))
		snprintf(text, sizeof(text), "\"%s\"", registers);
	else if (strstr(line, "0x2000"))
		snprintf(text, sizeof(text),
			 "\"0000000000002000: 0x0000000000002010 "
			 "0x0000000000100030\\r\\n\"");
	else
		snprintf(text, sizeof(text),
			 "\"Cannot access memory at address 0x2010\\r\\n\"");
	answer(fd, line, text);
}

static void answer_probe(int fd, const char *line)
{
	if (strstr(line, "query-target"))
		answer(fd, line, "{\"arch\": \"x86_64\"}");
	else if (strstr(line, "query-kvm"))
		answer(fd, line, "{\"enabled\": false, \"present\": true}");
	else if (strstr(line, "query-machines"))
		answer(fd, line,
		       "[{\"name\": \"pc-q35-7.2\", \"alias\": \"q35\"}]");
	else if (strstr(line, "query-cpu-definitions"))
		answer(fd, line, "[{\"name\": \"max\"}, {\"name\": \"host\"}]");
	else if (strstr(line, "qom-list-types"))
		answer(fd, line,
		       "[{\"name\": \"edu\"}, {\"name\": \"virtio-net-pci\"}]");
	else
		answer(fd, line, "{}");
}

static void event(const char *name, const char *data)
{
	char text[512];

	snprintf(text, sizeof(text),
		 "{\"timestamp\": {\"seconds\": 1, \"microseconds\": 2}, "
		 "\"event\": \"%s\", \"data\": %s}\n",
		 name, *data ? data : "{}");
	put_text(QMP_FD, text);
}

/* ------------------------------------------------------------ migration -- */

enum {
	STATE_BYTES = 300000, /* more than pipes hold */
	STATE_FD = 4
};

static char *how = (char *)"", *why = (char *)"", *blocked = (char *)"";

static void answer_query(const char *line)
{
	char text[512];

	snprintf(text, sizeof(text),
		 *blocked ? "{\"blocked-reasons\": [\"%s\"]}" :
			    "{\"status\": \"failed\", \"error-desc\": \"%s\"}",
		 *blocked ? blocked : why);
	answer(QMP_FD, line, text);
}

static void give_state(void)
{
	char part[1000];

	memset(part, 's', sizeof(part));
	for (int i = 0; i < STATE_BYTES; i += (int)sizeof(part))
		put(given, part, sizeof(part));
	close(given);
}

static void migrate(const char *line)
{
	char text[512];

	if (!strcmp(how, "refuse")) {
		snprintf(text, sizeof(text),
			 "{\"error\": {\"class\": \"GenericError\", \"desc\": "
			 "\"%s\"}, \"id\": \"hop-migrate\"}\n",
			 why);
		put_text(QMP_FD, text);
		close(given);
		return;
	}
	answer(QMP_FD, line, "{}");
	event("MIGRATION", "{\"status\": \"active\"}");
	if (!strcmp(how, "never"))
		return;
	if (strcmp(how, "fail") != 0)
		give_state();
	event("MIGRATION", strcmp(how, "fail") ? "{\"status\": \"completed\"}" :
						 "{\"status\": \"failed\"}");
}

static void take_state(const char *line)
{
	ssize_t nr, all = 0;
	char part[4096];

	answer(QMP_FD, line, "{}");
	while ((nr = read(STATE_FD, part, sizeof(part))) > 0)
		for (ssize_t i = 0; i < nr; i++)
			all += part[i] == 's';
	if (all != STATE_BYTES) {
		fprintf(stderr, "fake-vmm: %zd bytes of state\n", all);
		_exit(1);
	}
	event("MIGRATION", "{\"status\": \"completed\"}");
}

/* One command; returns whether it was cont. */
static bool serve(const char *line)
{
	const char *state = getenv("FAKE_VMM_STATE");
	char text[128];

	if (strstr(line, "human-monitor-command")) {
		answer_monitor(QMP_FD, line);
	} else if (strstr(line, "query-status")) {
		snprintf(text, sizeof(text),
			 "{\"running\": false, \"status\": \"%s\"}",
			 state ? state : "internal-error");
		answer(QMP_FD, line, text);
	} else if (strstr(line, "\"stop\"")) {
		event("STOP", "");
		answer(QMP_FD, line, "{}");
	} else if (strstr(line, "query-migrate")) {
		answer_query(line);
	} else if (strstr(line, "query-stats")) {
		answer(QMP_FD, line,
		       "[{\"stats\": [{\"name\": \"exits\", \"value\": 3}]}, "
		       "{\"stats\": [{\"name\": \"exits\", \"value\": 4}, "
		       "{\"name\": \"nothing\", \"value\": 0}, "
		       "{\"name\": \"list\", \"value\": [1, 2]}]}]");
	} else if (strstr(line, "\"migrate\"")) {
		migrate(line);
	} else if (strstr(line, "migrate-incoming")) {
		take_state(line);
	} else if (strstr(line, "\"cont\"")) {
		event("RESUME", "");
		answer(QMP_FD, line, "{}");
		return true;
	} else {
		answer(QMP_FD, line, "{}");
	}
	return false;
}

static void wait_cont(void)
{
	char line[1024];

	greet(QMP_FD);
	while (get_line(QMP_FD, line, sizeof(line)))
		if (serve(line))
			return;
}

static void hang(bool answers)
{
	char line[1024];

	while (answers && get_line(QMP_FD, line, sizeof(line)))
		serve(line);
	for (;;)
		poll(NULL, 0, -1);
}

static int probe(void)
{
	char line[1024];

	if (getenv("FAKE_VMM_PROBES")) {
		FILE *log = fopen(getenv("FAKE_VMM_PROBES"), "a");

		if (log) {
			fputs("probe\n", log);
			fclose(log);
		}
	}
	greet(1);
	while (get_line(0, line, sizeof(line))) {
		if (strstr(line, "\"quit\""))
			return 0;
		answer_probe(1, line);
	}
	return 0;
}

/* --------------------------------------------------------------- script -- */

static size_t unescape(char *text)
{
	char *in = text, *out = text;
	unsigned int code;

	for (; *in; in++) {
		if (*in != '\\') {
			*out++ = *in;
			continue;
		}
		switch (*++in) {
		case 'n':
			*out++ = '\n';
			break;
		case 'r':
			*out++ = '\r';
			break;
		case 't':
			*out++ = '\t';
			break;
		case '0':
			*out++ = '\0';
			break;
		case 'e':
			*out++ = '\033';
			break;
		case 'x':
			if (sscanf(in + 1, "%2x", &code) == 1) {
				*out++ = (char)code;
				in += 2;
			}
			break;
		default:
			*out++ = *in;
		}
	}
	return (size_t)(out - text);
}

static void put_line(int fd, char *text, const char *end)
{
	size_t len = unescape(text);

	put(fd, text, len);
	put_text(fd, end);
}

static void blob(size_t nr, char c)
{
	char part[4096];

	memset(part, c, sizeof(part));
	for (; nr > sizeof(part); nr -= sizeof(part))
		put(1, part, sizeof(part));
	put(1, part, nr);
}

static void flood(size_t nr)
{
	static char part[1 << 16];
	static const char line[] = "a guest that will not stop talking\n";

	for (size_t i = 0; i < sizeof(part); i++)
		part[i] = line[i % (sizeof(line) - 1)];
	for (; nr > sizeof(part); nr -= sizeof(part))
		put(1, part, sizeof(part));
	put(1, part, nr);
}

static void await(const char *text)
{
	struct pollfd fds[] = { { .fd = 0, .events = POLLIN },
				{ .fd = QMP_FD, .events = POLLIN } };
	char line[1024];

	do {
		poll(fds, 2, -1);
		if (!(fds[0].revents) && fds[1].revents) {
			if (!get_line(QMP_FD, line, sizeof(line)))
				fds[1].fd = -1;
			else
				serve(line);
		}
	} while (!fds[0].revents);
	if (!get_line(0, line, sizeof(line)) || strcmp(line, text))
		_exit(3);
}

/* In a session of its own, so that no signal to the group finds it. */
static void leave_holder(void)
{
	if (fork())
		return;
	setsid();
	poll(NULL, 0, 30000);
	_exit(0);
}

static const char *option(char *const *argv, const char *name)
{
	for (; *argv; argv++)
		if (!strcmp(*argv, name))
			return argv[1] ? argv[1] : "";
	return "";
}

static void run(char *const *argv, char *line);

/* "WORD COMMAND" */
static void run_if(char *const *argv, char *text, bool wanted)
{
	char *command = strchr(text, ' ');

	if (!command)
		return;
	*command++ = '\0';
	if (!!strstr(option(argv, "-append"), text) == wanted)
		run(argv, command);
}

static void set_migration(char *rest)
{
	how = rest;
	why = rest + strcspn(rest, " ");
	if (*why)
		*why++ = '\0';
}

static unsigned int start_of(char *const *argv)
{
	const char *start = strstr(option(argv, "-append"), "start=");

	return start ? (unsigned int)atoi(start + 6) : 1;
}

static void run(char *const *argv, char *line)
{
	char *rest = line + strcspn(line, " ");
	unsigned int at;

	if (*rest)
		*rest++ = '\0';
	if (!strcmp(line, "at")) {
		at = (unsigned int)strtoul(rest, &rest, 10);
		if (at == start_of(argv))
			run(argv, rest + 1);
	} else if (!strcmp(line, "source")) {
		if (!*option(argv, "-incoming"))
			run(argv, rest);
	} else if (!strcmp(line, "destination")) {
		if (*option(argv, "-incoming"))
			run(argv, rest);
	} else if (!strcmp(line, "blocked")) {
		blocked = rest;
	} else if (!strcmp(line, "migrate")) {
		set_migration(rest);
	} else if (!strcmp(line, "if")) {
		run_if(argv, rest, true);
	} else if (!strcmp(line, "unless")) {
		run_if(argv, rest, false);
	} else if (!strcmp(line, "cont")) {
		wait_cont();
	} else if (!strcmp(line, "out")) {
		put_line(1, rest, "\n");
	} else if (!strcmp(line, "raw")) {
		put_line(1, rest, "");
	} else if (!strcmp(line, "err")) {
		put_line(2, rest, "\n");
	} else if (!strcmp(line, "event")) {
		char *data = rest + strcspn(rest, " ");

		if (*data)
			*data++ = '\0';
		event(rest, data);
	} else if (!strcmp(line, "blob")) {
		size_t nr = strtoul(rest, &rest, 10);

		blob(nr, rest[1]);
	} else if (!strcmp(line, "flood")) {
		flood(strtoul(rest, NULL, 10));
	} else if (!strcmp(line, "sleep")) {
		poll(NULL, 0, atoi(rest));
	} else if (!strcmp(line, "hang")) {
		hang(true);
	} else if (!strcmp(line, "deaf")) {
		hang(false);
	} else if (!strcmp(line, "await")) {
		await(rest);
	} else if (!strcmp(line, "ignore-term")) {
		signal(SIGTERM, SIG_IGN);
	} else if (!strcmp(line, "holder")) {
		leave_holder();
	} else if (!strcmp(line, "close")) {
		close(atoi(rest));
	} else if (!strcmp(line, "stop")) {
		raise(SIGSTOP);
	} else if (!strcmp(line, "signal")) {
		signal(atoi(rest), SIG_DFL);
		raise(atoi(rest));
	} else if (!strcmp(line, "exit")) {
		_exit(atoi(rest));
	} else if (*line) {
		fprintf(stderr, "fake-vmm: no such command: %s\n", line);
		_exit(4);
	}
}

int main(int argc, char **argv)
{
	char *script = strdup(option(argv, "-fake")), *line;

	(void)argc;
	signal(SIGPIPE, SIG_IGN);
	if (!strcmp(option(argv, "-machine"), "none"))
		return probe();
	while ((line = strsep(&script, "\n")))
		run(argv, line + strspn(line, " \t"));
	return 0;
}
