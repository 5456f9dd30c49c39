/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The suite as a part of test_common, which refers to this name. */
extern const char common_allocators[];
const char common_allocators[] = "allocators";

#include "../../common/allocators.c"
