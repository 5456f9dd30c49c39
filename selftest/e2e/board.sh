#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A board that is not virt, with an 8250, a GIC-400 and PSCI by SMC: suites that
# ask for nothing but what a device tree can describe pass there as well.

set -u
. "$HVCHECK_SRC/selftest/tap.sh"
cd / || exit 2

images=$HVCHECK_BUILD/arm
qemu=$(command -v qemu-system-arm) || qemu=
tree=$TMPDIR/board.dtb

# boots NAME TREE: sets $status, and leaves what it prints in lines
boots()
{
	timeout 60 "$qemu" -M orangepi-pc -m 1G -display none -serial stdio \
		-monitor none -no-reboot -dtb "$2" -kernel "$images/$1.img" \
		</dev/null >"$TMPDIR/out" 2>&1
	status=$?
	tr -d '\r' <"$TMPDIR/out" >"$TMPDIR/lines"
}

# passes NAME CPUS: a suite's cases
passes()
{
	boots "$1" "$tree"
	is "$1: the exit status" "$status" 0
	like "$1: begins" "$(sed -n 2p "$TMPDIR/lines")" "target=arm cpus=$2 "
	is "$1: no case fails" "$(grep '^not ok' "$TMPDIR/lines")" ''
	like "$1: ends" "$(tail -n 1 "$TMPDIR/lines")" \
		'^# end pass=[1-9][0-9]* fail=0 error=0 skip='
}

if ! [ -e "$images/common/traps.img" ] || [ -z "$qemu" ]; then
	skip "another board" "no images of arm, or no qemu-system-arm"
elif ! command -v dtc >/dev/null; then
	skip "another board" "there is no dtc"
else
	dtc -q -O dtb -o "$tree" "$HVCHECK_SRC/selftest/e2e/board.dts"
	for suite in common/traps common/smp common/protocol arm/timer arm/gic-ipi; do
		passes "$suite" 4
	done
fi
tap_end
