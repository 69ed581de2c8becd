import { assertEquals, assertStringIncludes, assertThrows } from "../../deps.ts";
import { InvalidArgument, InvalidOption, InvalidSetting } from "../../../lib/base/errors.ts";
import { checkDelivery } from "../../../lib/submission/delivered.ts";
import { registerDeliveryMethod } from "../../../lib/submission/delivery.ts";

const GOOD = {
  descriptors: { executable: "/bin/sh", transfer_executable: "False", "+Site": '"x"' },
  arguments: ["-c", 'exec "$@"', ""],
  inputFiles: ["/data/a b"],
};

/** Gives what is said of a delivery that is refused. */
function refusalOf(delivery: unknown): string {
  const { message } = assertThrows(() => checkDelivery("mine", delivery, 1), InvalidSetting);
  assertStringIncludes(message, 'The delivery method "mine" gives ');
  assertStringIncludes(message, "set DELIVERY_METHOD to another");
  return message;
}

Deno.test("checkDelivery() takes what is a delivery method's to say", () => {
  assertEquals(checkDelivery("mine", GOOD, 1), {
    ...GOOD,
    descriptors: { executable: "/bin/sh", transfer_executable: "False", "MY.Site": '"x"' },
  });
  const descriptors = {
    Executable: "x",
    universe: "docker",
    docker_image: "debian",
    requirements: "HasDocker",
    "MY.CommonInputFiles": '"htmap"',
    hold: "True",
  };
  assertEquals(checkDelivery("mine", { ...GOOD, descriptors }, 1).descriptors, descriptors);
});

Deno.test("checkDelivery() refuses text that would put lines into a submit description", () => {
  for (const text of ["a\nqueue 9", "a\rb", "a\0b", "a\x1b[0m"]) {
    const named = JSON.stringify(text).slice(1, 3);
    assertStringIncludes(refusalOf({ ...GOOD, descriptors: { universe: text } }), named);
    assertStringIncludes(refusalOf({ ...GOOD, arguments: [text] }), "one of its arguments");
    assertStringIncludes(refusalOf({ ...GOOD, inputFiles: [text] }), "one of its inputFiles");
    assertStringIncludes(refusalOf({ ...GOOD, descriptors: { [text]: "x" } }), "a descriptor");
  }
  for (const file of ["a,b", " a", "a ", ""]) {
    assertStringIncludes(refusalOf({ ...GOOD, inputFiles: [file] }), "HTCondor cannot write down");
  }
});

Deno.test("checkDelivery() refuses descriptors that are htmap's own", () => {
  const keys = ["log", "Out", "initialdir", "arguments", "MY.HTMapUUID", "+Iwd", "manifest"];
  for (const key of [...keys, "remote_initialdir", "transfer_input_files", "batch_name"]) {
    assertStringIncludes(refusalOf({ ...GOOD, descriptors: { [key]: "x" } }), `"${key}"`);
  }
});

Deno.test("checkDelivery() refuses what has not the form of a delivery, and says what it is", () => {
  assertStringIncludes(refusalOf(undefined), "gives undefined");
  assertStringIncludes(refusalOf({}), "for its descriptors");
  assertStringIncludes(refusalOf({ ...GOOD, descriptors: ["x"] }), '[ "x" ]');
  assertStringIncludes(refusalOf({ ...GOOD, arguments: "execute" }), '"execute" for its arguments');
  assertStringIncludes(
    refusalOf({ ...GOOD, inputFiles: undefined }),
    "undefined for its inputFiles",
  );
  assertStringIncludes(
    refusalOf({ ...GOOD, descriptors: { hold: true } }),
    "true for the descriptor",
  );
});

Deno.test("checkDelivery() refuses $(component) where a job runs several", () => {
  const delivery = { ...GOOD, descriptors: { description: "$(component)" } };
  checkDelivery("mine", delivery, 1);
  assertThrows(() => checkDelivery("mine", delivery, 2), InvalidOption, '"description"');
});

Deno.test("registerDeliveryMethod() refuses what is no name and no function", () => {
  // What a script can pass that no type checker has seen.
  const register = registerDeliveryMethod as (...args: unknown[]) => void;
  const calls = [["", () => GOOD], [7, () => GOOD], ["mine"], ["mine", GOOD], [
    "mine",
    () => GOOD,
    "setup",
  ]];
  for (const args of calls) assertThrows(() => register(...args), InvalidArgument);
});
