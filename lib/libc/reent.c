/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * newlib's state that is not constant: one copy a CPU, so that its functions,
 * and errno, can be used on all of them at once.
 */
#include <arch.h>
#include <errno.h>
#include <reent.h>
#include <smp.h>

/* All zeroes is right: of it only _errno is used by what is compiled here. */
static struct _reent reents[CPU_MAX];

struct _reent *__getreent(void)
{
	return &reents[arch_cpu_index()];
}

int *__errno(void)
{
	return &__getreent()->_errno;
}
