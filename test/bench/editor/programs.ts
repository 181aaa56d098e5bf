import { readdirSync, readFileSync } from 'node:fs';
import type { SourceFile } from '../../../server/engine/program/source.ts';

export const lines = (files: readonly SourceFile[]): number => files.reduce((sum, { text }) => sum + text.split('\n').length - 1, 0);

export function readFiles(folder: string): SourceFile[] {
  const paths = [...readdirSync(folder), ...readdirSync(`${folder}/rules`).map((name) => `rules/${name}`)];
  return paths
    .filter((path) => path.endsWith('.json'))
    .sort()
    .map((path) => ({ path, text: readFileSync(`${folder}/${path}`, 'utf8') }));
}

/** The same rules again under other names, until there are so many lines. */
export function enlarged(files: readonly SourceFile[], atLeast: number): SourceFile[] {
  const rules = files.filter(({ path }) => path.startsWith('rules/'));
  const all = [...files];
  for (let copy = 2; lines(all) < atLeast; copy += 1) {
    for (const { path, text } of rules) {
      all.push({ path: path.replace('rules/', `rules/x${copy}-`), text: text.replace(/"name": "([a-z0-9-]+)"/g, `"name": "$1-x${copy}"`) });
    }
  }
  return all;
}

/** The same program in one file: sections and rules stand in program.json. */
export function inOneFile(files: readonly SourceFile[]): SourceFile[] {
  const within = (text: string): string => text.trim().replaceAll('\n', '\n  ');
  const program = files.find(({ path }) => path === 'program.json');
  if (program === undefined) throw new Error('there is no program.json');
  const sections = files.flatMap(({ path, text }) =>
    /^\w+\.json$/.test(path) && path !== 'program.json' ? [`"${path.replace('.json', '')}": ${within(text)}`] : [],
  );
  const rules = files.filter(({ path }) => path.startsWith('rules/')).map(({ text }) => text.trim().slice(1, -1).trim());
  const parts = [...sections, `"rules": [\n    ${within(rules.join(',\n  '))}\n  ]`];
  const text = `${program.text.trim().replace(/,\s*"rules": \[\]\s*}$/, '')},\n  ${parts.join(',\n  ')}\n}\n`;
  return [{ path: 'program.json', text }];
}
