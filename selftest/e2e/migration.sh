#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Migration under real QEMU: what fails is an error with QEMU's words, what is
# impossible is skipped, and nothing is left whatever dies.

set -u
. "$HVCHECK_SRC/selftest/tap.sh"
cd / || exit 2

qemu=$(command -v qemu-system-x86_64)
target=x86_64
if ! [ -e "$HVCHECK_BUILD/$target/selftest/moves.elf" ] || [ -z "$qemu" ]; then
	skip "migration" "no images of $target, or no QEMU for it"
	tap_end
fi

tree=$TMPDIR/tree
build=$tree/build
mkdir -p "$build/$target/x86" "$tree/x86"
cp "$HVCHECK_BUILD/$target/selftest/moves.elf" "$build/$target/x86/"
echo .. >"$build/srcdir"
printf 'timeout = 20s\n' >"$tree/unittests.cfg"

# run ARGUMENT...: one line a result, "STATE name reason"; sets $status
run()
{
	timeout 200 "$HVCHECK" run --build-dir="$build" -v "$@" \
		>"$TMPDIR/out" 2>"$TMPDIR/err" </dev/null
	status=$?
	results=$(sed -n -e 's/^  \([A-Z]\{4,\}\)  *\([^ ]*\)  *[0-9.]* [mu]\{0,1\}s *\(.*\)$/\1 \2 \3/p' \
		"$TMPDIR/out" | sed -e 's/ [0-9]* checks\{0,1\}$//' -e 's/ *$//')
	[ -n "$results" ] || results=$(cat "$TMPDIR/out" "$TMPDIR/err")
}

run moves.asks moves.needs moves.file
is 'it works: the results' "$results" 'PASS moves.asks
PASS moves.needs
PASS moves.file'
is 'it works: the exit status' "$status" 0

# A device whose state QEMU does not know how to carry over.
run --qemu-args='-device nvme,serial=1' moves.needs
like 'a device that stays: a case that says what it needs is skipped' "$results" \
	'SKIP moves.needs needs a VM that can migrate (host=migrate)'
# Of cases that all say nothing, nobody looks ahead.
run --qemu-args='-device nvme,serial=1' moves.asks
like 'a device that stays: one that does not is an error' "$results" \
	'ERROR moves.asks the migration failed: .*nvme'
is 'a device that stays: the exit status' "$status" 1

# A destination that is another machine, and one that never starts.
other() # what to do with the words of a destination
{
	cat >"$TMPDIR/other-qemu" <<EOF
#!/bin/sh
for word; do
	if [ "\$word" = -incoming ]; then
		$1
	fi
done
exec $qemu "\$@"
EOF
	chmod +x "$TMPDIR/other-qemu"
}
# shellcheck disable=SC2016 # for the script
other "exec $qemu"' "$@" -m 64'
run --qemu="$TMPDIR/other-qemu" moves.needs
like 'less memory there: an error with its words' "$results" \
	'ERROR moves.needs the migration failed: .*[Ss]ize mismatch'
# shellcheck disable=SC2016
other "exec $qemu"' "$@" -machine pc'
run --qemu="$TMPDIR/other-qemu" moves.file
like 'another machine there: an error with its words' "$results" \
	'ERROR moves.file the migration failed: .*qemu-system-x86_64: .*'
other 'echo "no room" >&2; exit 1'
run --qemu="$TMPDIR/other-qemu" moves.needs
like 'it does not start: an error with its words' "$results" \
	'ERROR moves.needs the migration failed: no room'
is 'it does not start: the exit status' "$status" 1

run --timeout=1s moves.hangs
like 'a hang afterwards is looked at where it is' "$results" \
	'TIMEOUT moves.hangs timeout in .*moves.c'
run --timeout=1s --migrate=50ms moves.on_the_way
like 'a hang on the way is a timeout' "$results" 'TIMEOUT moves.on_the_way'

"$HVCHECK" exec "$build/$target/x86/moves.elf" >"$TMPDIR/out" 2>&1 </dev/null
like 'exec offers none' "$(cat "$TMPDIR/out")" \
	'ok 1 moves.asks # SKIP needs a runner that answers migrate'

# ------------------------------------------------------- killing the runner ----

# shellcheck disable=SC2317 # called through ok, as those below
vms() # processes whose command line names our image
{
	grep -l -a -s -e "-[k]ernel.$build/" /proc/[0-9]*/cmdline |
		sed -n 's,^/proc/\([0-9]*\)/.*,\1,p'
}
# wait_for COMMAND...: until it succeeds, 20 s at most
# shellcheck disable=SC2317
wait_for()
{
	for _ in $(seq 400); do
		"$@" && return 0
		sleep 0.05
	done
	return 1
}
# shellcheck disable=SC2317 # called through wait_for
no_vms()
{
	[ -z "$(vms)" ]
}
# shellcheck disable=SC2317
two_vms()
{
	[ "$(vms | wc -l)" -ge 2 ]
}
for signal in KILL TERM; do
	"$HVCHECK" run --build-dir="$build" --migrate=50ms moves.on_the_way \
		>"$TMPDIR/out" 2>"$TMPDIR/err" </dev/null &
	runner=$!
	ok "SIG$signal: there are two VMs at times" wait_for two_vms
	kill -$signal $runner
	wait $runner 2>/dev/null
	ok "SIG$signal in a migration: no VM is left" wait_for no_vms
done

run --migrate=50ms --repeat=3 moves.needs
is 'at random: the exit status' "$status" 0

tap_end
