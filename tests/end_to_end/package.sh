#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# package.sh BUILD: what CPack makes, on a bare Debian that has neither compiler nor git nor this source.
# shellcheck source=tests/support/expect.sh
source "$(dirname "$0")/../support/expect.sh"

[[ $(id -u) == 0 ]] || skip 'making a bare Debian needs root'
for tool in debootstrap help2man dpkg-shlibdeps; do
    command -v "$tool" >/dev/null || skip "$tool is missing"
done
run cmake --build "$build" --target documents
expect_code 0
run cpack --config "$build/CPackConfig.cmake" -B "$work/made"
expect_code 0
kernels=$(sha256sum "$build/kernels.so" | cut -d' ' -f1)

# Both ways, the same is asked.
cat >asked <<CODE
set -eux
for tool in git gcc gnuplot; do if command -v \$tool; then exit 1; fi; done
mkdir /tmp/work
cd /tmp/work
byval --version
byval run --budget 3 --spacing 0 --filter '^ret/size:(16|64)\$' --seed 1 --quiet
byval run --budget 3 --spacing 0 --filter '^ret/size:(16|64)\$' --seed 2 --quiet --out second
byval run --budget 2 --spacing 0 --preset standard --filter 'site:gc/.*size:64\$' --quiet --out collected
grep -q $kernels results/latest/run.json
byval verify second collected
byval compare results/latest second
if byval report second 2>said; then exit 1; fi
grep gnuplot-nox said
if byval try int 2>said; then exit 1; fi
grep "there is no program 'gcc'; install it" said
apt-get update -qq
apt-get install -qqy --no-install-recommends gnuplot-nox fonts-dejavu-core >/dev/null
byval report second
test -s second/report/index.html
apt-get install -qqy --no-install-recommends gcc libc6-dev >/dev/null
if byval try int 2>said; then exit 1; fi
grep 'install the package libgc-dev' said
apt-get install -qqy --no-install-recommends libgc-dev >/dev/null
if byval try int 2>said; then exit 1; fi
grep 'install the package lld' said
apt-get install -qqy --no-install-recommends lld >/dev/null
byval try 'struct { long a, b, c; }' --budget 2 --quiet
CODE

tarball=$(echo made/*.tar.gz)
run "$tests/../scripts/clean-root" --package "$tarball" sh -euc \
    "tar xzf ${tarball##*/}; mv byval-*/ /opt/moved; PATH=/opt/moved/bin:\$PATH; $(cat asked)"
expect_code 0
deb=$(echo made/*.deb)
run "$tests/../scripts/clean-root" --package "$deb" sh -euc \
    "apt-get update -qq; apt-get install -qqy --no-install-recommends ./${deb##*/} >/dev/null; $(cat asked)
    test -e /usr/share/man/man1/byval-run.1
    apt-get purge -qqy byval >/dev/null; test ! -e /usr/lib/byval; test -z \"\$(find /usr -name '*byval*')\""
expect_code 0
finish
