/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <host.h>

#include <unistd.h>

static unsigned int kept;
unsigned int *host_kept = &kept;

void arch_exit(int status)
{
	_exit(status);
}

int arch_end(int kind)
{
	_exit(HOST_EXIT_ENDED + kind);
}

int arch_keep(unsigned int value)
{
	*host_kept = value;
	return 0;
}

unsigned int arch_kept(void)
{
	return *host_kept;
}

/* A case can leave nothing changed in this machine but its traps and memory. */
void arch_case_begin(void)
{
}

void arch_case_end(void)
{
}
