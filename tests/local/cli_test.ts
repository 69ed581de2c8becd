import { FROM_SOURCE } from "../helpers/cli.ts";
import { testMakingMaps } from "../helpers/cli_behaviour.ts";

// What looks at maps and acts on them is the same as in the binary, which tests/binary has all tests of.
testMakingMaps(FROM_SOURCE);
