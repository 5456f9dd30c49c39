#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Images on a real Bochs, if there is one: several CPUs, selected cases, a triple
# fault that costs one case, and the disagreement of two engines.

set -u
. "$HVCHECK_SRC/selftest/tap.sh"
cd / || exit 2

if ! command -v bochs >/dev/null || [ ! -d "$HVCHECK_BUILD/x86_64" ]; then
	skip "images on Bochs" "there is no Bochs, or no x86_64"
	tap_end
fi

run()
{
	timeout 120 "$HVCHECK" run --build-dir="$HVCHECK_BUILD" "$@" \
		>"$TMPDIR/out" 2>"$TMPDIR/err" </dev/null
}

like "it is an engine" "$(timeout 60 "$HVCHECK" list --engines \
	--build-dir="$HVCHECK_BUILD")" "^  bochs .*Bochs 2"

run --engine=bochs x86_64/lib-x86 x86_64/smp@2
is "suites with one and two CPUs: the exit status" "$?" 0
like "suites with one and two CPUs: both ran" "$(cat "$TMPDIR/out")" "in 2 units: .* passed"

run --engine=bochs 'x86_64/idt_test.fault_rf/*'
is "selected cases: the exit status" "$?" 0

run --engine=qemu-tcg,bochs 'x86_64/idt_test.fault_rf/*'
run=$(sed -n 's/^Recorded in //p' "$TMPDIR/out")
timeout 60 "$HVCHECK" compare --build-dir="$HVCHECK_BUILD" "$run" >"$TMPDIR/compared" 2>&1
like "two engines are compared" "$(cat "$TMPDIR/compared")" "fault_rf/gp-rdmsr"

tap_end
