import { escapeHtml, htmlTable, htmlText } from "../../../lib/text/html.ts";
import { assertEquals } from "../../deps.ts";

Deno.test("escapeHtml() leaves nothing that HTML would take for more than text", () => {
  assertEquals(
    escapeHtml(`<img src=x onerror="a('&')">`),
    "&lt;img src=x onerror=&quot;a(&#39;&amp;&#39;)&quot;&gt;",
  );
});

Deno.test("htmlText() keeps lines and spaces", () => {
  assertEquals(htmlText("a  <b\n  c"), "<pre>a  &lt;b\n  c</pre>");
});

Deno.test("htmlTable() has a row a line, aligned, with everything escaped", () => {
  assertEquals(
    htmlTable(["Tag", "<n>"], [["a&b", "1"]], ["left", "right"]),
    [
      "<table>",
      "<thead>",
      `<tr><th style="text-align: left">Tag</th><th style="text-align: right">&lt;n&gt;</th></tr>`,
      "</thead>",
      "<tbody>",
      `<tr><td style="text-align: left">a&amp;b</td><td style="text-align: right">1</td></tr>`,
      "</tbody>",
      "</table>",
    ].join("\n"),
  );
});
