#!/bin/bash
# Gets what runs programs for arm64 on another machine: qemu, and the C library of arm64, from Debian 13.
# Nothing is installed, and this machine's apt knows nothing of it.
#
# usage: get_arm64.sh DIRECTORY
#
# DIRECTORY is made, and has two programs afterwards:
#   run PROGRAM ARGUMENT…     runs a program for arm64
#   within PROGRAM ARGUMENT…  runs any program where those for arm64 run like others, by themselves too.
#                             It tells the kernel of them in a user namespace of its own, which takes
#                             Linux 6.7 or later.
set -euo pipefail
directory=$1
suite=trixie
export LC_ALL=C
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' |
  grep -E '/debian/?$' | head -n 1)

apt=$directory/apt
mkdir -p "$apt"/{state/lists/partial,cache/archives/partial,packages}
touch "$apt/status"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" \
  >"$apt/sources.list"
own=$(dpkg --print-architecture)
options=(
  -q
  -o Dir::State="$apt/state" -o Dir::State::status="$apt/status" -o Dir::Cache="$apt/cache"
  -o Dir::Etc::sourcelist="$apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
  -o APT::Architectures::="$own" -o APT::Architectures::=arm64
  -o APT::Sandbox::User= -o Acquire::Languages=none
)
apt-get "${options[@]}" update
(cd "$apt/packages" && apt-get "${options[@]}" download "qemu-user:$own" libc6:arm64 libgcc-s1:arm64)

mkdir -p "$directory/root"
for package in "$apt"/packages/*_arm64.deb; do dpkg-deb -x "$package" "$directory/root"; done
ln -s usr/lib "$directory/root/lib"
dpkg-deb -x "$apt"/packages/qemu-user_*.deb "$apt/qemu"
mv "$apt/qemu/usr/bin/qemu-aarch64" "$directory/qemu"
rm -rf "$apt"

cat >"$directory/run" <<'END'
#!/bin/sh
exec "${0%/*}/qemu" -L "${0%/*}/root" "$@"
END
cat >"$directory/within" <<'END'
#!/bin/sh
# How a program for arm64 begins; a bit that is 0 in the mask may be anything.
magic='\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00'
mask='\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff'
path=$PATH
PATH=/usr/sbin:/usr/bin:/sbin:/bin
exec unshare --user --map-root-user --mount sh -ec '
  mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
  printf %s "$1" >/proc/sys/fs/binfmt_misc/register
  user=$2 group=$3 path=$4
  shift 4
  exec unshare --user --map-user="$user" --map-group="$group" env PATH="$path" "$@"
' sh ":arm64:M::$magic:$mask:${0%/*}/run:" "$(id -u)" "$(id -g)" "$path" "$@"
END
chmod 755 "$directory" "$directory/run" "$directory/within"
# Whatever was got, it has to work: the C library is a program, too, which says its version.
"$directory/run" "$directory/root/lib/aarch64-linux-gnu/libc.so.6"
