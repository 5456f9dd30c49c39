/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rights that IA32_PKRS gives to supervisor pages, by key. */
#include "suite.h"

PKS_SUITE;

#define KEYS	     (&keys_supervisor)
#define KEYS_FEATURE x86_pks

#include "../keys_rights.h"
