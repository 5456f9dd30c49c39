#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# run_tests.sh and scripts/bootstrap.sh, on a machine that is not this one: what
# they call is replaced by scripts that note how they were called.

# shellcheck source=selftest/tap.sh
. "$HVCHECK_SRC/selftest/tap.sh"
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES CC CI
bootstrap=$HVCHECK_SRC/scripts/bootstrap.sh
mkdir "$TMPDIR/bin"
log=$TMPDIR/log
PATH=$TMPDIR/bin:$PATH

fake() # command; standard input: its script
{
	{
		echo '#!/bin/sh'
		cat
	} >"$TMPDIR/bin/$1"
	chmod +x "$TMPDIR/bin/$1"
}

run() # command; leaves $out and $status
{
	: >"$log"
	out=$("$@" 2>&1 </dev/null)
	status=$?
}

fake dpkg-query <<'END'
case "$*" in
*newlib-source*) ;;
*) echo installed ;;
esac
END
fake apt-get <<END
echo "apt-get \$*" >>"$log"
END
fake find <<'END'
echo /var/lib/apt/lists/main_Packages
END
fake id <<'END'
echo 0
END

install='apt-get install --yes --no-install-recommends newlib-source'
quiet_install='apt-get install --yes --no-install-recommends -qq newlib-source'

run "$bootstrap" --arch=x86_64
is 'installs what is missing' "$(cat "$log")" "$quiet_install"
is 'and nothing but prints the command first' "$(echo "$out" | head -n 1)" "$install"
is 'as root without sudo: status' "$status" 0

run "$bootstrap" --arch=x86_64 --print
is '--print prints the missing packages' "$out" newlib-source
is 'and installs nothing' "$(cat "$log")" ''

fake id <<'END'
echo 1000
END
fake sudo <<END
echo "sudo \$*" >>"$log"
END
run "$bootstrap" --arch=x86_64
is 'with sudo otherwise' "$(cat "$log")" "sudo $quiet_install"
is 'which it prints' "$(echo "$out" | head -n 1)" "sudo $install"
fake id <<'END'
echo 0
END

fake find <<'END'
END
run "$bootstrap" --arch=x86_64
is 'updates the lists once where there are none' "$(cat "$log")" "apt-get update -qq
$quiet_install"
fake find <<'END'
echo /var/lib/apt/lists/main_Packages
END

fake apt-get <<END
echo "apt-get \$*" >>"$log"
case "\$1" in
install) [ -e "$TMPDIR/updated" ] ;;
update) : >"$TMPDIR/updated" ;;
esac
END
run "$bootstrap" --arch=x86_64
is 'updates them and tries again where the installation fails' "$(cat "$log")" "$quiet_install
apt-get update -qq
$quiet_install"
is 'which is a success' "$status" 0

fake apt-get <<END
echo "apt-get \$*" >>"$log"
[ "\$1" = update ]
END
run "$bootstrap" --arch=x86_64
is 'status 2 where it cannot be installed' "$status" 2

fake dpkg-query <<'END'
echo installed
END
run "$bootstrap" --arch=x86_64
is 'nothing missing: nothing installed' "$(cat "$log")" ''
is 'and nothing printed' "$out" ''

run "$bootstrap" --arch=vax
is 'an unknown target: status 2' "$status" 2
run "$bootstrap" --no-such-option
is 'an unknown option: status 2' "$status" 2

# ------------------------------------------------------- run_tests.sh ----

cd "$HVCHECK_BUILD/.." || exit
run "$HVCHECK_SRC/run_tests.sh" --arch=vax
is 'run_tests.sh, an unknown target: status 2' "$status" 2
is 'run_tests.sh, an unknown target: one sentence' "$(echo "$out" | wc -l)" 1
run "$HVCHECK_SRC/run_tests.sh" --no-such-option
is 'run_tests.sh hands over what it does not know' "$status" 2
like 'to hvcheck' "$out" '^hvcheck: .*--no-such-option'
run "$HVCHECK_SRC/run_tests.sh" --list
is 'run_tests.sh --list is hvcheck run --list' "$out" "$("$HVCHECK" run --list 2>&1)"
is 'without --bootstrap nothing is installed' "$(cat "$log")" ''

tap_end
