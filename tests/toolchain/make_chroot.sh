#!/bin/bash
# Makes a Debian tree with HTCondor, podman, strace, a Python that reads CBOR and runs notebooks, the shells
# of users, and a browser in it. Run as root under `unshare --mount --pid --fork --kill-child`, so that whatever is mounted here
# vanishes with this process, and everything it runs with it.
#
# usage: make_chroot.sh SUITE DIRECTORY
#   SUITE  the Debian to take: trixie is Debian 13, forky Debian 14
#
# Standard input is a pipe that whoever started this holds open: when it ends, this ends too.
set -euo pipefail
suite=$1 root=$2
if [ "${3:-}" != in-background ]; then
  exec 3<&0
  bash "$0" "$suite" "$root" in-background </dev/null 3<&- &
  work=$!
  cat <&3 >/dev/null &
  code=0
  wait -n -p ended "$work" $! || code=$?
  if [ "$ended" != "$work" ]; then code=137; fi
  exit "$code"
fi
export DEBIAN_FRONTEND=noninteractive LC_ALL=C

# The mirror and the proxy this machine's own apt uses are the ones it can reach.
eval "$(apt-config shell proxy Acquire::http::Proxy)"
export http_proxy="${http_proxy:-${proxy:-}}"
mirror=
if grep -qx 'ID=debian' /etc/os-release; then
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' |
    grep -E '/debian/?$' | head -n 1 || true)
fi

if ! command -v debootstrap >/dev/null || [ ! -e /usr/share/keyrings/debian-archive-keyring.gpg ]; then
  apt-get -q update
  apt-get -q install -y --no-install-recommends debootstrap debian-archive-keyring
fi
script=/usr/share/debootstrap/scripts/$suite
[ -e "$script" ] || script=/usr/share/debootstrap/scripts/sid
debootstrap --variant=minbase --keyring=/usr/share/keyrings/debian-archive-keyring.gpg \
  "$suite" "$root" ${mirror:+"$mirror" "$script"} # without a mirror, debootstrap takes its own

mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
# Packages must not start their daemons here: the tests run a pool of their own.
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
# What a mirror has of a Debian that is not released yet may be older than its date of expiry.
echo 'Acquire::Check-Valid-Until "false";' >"$root/etc/apt/apt.conf.d/00-any-age"
chroot "$root" apt-get -q update
packages=(
  minicondor procps strace
  python3-cbor2 # reads the results, as users who work in Python do
  python3-jupyter-client # runs the cells of notebooks, as Jupyter does
  podman podman-docker crun uidmap catatonit # the docker of HTCondor's docker universe
  busybox-static # what is in the images of the tests
  tmux bash-completion zsh fish # the screens and the shells that the command line is used in
  chromium-headless-shell # what shows the reports
)
chroot "$root" apt-get -q install -y --no-install-recommends "${packages[@]}"
chroot "$root" apt-get clean
rm -rf "$root"/var/lib/apt/lists/*

# enter_chroot.sh binds the Deno of the tests to /toolchain/bin.
ln -s /toolchain/bin/deno "$root/usr/local/bin/deno"
ln -s /toolchain/bin/deno-2.7.11 "$root/usr/local/bin/deno-2.7.11"
