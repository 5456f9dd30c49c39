/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The suite as a part of test_common, which refers to this name. */
extern const char common_smp[];
const char common_smp[] = "smp";

#include "../../common/smp.c"
