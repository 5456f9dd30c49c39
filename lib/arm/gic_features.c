/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arm/gic.h>

#include <test/test.h>

static bool has_gic(void)
{
	return gic_version() != 0;
}

static bool has_gicv2(void)
{
	return gic_version() == 2;
}

static bool has_gicv2_virt(void)
{
	return gic_version() == 2 && gic_machine()->hyp.bytes &&
	       gic_machine()->virt.bytes;
}

static bool has_gicv3(void)
{
	return gic_version() >= 3;
}

static bool has_gicv4(void)
{
	return gic_version() >= 4;
}

static bool has_its(void)
{
	return gic_version() >= 3 && gic_machine()->its.bytes;
}

static bool has_v2m(void)
{
	return gic_version() == 2 && gic_machine()->v2m.bytes;
}

const struct feature arm_gic = { "a GIC", "device tree, or ACPI", has_gic };
const struct feature arm_gicv2 = { "GICv2", "device tree: arm,cortex-a15-gic",
				   has_gicv2 };
const struct feature arm_gicv2_virt = { "GICv2's virtual CPU interface",
					"device tree: arm,cortex-a15-gic",
					has_gicv2_virt };
const struct feature arm_gicv3 = { "GICv3", "device tree: arm,gic-v3",
				   has_gicv3 };
const struct feature arm_gicv4 = { "GICv4", "GICD_PIDR2.ArchRev", has_gicv4 };
const struct feature arm_its = { "an ITS", "device tree: arm,gic-v3-its",
				 has_its };
const struct feature arm_v2m = { "GICv2m", "device tree: arm,gic-v2m-frame",
				 has_v2m };
