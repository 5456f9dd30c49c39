/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <host.h>

_Thread_local bool host_user;

/* All of a process is at the least privileged level; the flag tells. */
void arch_user_call(void (*fn)(const void *), const void *arg)
{
	host_user = true;
	fn(arg);
	host_user = false;
}
