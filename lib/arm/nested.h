/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The whole image as a guest: what has come up at EL2 goes on at EL1, behind a
 * stage 2 that maps all addresses one to one. Nothing stays at EL2 but vectors that
 * end the run: whatever the image does then, EL1 has to deal with it.
 *
 * Asked for by an argument (PROTO_ARG_NESTED). AArch64 only.
 */
#ifndef LIB_ARM_NESTED_H
#define LIB_ARM_NESTED_H

#ifdef __aarch64__

/** nested_boot - the boot CPU, where the arguments ask for it */
void nested_boot(const char *cmdline);

/** nested_cpu - another one, behind its start: as the boot CPU has done */
void nested_cpu(void);

#else

static inline void nested_boot(const char *cmdline)
{
	(void)cmdline;
}

static inline void nested_cpu(void)
{
}

#endif
#endif
