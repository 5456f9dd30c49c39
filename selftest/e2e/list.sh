#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What is listed is what runs: names go in as they came out, shards add up, and
# the command lines of a dry run are real.

set -u
. "$HVCHECK_SRC/selftest/tap.sh"

names() # arguments of list
{
	timeout 60 "$HVCHECK" list --format=names "$@"
}

if ! names >"$TMPDIR/units" 2>"$TMPDIR/err" || [ ! -s "$TMPDIR/units" ]; then
	skip "list" "nothing is built: $(cat "$TMPDIR/err")"
	tap_end
fi

# ------------------------------------------------------------------ names ----

sort -u "$TMPDIR/units" >"$TMPDIR/sorted"
is "units are listed once, by name" "$(cat "$TMPDIR/units")" "$(cat "$TMPDIR/sorted")"
# shellcheck disable=SC2046 # one name a line, without blanks
is "units are accepted as names" "$(names $(cat "$TMPDIR/units"))" "$(cat "$TMPDIR/units")"

first=$(sed -n 1p "$TMPDIR/units")
names --cases "$first" >"$TMPDIR/cases"
ok "a unit has cases" test -s "$TMPDIR/cases"
# shellcheck disable=SC2046 # one name a line, without blanks
is "cases are accepted as names" "$(names --cases $(cat "$TMPDIR/cases"))" \
	"$(cat "$TMPDIR/cases")"
is "the target may be left out" \
	"$(names --arch="${first%%/*}" --cases "${first#*/}")" "$(cat "$TMPDIR/cases")"
is "isolated, each case is a unit of its own" \
	"$(timeout 60 "$HVCHECK" --isolate --dry-run "$first" | grep -c '^[^#]')" \
	"$(wc -l <"$TMPDIR/cases" | tr -d ' ')"

for i in 1 2 3; do
	timeout 60 "$HVCHECK" list --format=names --shard=$i/3 2>/dev/null
done | sort >"$TMPDIR/shards"
is "shards are disjoint and add up" "$(cat "$TMPDIR/shards")" "$(cat "$TMPDIR/sorted")"

# ------------------------------------------------------------------- json ----

if command -v python3 >/dev/null; then
	timeout 60 "$HVCHECK" list --format=json >"$TMPDIR/json"
	is "JSON has the same units" "$(python3 -c '
import json, sys
document = json.load(open(sys.argv[1]))
assert document["version"] == 1
print("\n".join(sorted({unit["id"] for unit in document["units"]})))
' "$TMPDIR/json")" "$(cat "$TMPDIR/sorted")"
else
	skip "JSON has the same units" "there is no python3 to read it"
fi

# ---------------------------------------------------------------- engines ----

timeout 60 "$HVCHECK" list --engines >"$TMPDIR/engines"
like "TCG is there" "$(cat "$TMPDIR/engines")" '^[* ] qemu-tcg '
is "one is the default, and the list says why" \
	"$(grep -c '^\* is used by default: qemu-' "$TMPDIR/engines")" 1
default=$(sed -n 's/^\* \(qemu-[a-z0-9-]*\) .*/\1/p' "$TMPDIR/engines" | sed -n 1p)
if grep -q 'qemu-kvm/pvm' "$TMPDIR/engines"; then
	is "a software KVM is not the default" "$default" qemu-tcg
	like "and it says so" "$(cat "$TMPDIR/engines")" 'KVM here is software'
fi
like "a run says which engine, and why, first" \
	"$(timeout 60 "$HVCHECK" --dry-run "$first" | sed -n 1p)" "^# $default: ."

# ---------------------------------------------------------------- dry run ----

timeout 60 "$HVCHECK" --engine=qemu-tcg --dry-run "$first" | grep '^[^#]' >"$TMPDIR/command"
is "a unit is one command" "$(wc -l <"$TMPDIR/command" | tr -d ' ')" 1
timeout 100 sh "$TMPDIR/command" >"$TMPDIR/console" 2>&1 </dev/null
# A case that ends the VM is the last of a plain boot.
like "and the command boots it" "$(cat "$TMPDIR/console")" '^# ends* '

tap_end
