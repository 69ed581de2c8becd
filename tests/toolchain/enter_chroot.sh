#!/bin/bash
# Runs a program as an ordinary user in a tree that has HTCondor, with this checkout at /htmap
# (read-only), Deno in /toolchain/bin, and a home and a /tmp of its own. Run as root under
# `unshare --mount --pid --fork --kill-child`: this script is then the first process of its own
# process tree, so everything the program starts ends with it, and every mount vanishes.
#
# usage: enter_chroot.sh TREE RUN_DIRECTORY CHECKOUT UID DENO OTHER_DENO PACKAGES PROGRAM ARGUMENT…
#   TREE           the chroot, or / where HTCondor is installed on the machine itself
#   RUN_DIRECTORY  as place.ts prepares it; its lock is held by whoever started this
#   OTHER_DENO     a second Deno, or empty
#   PACKAGES       the packages of the tests, or empty
set -euo pipefail
tree=${1%/} run=$2 checkout=$3 uid=$4 deno=$5 other_deno=$6 packages=$7
shift 7

# A new root of links to the tree, so that nothing has to be created in the tree itself.
new=$run/root
mount -t tmpfs -o mode=755 tmpfs "$new"
for entry in "$tree"/*; do
  name=${entry##*/}
  case $name in proc | sys | dev | tmp | htmap | toolchain) continue ;; esac
  if [ -L "$entry" ]; then
    cp -P "$entry" "$new/$name"
  elif [ -d "$entry" ]; then
    mkdir "$new/$name"
    mount --rbind "$entry" "$new/$name"
  fi
done
mkdir "$new"/{proc,sys,dev,tmp,htmap,toolchain}
mount -t proc proc "$new/proc"
mount --rbind /sys "$new/sys"
# Podman takes no mixture of both versions of cgroups.
if mountpoint -q "$new/sys/fs/cgroup/unified"; then umount "$new/sys/fs/cgroup/unified"; fi
mount --rbind /dev "$new/dev"
mount --bind "$run/tmp" "$new/tmp"
mount --bind "$run/tmp" "$new/var/tmp"
for file in passwd group subuid subgid hosts resolv.conf; do
  if [ -f "$run/etc/$file" ] && [ -f "$new/etc/$file" ]; then
    mount --bind "$run/etc/$file" "$new/etc/$file"
  fi
done

mount --bind "$run/toolchain" "$new/toolchain"
# A disk that a test can fill.
mount -t tmpfs -o size=4m,nr_inodes=1000,mode=1777 tmpfs "$new/toolchain/small"
mount --bind "$deno" "$new/toolchain/bin/deno"
if [ -n "$other_deno" ]; then
  mount --bind "$other_deno" "$new/toolchain/bin/deno-2.7.11"
fi
if [ -n "$packages" ]; then
  mount --bind "$packages" "$new/toolchain/packages"
  mount -o remount,bind,ro "$new/toolchain/packages"
fi
# A checkout made under a strict umask is copied, since the ordinary user could not read it.
if [ -n "$(find "$checkout" -name .git -prune -o ! -type l ! -perm -o=r -print -quit)" ]; then
  mkdir "$run/checkout"
  tar -C "$checkout" --exclude=.git -c . | tar -C "$run/checkout" -x
  chmod -R go+rX "$run/checkout"
  checkout=$run/checkout
fi
mount --bind "$checkout" "$new/htmap"
mount -o remount,bind,ro "$new/htmap"

# The tree becomes the root of a mount namespace: in a mere chroot, the kernel lets nobody make user
# namespaces, and so no containers.
mkdir "$new/outside"
enter='cd "$1" && shift && pivot_root . outside && umount -l outside && rmdir outside && exec chroot . "$@"'
# Not exec: the first process of a process tree has to reap the orphans of all the others.
unshare --mount sh -c "$enter" sh "$new" \
  setpriv --reuid "$uid" --regid "$uid" --clear-groups "$@" <&0 &
program=$!
# The lock comes free when the process that started all this has died, however it did.
flock "$run/lock" true &
code=0
wait -n -p ended "$program" $! || code=$?
if [ "$ended" != "$program" ]; then code=137; fi
exit "$code"
