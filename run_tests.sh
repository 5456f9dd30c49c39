#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# run_tests.sh - build what is missing, then run the suites with build/hvcheck

set -u
unset CDPATH

usage()
{
	cat <<'END'
Usage: run_tests.sh [--bootstrap [--yes]] [--self-test | ARGUMENT...]

Builds hvcheck and the images where that was not done yet, and hands all other
arguments to `hvcheck run`: names and globs of suites or cases, --arch=LIST, ...

  --bootstrap   first install the packages that are missing (Debian, Ubuntu);
                without it nothing is ever installed
  --yes         do not ask before installing
  --self-test   run the tests of hvcheck itself instead of the suites; the
                arguments are then names of tests
  --help        this text and that of `hvcheck run`
END
}

die()
{
	printf 'run_tests.sh: %s\n' "$*" >&2
	exit 2
}

source=$(cd -- "$(dirname -- "$0")" && pwd) || exit 2
bootstrap=
yes=
self_test=
help=
arch=

# Takes this script's options out of "$@"; the rest keeps its order.
count=$#
while [ "$count" -gt 0 ]; do
	count=$((count - 1))
	argument=$1
	shift
	case $argument in
	--bootstrap)	bootstrap=yes; continue ;;
	--yes)		yes=--yes; continue ;;
	--self-test)	self_test=yes; continue ;;
	--help | -h)	help=yes; continue ;;
	--arch=?*)	arch=${arch:+$arch,}${argument#--arch=} ;;
	--arch)
		[ "$count" -gt 0 ] || die "--arch needs a value"
		arch=${arch:+$arch,}$1
		;;
	esac
	set -- "$@" "$argument"
done

# A directory that configure was called in has a build of its own.
if [ -e build/configured.mak ]; then
	top=$(pwd)
else
	top=$source
fi

if [ -n "$bootstrap" ]; then
	"$source/scripts/bootstrap.sh" ${yes:+"$yes"} ${arch:+"--arch=$arch"} \
		${self_test:+--self-test} || exit 2
fi
command -v make >/dev/null || die "found no make; ./run_tests.sh --bootstrap installs what is missing"

# After an installation there may be more to find than before.
if [ -n "$bootstrap" ] || [ ! -e "$top/build/configured.mak" ]; then
	(cd "$top" && "$source/configure" --quiet) ||
		die "could not configure; ./run_tests.sh --bootstrap installs what is missing"
fi

build() # what
{
	make -s -C "$top" -j "$(getconf _NPROCESSORS_ONLN)" "$@" >&2 ||
		die "could not build"
}

if [ -n "$self_test" ]; then
	build all
	exec make -s -C "$top" -j "$(getconf _NPROCESSORS_ONLN)" check TESTS="$*"
fi

# Only what is to run, where that is known.
case $arch in
'' | all | *[!A-Za-z0-9_,]*)
	build all
	;;
*)
	targets=$(printf '%s' "$arch" | tr ',' ' ')
	for target in $targets; do
		[ -e "$top/build/$target/config.mak" ] ||
			die "$target is not configured: $source/configure says why"
	done
	# shellcheck disable=SC2086 # a list
	build hvcheck $targets
	;;
esac
[ -x "$top/build/hvcheck" ] ||
	die "hvcheck was not built: libuv, jansson, libelf or libdw is missing; ./run_tests.sh --bootstrap installs them"

if [ -n "$help" ]; then
	usage
	echo
	exec "$top/build/hvcheck" run --help
fi
exec "$top/build/hvcheck" run "$@"
