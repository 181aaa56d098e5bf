import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { benchAnalytics } from './analytics/analytics.ts';
import { benchDecide } from './decide/decide.ts';
import { benchEditor } from './editor/editor.ts';
import type { Figures } from './figures.ts';
import { benchHistory } from './history/history.ts';
import { benchHttp } from './http/http.ts';
import { benchRecord } from './http/record.ts';
import { benchReplay } from './replay/replay.ts';
import { benchRules } from './rules/rules.ts';

/** npm run bench [-- --only decide] [-- --large] [-- --json FILE]; --large: ten million activities too. */
const { values } = parseArgs({
  options: { json: { type: 'string' }, large: { type: 'boolean', default: false }, only: { type: 'string', multiple: true } },
});
const benches = {
  decide: benchDecide,
  http: benchHttp,
  record: benchRecord,
  replay: benchReplay,
  rules: benchRules,
  history: benchHistory,
  editor: benchEditor,
  analytics: benchAnalytics,
} as const;

const figures: Record<string, number> = {};
for (const [name, bench] of Object.entries(benches)) {
  if (values.only !== undefined && !values.only.includes(name)) continue;
  console.log(`\n${name}`);
  const found: Figures = await bench((line) => console.log(`  ${line}`), values.large);
  for (const [figure, value] of Object.entries(found)) {
    figures[figure] = value;
    console.log(`  ${figure.padEnd(36)} ${value.toLocaleString('en-US', { maximumFractionDigits: 2 })}`);
  }
}
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(figures, null, 2)}\n`);
