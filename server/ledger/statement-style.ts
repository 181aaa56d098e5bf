/** How a statement looks, on a screen by day and by night, and on paper. */
export const STATEMENT_STYLE = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --desk: #f3f4f1; --ink: #1b1f1d; --soft: #5d6661; --line: #d9ddd8; --strong: #aab3ac;
  --tint: #f6f7f4; --accent: #17594a; --minus: #9b2c1f; --mark: #8a5a00; --mark-tint: #fdf3df;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #171a19; --desk: #0f1110; --ink: #e6e9e5; --soft: #9aa59e; --line: #2c322f; --strong: #55605a;
    --tint: #1e2321; --accent: #7fcbb4; --minus: #f0968a; --mark: #e5b866; --mark-tint: #2e2717;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; padding: 2rem 1rem 4rem; background: var(--desk); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif;
}
main { max-width: 64rem; margin: 0 auto; padding: 3rem 3.5rem 2.5rem; background: var(--paper); border: 1px solid var(--line); border-radius: 4px; }
header { display: flex; justify-content: space-between; gap: 2rem; align-items: flex-start; padding-bottom: 1.5rem; border-bottom: 2px solid var(--accent); }
header p { margin: 0; }
.kind { color: var(--accent); font-size: .8rem; font-weight: 600; letter-spacing: .09em; text-transform: uppercase; }
h1 { margin: .25rem 0 .15rem; font-size: 1.9rem; line-height: 1.2; font-weight: 600; letter-spacing: -.01em; }
h2 { margin: 2.75rem 0 .75rem; font-size: 1.15rem; font-weight: 600; }
.soft, .id { color: var(--soft); }
.facts { display: grid; grid-template-columns: auto auto; gap: .1rem 1rem; margin: 0; font-size: .87rem; white-space: nowrap; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; text-align: right; }
table { width: 100%; border-collapse: collapse; }
th { padding: .4rem .5rem; color: var(--soft); font-size: .78rem; font-weight: 600; text-align: left; border-bottom: 1px solid var(--strong); }
td { padding: .5rem; vertical-align: top; }
th:first-child, td:first-child { padding-left: 0; }
th:last-child, td:last-child { padding-right: 0; }
.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.minus { color: var(--minus); }
tbody tr { border-bottom: 1px solid var(--line); }
.sums { margin-top: 1.75rem; }
.sums td { padding-top: .65rem; padding-bottom: .65rem; }
.sums .closing { font-weight: 650; }
.sums tr.total td { border-top: 1px solid var(--strong); font-weight: 650; }
tr.balance td { font-weight: 600; border-top: 1px solid var(--strong); border-bottom: 1px solid var(--strong); }
tr.balance:first-child td { border-top: 0; }
tr.sum, tr.sum td { border-bottom: 0; color: var(--soft); font-size: .9rem; padding-top: .2rem; padding-bottom: .2rem; }
tr.sum.first td { padding-top: .7rem; }
.ledger { table-layout: fixed; }
.ledger .date { width: 7rem; white-space: nowrap; }
.ledger .n { width: 7.4rem; }
.ledger td.date { color: var(--soft); font-size: .87rem; padding-top: .58rem; }
.what { overflow-wrap: anywhere; }
.title { font-weight: 600; }
.id { font-size: .85rem; }
tr.line, tr.line td { border-bottom: 0; }
tr.how td { padding-top: 0; padding-bottom: .85rem; }
pre {
  margin: 0; padding: .6rem .8rem; background: var(--tint); border-left: 2px solid var(--strong); white-space: pre-wrap; overflow-wrap: anywhere;
  font: 12.5px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace;
}
.why { margin: 0 0 .45rem; font-size: .9rem; }
.why p { margin: 0; }
.badge { display: inline-block; margin-left: .5rem; padding: 0 .45rem; border: 1px solid var(--line); border-radius: 999px; color: var(--soft); font-size: .75rem; font-weight: 500; white-space: nowrap; }
.badge.mark { color: var(--mark); background: var(--mark-tint); border-color: transparent; }
.refused { margin: 0; padding: 0; list-style: none; }
.refused li { display: grid; grid-template-columns: 7rem 1fr; gap: .5rem; padding: .65rem 0; border-bottom: 1px solid var(--line); }
.refused time { color: var(--soft); font-size: .87rem; }
.refused pre { margin-top: .35rem; }
.none { color: var(--soft); }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .82rem; }
footer p { margin: 0 0 .35rem; }
@media (max-width: 46rem) {
  body { padding: 0; }
  main { padding: 1.5rem 1rem; border: 0; border-radius: 0; }
  header { flex-direction: column; gap: 1rem; }
  .wide { overflow-x: auto; }
  .ledger .running { display: none; }
  .ledger .date { width: 5.6rem; }
  .ledger .n { width: 7rem; }
}
@page { size: A4; margin: 16mm 14mm 18mm; }
@media print {
  :root {
    --paper: #fff; --desk: #fff; --ink: #000; --soft: #444; --line: #ccc; --strong: #888; --tint: #f5f5f3; --accent: #17594a; --minus: #000;
    --mark: #000; --mark-tint: #fff;
  }
  body { padding: 0; font-size: 10pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  main { max-width: none; padding: 0; border: 0; }
  h2 { break-after: avoid; }
  thead { display: table-header-group; }
  tr.line { break-after: avoid; }
  tr, .refused li { break-inside: avoid; }
  .ledger .date { width: 6rem; }
  .ledger .n { width: 6.4rem; }
  pre { font-size: 8pt; }
  .badge.mark { border-color: #888; }
}
`;
