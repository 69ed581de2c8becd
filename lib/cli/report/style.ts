/**
 * How a report looks: by day, by night and on paper.
 *
 * @module
 */

/** The style sheet. */
export const STYLE = `
:root { color-scheme: light dark; --text: #1d2530; --soft: #5c6875; --paper: #fff; --line: #d9dee4;
  --box: #f4f6f8; --waiting: #b4bcc6; --running: #2f7fc1; --evicted: #e3a634; --held: #b56a00;
  --done: #3c9a58; --failed: #cf3f36; --removed: #7d7d7d; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e8ed; --soft: #9aa7b4; --paper: #14181d;
  --line: #333c46; --box: #1d232a; --waiting: #525d69; --running: #4b9be0; --done: #4fb06b; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 4rem; background: var(--paper);
  color: var(--text); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .5rem; }
p { margin: .4rem 0; } .soft { color: var(--soft); }
.chips { display: flex; flex-wrap: wrap; gap: .4rem; margin: .8rem 0; padding: 0; list-style: none; }
.chips li { padding: .1rem .7rem; border-radius: 1rem; background: var(--box); border: 1px solid var(--line); }
.chips b { font-variant-numeric: tabular-nums; }
.key i { display: inline-block; width: .8em; height: .8em; margin-right: .3em; border-radius: 2px; }
.advice { border-left: 4px solid var(--held); background: var(--box); padding: .6rem 1rem; margin: .6rem 0; }
.figure { overflow-x: auto; } .figure svg { display: block; width: 100%; min-width: 36rem; height: auto; }
svg text { font: 12px system-ui, sans-serif; fill: var(--soft); } .grid { stroke: var(--line); }
.mark { stroke: var(--failed); stroke-width: 2; stroke-dasharray: 5 3; } .bar { fill: var(--running); }
.waiting { fill: var(--waiting); background: var(--waiting); } .running { fill: var(--running); background: var(--running); }
.evicted { fill: var(--evicted); background: var(--evicted); } .held { fill: var(--held); background: var(--held); }
.done { fill: var(--done); background: var(--done); } .failed { fill: var(--failed); background: var(--failed); }
.removed { fill: var(--removed); background: var(--removed); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .8rem .25rem 0; text-align: right; border-bottom: 1px solid var(--line); overflow-wrap: normal; }
th:first-child, td:first-child { text-align: left; } th { color: var(--soft); font-weight: 600; }
tr.bad td { color: var(--failed); font-weight: 600; }
code, pre { font: .85rem/1.45 ui-monospace, monospace; } code { background: var(--box); padding: .1em .3em; border-radius: 3px; }
pre { background: var(--box); padding: .8rem; overflow-x: auto; border-radius: 4px; overflow-wrap: normal; }
details { margin: .4rem 0; } summary { cursor: pointer; }
@media print { body { max-width: none; } h2 { break-after: avoid; } .figure, table { break-inside: avoid; } }
`.trim();
