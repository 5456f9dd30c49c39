/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The page that smptest's start-up IPIs lead to; assembly includes this too. */
#ifndef X86_SMPTEST_STUB_H
#define X86_SMPTEST_STUB_H

#define STUB_COUNT 0x100 /* 16 bits: CPUs that came by */
#define STUB_SEEN  0x200 /* 256 bytes, by APIC id: how often */

#endif
