import { AS_BINARY, FROM_SOURCE } from "../helpers/cli.ts";
import { testCompletion } from "../helpers/cli_completion_behaviour.ts";

testCompletion(AS_BINARY ?? FROM_SOURCE, ["bash", "zsh", "fish"], {
  ignore: AS_BINARY === undefined,
});
