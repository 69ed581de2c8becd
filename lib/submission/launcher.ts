/**
 * The launcher: a script that makes a program whole and starts it where nothing but `/bin/sh` and, for a
 * compressed program, `gzip` need be.
 *
 * It chooses the program that fits the machine, decompresses it, checks what did not come from the submit
 * side, and in an image sees to the C library. What keeps it from starting the program it says in a line
 * that {@linkcode launchFailure} finds in the job's standard error.
 *
 * @module
 */

import type { Interpreter } from "../base/elf.ts";
import {
  type Architecture,
  COMPRESSED,
  LIBRARIES_DIRECTORY,
  LOADER_LINK,
  OWN_LIBRARIES_VARIABLE,
} from "../wire/names.ts";

/** A program that may be in a job's scratch directory. */
export interface LaunchedProgram {
  readonly arch: Architecture;
  /** Its file's name there; one that ends with `.gz` is compressed. */
  readonly file: string;
  /** Where it was fetched from and the SHA-256 it must have, if it did not come from the submit side. */
  readonly fetched?: { readonly from: string; readonly sha256: string };
  /** Its dynamic loader, if it runs in an image, which may have none. */
  readonly loader?: Interpreter | undefined;
}

/** What the launcher's last words begin with. */
const FAILURE = "htmap cannot start here: ";

/**
 * Finds what the launcher said when it could not start the program.
 *
 * @param stderr A job's standard error.
 * @returns What kept it, and what to do; `undefined` if it was not the launcher that failed.
 */
export function launchFailure(stderr: string): string | undefined {
  return stderr.split("\n").find((line) => line.startsWith(FAILURE))?.slice(FAILURE.length);
}

/**
 * Writes the launcher.
 *
 * @param programs The programs, of which the one for the machine is started.
 * @returns The text of the script.
 */
export function launcherText(programs: readonly LaunchedProgram[]): string {
  const withLoader = programs.some(({ loader }) => loader !== undefined);
  const fetched = programs.some((program) => program.fetched !== undefined);
  const parts = [
    HEAD,
    `case $machine in\n${programs.map(choice).join("")}${otherwise(programs)}esac\n`,
    MAKE_WHOLE,
    fetched ? CHECK : "",
    withLoader ? LIBRARIES : "",
    'exec "./$program" "$@"\n',
  ];
  return parts.filter((part) => part !== "").join("\n");
}

const HEAD = `#!/bin/sh
# Starts the program of one of htmap's jobs.
fail() {
  echo "${FAILURE}$1" >&2
  exit 1
}
has() {
  command -v "$1" >/dev/null 2>&1
}
machine=$(uname -m)
case $machine in
amd64) machine=x86_64 ;;
arm64) machine=aarch64 ;;
esac
`;

function choice({ arch, file, fetched, loader }: LaunchedProgram): string {
  const { from = "", sha256 = "" } = fetched ?? {};
  const { path = "", offset = 0, room = 0 } = loader ?? {};
  return `${arch})
  program=${quoted(file)}
  from=${quoted(from)}
  sha256=${sha256}
  loader=${quoted(path)} at=${offset} room=${room}
  ;;
`;
}

function otherwise(programs: readonly LaunchedProgram[]): string {
  const archs = programs.map(({ arch }) => arch).join(" or ");
  return `*)
  fail "this machine is a $machine, and the program that came is for ${archs}. Keep the jobs off such \\
machines with the map option requirements, or put the program for them beside htmap and make the map again"
  ;;
`;
}

/**
 * Of a file that came once a node, all jobs there share the one copy: HTCondor gives it to no other job any
 * more if one makes it executable, so each job takes a copy of its own.
 */
const MAKE_WHOLE = `came=$program
program=htmap_program
case $came in
*${COMPRESSED})
  has gzip || fail "this machine has no gzip, which the program is compressed with. Keep the jobs off it \\
with the map option requirements, or set DELIVERY_METHOD to \\"shared\\" or \\"assume\\""
  gzip -dc "$came" >"$program"
  ;;
*)
  cp "$came" "$program"
  ;;
esac || fail "its program could not be unpacked: what came is damaged, or the disk of this machine is \\
full (the program takes about 100 MB; the map option request_disk asks for more)"
rm -f "$came"
chmod u+wx "$program"
`;

const CHECK = `if [ -n "$sha256" ]; then
  if has sha256sum; then found=$(sha256sum <"$program")
  elif has shasum; then found=$(shasum -a 256 <"$program")
  elif has openssl; then found=$(openssl dgst -sha256 -r <"$program")
  else fail "this machine has no sha256sum, shasum or openssl to check with what came from $from. Unset \\
TRANSPLANT.ALTERNATE_INPUT_PATH, so that the program is sent from the submit side"
  fi
  [ "\${found%% *}" = "$sha256" ] || fail "what came from $from is not the program that made the map: its \\
SHA-256 is \${found%% *} and not $sha256. Put that program there (with \\
TRANSPLANT.ASSUME_EXISTS unset, a new map says which file it is), or unset TRANSPLANT.ALTERNATE_INPUT_PATH"
fi
`;

/**
 * Where the image's own C library will not do, the program takes the one that came along: its file names a
 * loader in the directory it starts in, for which there is a link. A loader that misses something says so,
 * as the one of musl does.
 */
const LIBRARIES = `if [ -n "$loader" ]; then
  misses=$loader
  if [ -x "$loader" ]; then
    case $("$loader" --list "./$program" 2>&1) in
    *"not found"* | *"rror"*) ;;
    *) misses= ;;
    esac
  fi
  if [ -n "$misses" ]; then
    for tool in gzip dd ln mkdir; do
      has $tool || fail "this image has no C library for the program (glibc 2.27 or later), and no $tool to \\
unpack the one that came along. Take an image that has one of them"
    done
    libraries=$(pwd)/htmap_libc
    mkdir -p "$libraries"
    for file in ${LIBRARIES_DIRECTORY}/$machine/*${COMPRESSED}; do
      name=\${file##*/}
      gzip -dc "$file" >"$libraries/\${name%${COMPRESSED}}" || fail "the C library that came along could not \\
be unpacked: the disk may be full"
    done
    chmod +x "$libraries"/*
    loader=$libraries/\${loader##*/}
    [ -x "$loader" ] || fail "this image has no C library that the program can use (glibc 2.27 or later), \\
and none came along. Take an image that has one"
    ln -sf "$loader" ${LOADER_LINK}
    dd if=/dev/zero of="$program" bs=1 seek="$at" count="$room" conv=notrunc 2>/dev/null &&
      echo ${LOADER_LINK} |
      dd of="$program" bs=1 seek="$at" count=${LOADER_LINK.length} conv=notrunc 2>/dev/null ||
      fail "the program could not be changed for an image without a C library"
    LD_LIBRARY_PATH=$libraries\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
    ${OWN_LIBRARIES_VARIABLE}=$libraries
    export LD_LIBRARY_PATH ${OWN_LIBRARIES_VARIABLE}
  fi
fi
`;

/** Writes text as one word of a shell script. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
