#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guests that misbehave (selftest/guests/), under real QEMU: the report that
# each of them must get, word by word.

set -u
. "$HVCHECK_SRC/selftest/tap.sh"
# Elsewhere than above the tree, so that messages have whole paths.
cd / || exit 2

target=x86_64
if ! [ -e "$HVCHECK_BUILD/$target/selftest/outcomes.elf" ] ||
	! command -v qemu-system-x86_64 >/dev/null; then
	skip "guests that misbehave" "no images of $target, or no QEMU for it"
	tap_end
fi

# A tree of our own, whose suites are the guests.
tree=$TMPDIR/tree
build=$tree/build
mkdir -p "$build/$target/x86" "$tree/x86"
cp "$HVCHECK_BUILD/$target/selftest/"*.elf "$build/$target/x86/"
echo .. >"$build/srcdir"

config() # text
{
	printf '%b\n' "$1" >"$tree/unittests.cfg"
}

# run ARGUMENT...: one line a result, "STATE name reason"; sets $status
run()
{
	timeout 200 "$HVCHECK" run --build-dir="$build" --engine=qemu-tcg -v \
		"$@" >"$TMPDIR/out" 2>"$TMPDIR/err" </dev/null
	status=$?
	results=$(sed -n -e 's/^  \([A-Z]\{4,\}\)  *\([^ ]*\)  *[0-9.]* [mu]\{0,1\}s *\(.*\)$/\1 \2 \3/p' \
		"$TMPDIR/out" | sed -e 's,[^ (]*/unittests.cfg,unittests.cfg,' \
		-e 's/ [0-9]* checks\{0,1\}$//' -e 's/ *$//')
	[ -n "$results" ] || results=$(cat "$TMPDIR/out" "$TMPDIR/err")
}

# reports WHAT STATUS RESULTS ARGUMENT...
reports()
{
	what=$1
	wanted_status=$2
	wanted=$3
	shift 3
	run "$@"
	is "$what: the results" "$results" "$wanted"
	is "$what: the exit status" "$status" "$wanted_status"
}

# ---------------------------------------------------------- every outcome ----

config 'timeout = 2s'
# The trap's address depends on the compiler.
run outcomes
is 'outcomes: the exit status' "$status" 1
is 'outcomes: the results' "$(printf '%s\n' "$results" |
	sed 's/^\(FAIL outcomes.trap trap #PF(0x2)\) .* \(address=0xfffffffffffff000\).*/\1 \2/')" \
"PASS outcomes.pass
FAIL outcomes.expect selftest/guests/outcomes.c:29: EXPECT_EQ(2 + 2, 5): got 0x4 (4), expected 0x5 (5)
FAIL outcomes.assert selftest/guests/outcomes.c:39: ASSERT_LT(3, 2): got 0x3 (3), expected < 0x2 (2)
ERROR outcomes.error no patience left
SKIP outcomes.skip it is Sunday
SKIP outcomes.needs needs unicorn (the forest)
ERROR outcomes.no_check no check was made
FAIL outcomes.trap trap #PF(0x2) address=0xfffffffffffff000
PASS outcomes.row/one
FAIL outcomes.row/two selftest/guests/outcomes.c:86: EXPECT_EQ(r->value & 1, 1): got 0x0 (0), expected 0x1 (1)
PASS outcomes.row/three
FAIL outcomes.state selftest/guests/outcomes.c:91: EXPECT_TRUE(state == 0 || state % 20 != 0): got false, expected true
PASS outcomes.last"
like 'a trap: its function and line are in the report' "$(cat "$TMPDIR/out")" \
	'0x[0-9a-f]* test_trap_run selftest/guests/outcomes.c:72'
reports 'one case alone' 0 'PASS outcomes.row/one' outcomes.row/one
reports 'one state of many' 1 \
	'FAIL outcomes.state/0x28 selftest/guests/outcomes.c:91: EXPECT_TRUE(state == 0 || state % 20 != 0): got false, expected true' \
	outcomes.state/0x28
reports 'only skipped cases' 2 'SKIP outcomes.skip it is Sunday
SKIP outcomes.needs needs unicorn (the forest)' outcomes.skip outcomes.needs

# ----------------------------------------------------------- VMs that die ----

config 'timeout = 2s'
reports 'dies' 1 'PASS dies.before
CRASH dies.triple_fault the VM was reset
CRASH dies.reset the VM was reset
PASS dies.between
CRASH dies.poweroff the VM powered off
CRASH dies.panic_device the guest told the panic device
ERROR dies.panic panic: the cook has left the kitchen
CRASH dies.exits the VMM exited with status 33
PASS dies.after' dies
each=$(printf '%s\n' "$results" | sort -u)
run --isolate dies
is 'a VM for each case: the results' "$(printf '%s\n' "$results" | sort -u)" "$each"

config 'timeout = 2s\n[hangs]\nsmp = 2'
run hangs
is 'hangs: the exit status' "$status" 1
is 'hangs: the results' "$(printf '%s\n' "$results" |
	sed 's/ in [a-z0-9_]*\(, called by [a-z0-9_]*\)* (lib[^)]*),* on/ in the library on/')" \
'TIMEOUT hangs.spin timeout in do_spin (selftest/guests/x86/hangs.c:19) on CPU 0 (2 s)
TIMEOUT hangs.sleep timeout in do_sleep (selftest/guests/x86/hangs.c:26) on CPU 0, halted (2 s)
TIMEOUT hangs.nap timeout in do_nap (selftest/guests/x86/hangs.c:45) on CPU 0, halted (2 s)
TIMEOUT hangs.other_cpu timeout in the library on CPU 0 (2 s)
PASS hangs.after'
is 'hangs: every CPU has its stack' \
	"$(grep -c 'do_spin selftest/guests/x86/hangs.c:19' "$TMPDIR/out")" 2

# Nothing can wake it: then nobody waits until its time is over.
run --timeout=60s hangs.sleep
is 'hangs: halted for ever, long before its time is over' \
	"$(printf '%s\n' "$results" | sed 's/([0-9.]* s:/(N s:/')" \
	'TIMEOUT hangs.sleep timeout in do_sleep (selftest/guests/x86/hangs.c:26) on CPU 0, halted (N s: all CPUs are halted with interrupts off)'
run --timeout=6s hangs.nap
is 'hangs: what an interrupt could wake has all of its time' "$results" \
	'TIMEOUT hangs.nap timeout in do_nap (selftest/guests/x86/hangs.c:45) on CPU 0, halted (6 s)'

# What takes long is told while it does, once in a while.
slow_lines()
{
	grep -c "^SLOW     x86_64/hangs.$1 on qemu-tcg has been running for [0-9]* s$" \
		"$TMPDIR/out"
}
run --timeout=4s --slow-after=1s hangs.spin hangs.after
lines=$(slow_lines spin)
ok 'slow-after: a case that runs on is told, and again' test "$lines" -ge 2
is 'slow-after: what does not take so long is not' "$(slow_lines after)" 0
run --timeout=2s --slow-after=1s -q hangs.spin
is 'slow-after: nothing with --quiet' "$(slow_lines spin)" 0
run --timeout=2s hangs.spin
is 'slow-after: 10 s by default' "$(slow_lines spin)" 0

# ------------------------------------------- harm to the harness, and traces ----

config 'timeout = 8s\n[hurts]\nsmp = 2\n[leaves]\nsmp = 2'
run hurts
is 'hurts: the exit status' "$status" 1
is 'hurts: the results' "$(printf '%s\n' "$results" |
	sed 's/ pc=.* cpu=/ cpu=/')" \
'FAIL hurts.stack/boot-cpu trap #DF(0) cpu=0
FAIL hurts.stack/other-cpu trap #DF(0) cpu=1
FAIL hurts.nmi/boot-cpu trap #NMI cpu=0
FAIL hurts.nmi/other-cpu trap #NMI cpu=1
FAIL hurts.nmi_again/boot-cpu trap #NMI cpu=0
FAIL hurts.nmi_again/other-cpu trap #NMI cpu=1
FAIL hurts.interrupt/boot-cpu trap vector 0x55 cpu=0
FAIL hurts.interrupt/other-cpu trap vector 0x55 cpu=1
PASS hurts.in_service/boot-cpu
PASS hurts.in_service/other-cpu
FAIL hurts.sent trap vector 0x55 cpu=1
PASS hurts.after_sent/boot-cpu
PASS hurts.after_sent/other-cpu
FAIL hurts.single_step/boot-cpu trap #DB cpu=0
FAIL hurts.single_step/other-cpu trap #DB cpu=1
FAIL hurts.nobody_waits selftest/guests/x86/hurts.c:147: EXPECT_TRUE(false): got false, expected true (on CPU 1)
PASS hurts.end'
reports 'leaves' 1 'PASS leaves.first/boot-cpu
PASS leaves.first/other-cpu
PASS leaves.bits/boot-cpu
PASS leaves.bits/other-cpu
PASS leaves.after_bits/boot-cpu
PASS leaves.after_bits/other-cpu
PASS leaves.flags/boot-cpu
PASS leaves.flags/other-cpu
PASS leaves.after_flags/boot-cpu
PASS leaves.after_flags/other-cpu
PASS leaves.timer/boot-cpu
PASS leaves.timer/other-cpu
PASS leaves.after_timer/boot-cpu
PASS leaves.after_timer/other-cpu
FAIL leaves.fails/boot-cpu selftest/guests/x86/leaves.c:77: ASSERT_TRUE(false): got false, expected true
FAIL leaves.fails/other-cpu selftest/guests/x86/leaves.c:77: ASSERT_TRUE(false): got false, expected true (on CPU 1)
PASS leaves.after_fails/boot-cpu
PASS leaves.after_fails/other-cpu
PASS leaves.deaf
PASS leaves.after_deaf' leaves

# ------------------------------------------------------- noise, and lies ----

config 'timeout = 20s'
reports 'noise' 1 "PASS noise.lines
PASS noise.bytes
PASS noise.long_line
FAIL noise.flood selftest/guests/noise.c:45: EXPECT_TRUE(false): got false, expected true
PASS noise.note
ERROR noise.torn truncated: no result line before the next case
PASS noise.after
ERROR $target/noise inconsistent: '# end pass=6 fail=1 error=0 skip=0', but the result lines are pass=5 fail=1 error=0 skip=0" noise

lies() # case, results
{
	reports "a lie: $1" 1 "$2" "liar.$1"
}
config 'timeout = 2s'
reports 'no lie' 0 'PASS liar.honest' liar.honest
lies second_plan 'ERROR liar.second_plan inconsistent: a second plan'
lies twice "PASS liar.twice
ERROR $target/liar inconsistent: second result of liar.twice"
lies stranger 'ERROR liar.stranger inconsistent: result of liar.stranger_still, which is not planned'
lies counts "PASS liar.counts
ERROR $target/liar inconsistent: '# end pass=3 fail=0 error=0 skip=0', but the result lines are pass=1 fail=0 error=0 skip=0"
lies status "PASS liar.status
ERROR $target/liar inconsistent: '# end' stands for exit status 33, but the VMM exited with status 35"
lies half_way "ERROR liar.half_way truncated: no result line before '# end'"
lies plan_only 'CRASH liar.plan_only the VMM exited with status 33'
reports 'a lie costs what comes after it' 1 "PASS liar.honest
ERROR liar.second_plan inconsistent: a second plan
ERROR liar.twice not run: inconsistent: a second plan
ERROR liar.stranger not run: inconsistent: a second plan
ERROR liar.counts not run: inconsistent: a second plan
ERROR liar.status not run: inconsistent: a second plan
ERROR liar.half_way not run: inconsistent: a second plan
ERROR liar.plan_only not run: inconsistent: a second plan" liar

# -------------------------------------------- cases that must end their VM ----

reports 'ends' 1 'PASS ends.plain
PASS ends.reset
PASS ends.poweroff
PASS ends.panic
FAIL ends.other_end did not end the VM as announced: the VM powered off
ERROR ends.no_end the machine went on after test_ends()
FAIL ends.hangs did not end the VM as announced: timeout in test_hangs_run (selftest/guests/ends.c:48) on CPU 0 (2 s)
CRASH ends.unannounced the VM was reset
ERROR ends.forgets the case ended without test_ends()
SKIP ends.cannot not today' ends
reports 'ends, those that are right' 0 'PASS ends.plain
PASS ends.reset
PASS ends.poweroff
PASS ends.panic' ends.plain ends.reset ends.poweroff ends.panic
reports 'reboots' 1 'PASS reboots.before
PASS reboots.reboot
PASS reboots.again
FAIL reboots.poweroff did not end the VM as announced: the VM powered off' reboots

# ------------------------------------------------------------ expectations ----

config 'timeout = 2s
[outcomes]
expect = expect: fail on qemu-tcg: two and two are four
expect = pass: fail on qemu-tcg: one and one were three once
[dies]
expect = reset: crash on qemu-*: known
expect = poweroff: fail on qemu-*: not in this way
[hangs]
expect = spin: timeout on qemu-tcg: known to be slow'
reports 'an expected failure' 0 \
	"XFAIL outcomes.expect two and two are four (unittests.cfg:3): selftest/guests/outcomes.c:29: EXPECT_EQ(2 + 2, 5): got 0x4 (4), expected 0x5 (5)" \
	outcomes.expect
reports 'an expectation that is out of date' 1 \
	"XPASS outcomes.pass unittests.cfg:4 expects fail: one and one were three once; it passed" \
	outcomes.pass
reports 'an expected crash, and another end than expected' 1 \
	"CRASH dies.poweroff the VM powered off
XFAIL dies.reset known (unittests.cfg:6): the VM was reset" dies.reset dies.poweroff
reports 'an expected timeout' 0 \
	"XFAIL hangs.spin known to be slow (unittests.cfg:9): timeout in do_spin (selftest/guests/x86/hangs.c:19) on CPU 0 (2 s)" \
	hangs.spin

# ------------------------------------------------------- the VMM's own fault ----

config ''
run --cpu=no-such-model liar.honest
is 'a VMM that refuses: exit status 2' "$status" 2
run --qemu-args='-device no-such-device' liar.honest
is 'a device that is not there: exit status 2' "$status" 2
like 'a device that is not there: the VMM is quoted' "$results" \
	"ERROR $target/liar no case began: the VMM exited with status 1: .*no-such-device.* is not a valid device model name"

# ---------------------------------------------------------------- exec ----

execs() # WHAT STATUS ARGUMENT...
{
	what=$1
	wanted_status=$2
	shift 2
	timeout 60 "$HVCHECK" exec "$@" >"$TMPDIR/out" 2>"$TMPDIR/err" </dev/null
	is "exec: $what" $? "$wanted_status"
}
guests=$build/$target/x86
execs 'all passed' 0 "$guests/liar.elf" -- -append cases=liar.honest
like 'exec: the console is on standard output' "$(cat "$TMPDIR/out")" '^ok 1 liar.honest # time_us='
execs 'a case failed' 1 "$guests/outcomes.elf" -- -append cases=outcomes.expect
execs 'a case is an error' 1 "$guests/outcomes.elf" -- -append cases=outcomes.error
execs 'the VM dies' 1 "$guests/dies.elf" -- -append cases=dies.reset
is 'exec: why' "$(cat "$TMPDIR/err")" "hvcheck: no '# end' line: the VM was reset"
execs 'a case ends the VM' 0 "$guests/ends.elf" -- -append cases=ends.reset
execs 'two CPUs' 0 "$guests/hangs.elf" -- -append cases=hangs.after -smp 2
like 'exec: two CPUs' "$(cat "$TMPDIR/out")" 'cpus=2'
execs 'no such image' 2 "$guests/nothing.elf"
is 'exec: no such image' "$(cat "$TMPDIR/err")" "hvcheck: $guests/nothing.elf: No such file or directory"
execs 'QEMU refuses' 2 "$guests/liar.elf" -- -machine no-such-machine
like 'exec: what QEMU says' "$(cat "$TMPDIR/err")" 'unsupported machine type'

# The command that a report ends with repeats what it reports.
run outcomes.expect outcomes.pass
again=$(sed -n 's/^ *again: //p' "$TMPDIR/out")
eval "timeout 60 $again" >"$TMPDIR/out" 2>&1 </dev/null
is 'the command to repeat a case fails as well' $? 1
is 'the command to repeat a case runs that one' \
	"$(sed -n 's/^\(ok\|not ok\) \([0-9]* [^ ]*\).*/\1 \2/p' "$TMPDIR/out")" \
	'not ok 1 outcomes.expect'

# ---------------------------------------------------------------- prove ----

timeout 100 "$HVCHECK" prove --build-dir="$build" --engine=qemu-tcg liar.honest \
	outcomes.pass outcomes.row/one ends.reset >"$TMPDIR/out" 2>&1
is 'prove: every check counts' $? 0
timeout 100 "$HVCHECK" prove --build-dir="$build" --engine=qemu-tcg \
	outcomes.row/two >"$TMPDIR/out" 2>&1
is 'prove: a case that passes with its checks negated' $? 1

tap_end
