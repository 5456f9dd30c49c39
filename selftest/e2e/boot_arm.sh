#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Machines on which an image cannot run, under real QEMU: one clear line, an
# error, and soon. arm64 and arm.

set -u
. "$HVCHECK_SRC/selftest/tap.sh"
cd / || exit 2

# reports WHAT STATUS REASON ARGUMENT...: no case of a suite begins
reports()
{
	what=$1
	wanted_status=$2
	wanted=$3
	shift 3
	timeout 60 "$HVCHECK" run --build-dir="$HVCHECK_BUILD" --engine=qemu-tcg \
		"$@" >"$TMPDIR/out" 2>"$TMPDIR/err" </dev/null
	is "$what: the exit status" "$?" "$wanted_status"
	like "$what: the reason" "$(cat "$TMPDIR/out" "$TMPDIR/err")" "$wanted"
	is "$what: no timeout" "$(grep -c TIMEOUT "$TMPDIR/out")" 0
}

boots() # target, suite that needs two CPUs
{
	target=$1
	image=$HVCHECK_BUILD/$target/common/traps.elf
	qemu=$(command -v "$2") || qemu=
	if ! [ -e "$image" ] || [ -z "$qemu" ]; then
		skip "bad machines of $target" "no images of $target, or no $2"
		return
	fi
	# QEMU gives no tree to ELF files, and starts them where firmware is.
	reports "$target, no device tree" 2 \
		'no case began: panic: linux: there is no device tree at 0x0' \
		--qemu-args="-kernel $image" "$target/traps"
	# With EL3 all CPUs start at once, and one says why it cannot be.
	reports "$target, ELF with EL3" 2 "$3" --machine=virt,secure=on \
		--qemu-args="-smp 2 -kernel $image" "$target/traps"
	reports "$target, little memory" 2 "$4" --qemu-args='-m 1' "$target/protocol"

	"$qemu" -M "virt,dumpdtb=$TMPDIR/$target.dtb" -smp 2 >"$TMPDIR/out" 2>&1
	LC_ALL=C sed 's/arm,cortex-a15-gic/xyz,cortex-a15-gic/g' \
		"$TMPDIR/$target.dtb" >"$TMPDIR/no-gic.dtb"
	reports "$target, no GIC" 1 'panic: device tree: there is no GICv2 or GICv3' \
		--qemu-args="-dtb $TMPDIR/no-gic.dtb" "$target/smp@2.calls"
	printf 'not a device tree' >"$TMPDIR/garbage.dtb"
	reports "$target, garbage for a device tree" 2 \
		"no case began: the VMM exited with status 1: .*FDT_ERR_BADMAGIC" \
		--qemu-args="-dtb $TMPDIR/garbage.dtb" "$target/traps"
}

boots arm64 qemu-system-aarch64 \
	'no case began: panic: EL3 is not supported: start the image at EL2 or EL1' \
	'no case began: the VMM exited with status 1: .*Not enough space for DTB'
boots arm qemu-system-arm \
	'no case began: panic: linux: EL3 is not supported: start the image in Non-secure state' \
	'panic: linux: too little memory: the device tree at 0x40080000 lies in the image'
tap_end
