/* SPDX-License-Identifier: GPL-2.0-or-later */
/* VEX encodings that are #UD: SDM vol. 2, 2.3. */
#include "suite.h"
#include <x86/width.h>

AVX_STATE_SUITE;

/* VADDPS, VMOVAPS, VMOVD of two or three bytes of VEX, and what spoils them. */
#define BYTES(id, ...)                                                \
	static void id(const void *arg)                               \
	{                                                             \
		(void)arg;                                            \
		asm volatile(".byte " __VA_ARGS__ : : "a"(0) : "cc"); \
	}

BYTES(vaddps, "0xc5, 0xf8, 0x58, 0xc0")
BYTES(vaddps_66, "0x66, 0xc5, 0xf8, 0x58, 0xc0")
BYTES(vaddps_f2, "0xf2, 0xc5, 0xf8, 0x58, 0xc0")
BYTES(vaddps_f3, "0xf3, 0xc5, 0xf8, 0x58, 0xc0")
BYTES(vaddps_lock, "0xf0, 0xc5, 0xf8, 0x58, 0xc0")
BYTES(vaddps_2e, "0x2e, 0xc5, 0xf8, 0x58, 0xc0")
BYTES(vaddps_67, "0x67, 0xc5, 0xf8, 0x58, 0xc0")
BYTES(vaddps_3, "0xc4, 0xe1, 0x78, 0x58, 0xc0")
BYTES(vaddps_3_66, "0x66, 0xc4, 0xe1, 0x78, 0x58, 0xc0")
BYTES(vaddps_map_0, "0xc4, 0xe0, 0x78, 0x58, 0xc0")
BYTES(vaddps_map_31, "0xc4, 0xff, 0x78, 0x58, 0xc0")
BYTES(vmovaps, "0xc5, 0xf8, 0x28, 0xc0")
BYTES(vmovaps_vvvv, "0xc5, 0xf0, 0x28, 0xc0")
BYTES(vmovd, "0xc5, 0xf9, 0x6e, 0xc0")
BYTES(vmovd_256, "0xc5, 0xfd, 0x6e, 0xc0")
BYTES(vmovd_vvvv, "0xc5, 0xf1, 0x6e, 0xc0")
/* scalars: whatever VEX.L is (LIG) */
BYTES(vaddss_256, "0xc5, 0xfe, 0x58, 0xc0")
BYTES(vmovss_256, "0xc5, 0xfe, 0x10, 0xc0")
BYTES(vucomisd_256, "0xc5, 0xfd, 0x2e, 0xc0")
BYTES(vcvttss2si_256, "0xc5, 0xfe, 0x2c, 0xc0")
BYTES(vpermilps_w, "0xc4, 0xe2, 0xf9, 0x0c, 0xc0")
BYTES(vbroadcastsd_128, "0xc4, 0xe2, 0x79, 0x19, 0x00")
/* VGATHERDPS of (AX + XMM3) by XMM2 to XMM1, but for what is said */
BYTES(gather_to_mask, "0xc4, 0xe2, 0x69, 0x92, 0x14, 0x18")
BYTES(gather_to_index, "0xc4, 0xe2, 0x69, 0x92, 0x1c, 0x18")
BYTES(gather_index_mask, "0xc4, 0xe2, 0x69, 0x92, 0x0c, 0x10")
BYTES(gather_no_sib, "0xc4, 0xe2, 0x69, 0x92, 0x08")
BYTES(gather_register, "0xc4, 0xe2, 0x69, 0x92, 0xcb")
BYTES(vldmxcsr_256, "0xc5, 0xfc, 0xae, 0x10")
BYTES(vex_emms, "0xc5, 0xf0, 0x77") /* VZEROUPPER wants vvvv 1111b */
ONLY_64(BYTES(vaddps_rex, "0x40, 0xc5, 0xf8, 0x58, 0xc0"))
ONLY_64(BYTES(vaddps_rex_w, "0x48, 0xc4, 0xe1, 0x78, 0x58, 0xc0"))

static const struct row {
	const char *name;
	void (*insn)(const void *);
	enum trap_cause trap;
} rows[] = {
	{ "vaddps", vaddps, TRAP_NONE },
	{ "66", vaddps_66, X86_UD },
	{ "f2", vaddps_f2, X86_UD },
	{ "f3", vaddps_f3, X86_UD },
	{ "lock", vaddps_lock, X86_UD },
	{ "segment", vaddps_2e, TRAP_NONE },
	{ "67", vaddps_67, TRAP_NONE },
	{ "three-bytes", vaddps_3, TRAP_NONE },
	{ "three-bytes-66", vaddps_3_66, X86_UD },
	{ "map-0", vaddps_map_0, X86_UD },
	{ "map-31", vaddps_map_31, X86_UD },
	{ "vmovaps", vmovaps, TRAP_NONE },
	{ "vmovaps-vvvv", vmovaps_vvvv, X86_UD },
	{ "vmovd", vmovd, TRAP_NONE },
	{ "vmovd-256", vmovd_256, X86_UD },
	{ "vmovd-vvvv", vmovd_vvvv, X86_UD },
	{ "vaddss-256", vaddss_256, TRAP_NONE },
	{ "vmovss-256", vmovss_256, TRAP_NONE },
	{ "vucomisd-256", vucomisd_256, TRAP_NONE },
	{ "vcvttss2si-256", vcvttss2si_256, TRAP_NONE },
	{ "vpermilps-w", vpermilps_w, X86_UD },
	{ "vbroadcastsd-128", vbroadcastsd_128, X86_UD },
	{ "gather-to-mask", gather_to_mask, X86_UD },
	{ "gather-to-index", gather_to_index, X86_UD },
	{ "gather-index-is-mask", gather_index_mask, X86_UD },
	{ "gather-without-sib", gather_no_sib, X86_UD },
	{ "gather-register", gather_register, X86_UD },
	{ "vldmxcsr-256", vldmxcsr_256, X86_UD },
	{ "vzeroupper-vvvv", vex_emms, X86_UD },
	ONLY_64(
		{ "rex", vaddps_rex, X86_UD },
		{ "rex-w", vaddps_rex_w, X86_UD },
	)
};

TEST_EACH(encoding, const struct row *r, rows,
	  "runs, or raises #UD for what VEX does not go with")
{
	static uint8_t ymm[16][32], now[16][32];

	random_fill(ymm, sizeof(ymm));
	memset(ymm[0], 0, 32);
	ymm_load(ymm);
	EXPECT_TRAP(trap_catch(r->insn, NULL), r->trap);
	ymm_store(now);
	EXPECT_MEMEQ(now, ymm, NR_XMM * 32);
}
