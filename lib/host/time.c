/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <host.h>

#include <time.h>

uint64_t host_hz = 1000000000;
unsigned int host_speed = 1;

uint64_t arch_ticks(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return host_speed * ((uint64_t)now.tv_sec * host_hz +
			     (uint64_t)((unsigned __int128)now.tv_nsec *
					host_hz / 1000000000));
}

uint64_t arch_ticks_hz(void)
{
	return host_hz;
}
