import { assertEquals, assertStringIncludes, assertThrows } from "../../deps.ts";
import { InvalidOption } from "../../../lib/base/errors.ts";
import {
  checkComponentUse,
  expandComponent,
  usesComponent,
} from "../../../lib/submission/component_macro.ts";
import { checkOptions } from "../../../lib/submission/options.ts";

const USES = [
  "$(component)",
  "a $(Component) b",
  "$(COMPONENT:7)",
  "$INT(component)",
  "$int(component,%03d)",
  "$CHOICE(component,a,b)",
  "$EVAL($(component) + 1)",
  "$(other:$(component))",
];
const USES_NOT = [
  "",
  "component",
  "$(components)",
  "$(my_component)",
  "$$(component)",
  "$ENV(component)",
  "$RANDOM_CHOICE(component,other)",
  "$(DOLLAR)(component)",
];

Deno.test("usesComponent() finds the macro however it is written, and nothing else", () => {
  for (const text of USES) assertEquals([text, usesComponent(text)], [text, true]);
  for (const text of USES_NOT) assertEquals([text, usesComponent(text)], [text, false]);
});

Deno.test("checkComponentUse() refuses the macro where a job runs several components, and names the option", () => {
  for (const text of USES) {
    checkComponentUse("It", text, 1);
    const error = assertThrows(() => checkComponentUse("It", text, 4), InvalidOption);
    assertStringIncludes(error.message, "It uses $(component)");
    assertStringIncludes(error.message, "chunk = 4");
  }
  for (const text of USES_NOT) checkComponentUse("It", text, 4);
});

Deno.test("checkOptions() refuses $(component) with chunk in descriptors and in custom options", () => {
  const refused = [
    { description: "run $(component)" },
    { environment: '"A=$INT(component,%02d)"' },
    { customOptions: { Which: "$(component)" } },
  ];
  for (const options of refused) {
    checkOptions(options);
    checkOptions({ ...options, chunk: 1 });
    const error = assertThrows(() => checkOptions({ ...options, chunk: 2 }), InvalidOption);
    const [name] = Object.keys(options.customOptions ?? options);
    assertStringIncludes(error.message, name!);
    assertStringIncludes(error.message, "$(component)");
  }
});

Deno.test("expandComponent() writes the component as HTCondor does", () => {
  const texts: Record<string, string> = {
    "A=$(component)": "A=7",
    "$(Component:none)/$INT(component)": "7/7",
    "$INT(component,%03d) $INT( component , %4d )": "007    7",
    "$STRING(component) $INT(component,%-3d).": "7 7  .",
    "$$(component) $(Process)": "$$(component) $(Process)",
  };
  for (const [text, expected] of Object.entries(texts)) {
    assertEquals(expandComponent("environment", text, 7), expected);
  }
});

Deno.test("expandComponent() refuses what only HTCondor can work out", () => {
  for (const text of ["$CHOICE(component,a,b)", "$INT(component,%x)"]) {
    const error = assertThrows(() => expandComponent("environment", text, 7), InvalidOption);
    assertStringIncludes(error.message, '"environment"');
    assertStringIncludes(error.message, "$INT(component,%03d)");
  }
});
