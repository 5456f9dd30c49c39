/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <host.h>

#include <console.h>
#include <poll.h>
#include <test/protocol.h>
#include <unistd.h>

void arch_write(const char *text, size_t len)
{
	ssize_t sent;

	for (; len > 0; text += sent, len -= (size_t)sent) {
		sent = write(STDOUT_FILENO, text, len);
		if (sent < 0)
			_exit(PROTO_EXIT_ERROR); /* nobody listens */
	}
}

int arch_getc(void)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
	unsigned char c;

	if (poll(&in, 1, 0) <= 0 || read(STDIN_FILENO, &c, 1) != 1)
		return -1;
	return c;
}

bool arch_console_line_mode(void)
{
	return false;
}

/* printf() is the build machine's, whose buffers are its own affair. */
void console_flush(void)
{
}
