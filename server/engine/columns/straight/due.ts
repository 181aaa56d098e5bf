/** The activities that the calendar generates for one enrollment: closes, graces that end, reviews. */
import { literal } from '../../compiled/generate/source.ts';
import type { Period } from '../../measures/model.ts';
import { TABLE_START } from './days.ts';
import type { Expiring } from './expiring.ts';
import type { KindCode } from './kinds.ts';
import type { Rolling } from './measures/windows.ts';
import { KEPT, NEVER, type Setting } from './setting.ts';

const PERIODS: readonly Period[] = ['month', 'quarter', 'year'];

/** Kinds that may be generated here, of those that a program listens to or reviews by. */
export function generatedKinds({ policy }: Setting, listens: (kind: string) => boolean, expires: boolean): readonly string[] {
  const closes = [...PERIODS.map((period) => `${period}-closed`).filter(listens), ...(expires ? ['validity-expired'] : [])];
  if (policy === undefined) return closes;
  const reviews = policy.review !== undefined || policy.downgrade === 'at-year-end' ? ['tier-reviewed'] : [];
  const graces = policy.graceDays > 0 ? ['grace-ended'] : [];
  return [...closes, ...graces, ...reviews];
}

/** Functions: `roll` turns periods, `due` does what falls due through a day, `pass` both before an activity. */
export function writeDue(
  setting: Setting,
  generated: readonly KindCode[],
  rolling: readonly Rolling[],
  expiring: Expiring | undefined,
): readonly string[] {
  return [writeRoll(setting, rolling), writeEnds(setting, generated, expiring), PASS];
}

const { stop, due, roll, close, month, quarter, year, grace, expire } = KEPT;

const PASS = [
  `function pass(d) {`,
  `  if (${due} < d && !ends(d - 1)) return false;`,
  `  if (d >= ${roll}) roll(d);`,
  `  ${stop} = Math.min(${roll}, ${due} + 1);`,
  `  return true;`,
  `}`,
].join('\n');

function writeRoll({ source, days }: Setting, rolling: readonly Rolling[]): string {
  const turned = PERIODS.flatMap((period) => {
    const kept = { month, quarter, year }[period];
    const statements = rolling.filter((each) => each.period === period).map((each) => `    ${each.statements}`);
    return [
      `  const ${period} = ${source.constant(days.of(period))}[d - ${TABLE_START}];`,
      `  if (${period} !== ${kept}) {`,
      `    const follows = ${period} === ${kept} + 1;`,
      ...statements,
      `    ${kept} = ${period};`,
      `  }`,
    ];
  });
  return [`function roll(d) {`, `  ${roll} = ${source.constant(days.monthEnd)}[d - ${TABLE_START}] + 1;`, ...turned, `}`].join('\n');
}

function writeEnds(setting: Setting, generated: readonly KindCode[], expiring: Expiring | undefined): string {
  const { source, days, policy } = setting;
  const call = (kind: string): readonly string[] =>
    generated.filter((each) => each.kind === kind).map(({ name }) => `if (!${name}(-1, -1, d)) return false;`);
  const ended = (period: Period): string => {
    if (period === 'month') return 'true';
    const numbers = source.constant(days.of(period));
    return `${numbers}[d - ${TABLE_START}] !== ${numbers}[d - ${TABLE_START} + 1]`;
  };
  const closes = PERIODS.flatMap((period) => call(`${period}-closed`).map((line) => `if (${ended(period)}) { ${line} }`));
  const reviewed = [...new Set([policy?.review, policy?.downgrade === 'at-year-end' ? ('year' as const) : undefined])].flatMap((period) =>
    period === undefined ? [] : [ended(period)],
  );
  const reviews = reviewed.length === 0 ? [] : call('tier-reviewed').map((line) => `if (${reviewed.join(' || ')}) { ${line} }`);
  const expires =
    expiring === undefined ? [] : call('validity-expired').map((line) => `if (${expire} === d) { ${expiring.drop}(d); ${line} }`);
  const graces = call('grace-ended').map((line) => `if (${grace} === d) { ${line} ${grace} = 0; }`);
  return [
    `function ends(through) {`,
    `  while (${due} <= through) {`,
    `    const d = ${due};`,
    `    if (d >= ${roll}) roll(d);`,
    `    const closing = d === ${close};`,
    ...(closes.length === 0 ? [] : [`    if (closing) { ${closes.join(' ')} }`]),
    ...[...expires, ...graces].map((line) => `    ${line}`),
    ...(reviews.length === 0 ? [] : [`    if (closing) { ${reviews.join(' ')} }`]),
    `    if (closing) ${close} = ${closes.length + reviews.length === 0 ? literal(NEVER) : `${source.constant(days.monthEnd)}[d - ${TABLE_START} + 1]`};`,
    `    ${due} = ${grace} > d && ${grace} < ${close} ? ${grace} : ${close};`,
    ...(expiring === undefined ? [] : [`    if (${expire} < ${due}) ${due} = ${expire};`]),
    `  }`,
    `  return true;`,
    `}`,
  ].join('\n');
}

/** Statements at the start of an enrollment. */
export function beginDue({ source, days }: Setting, generated: readonly KindCode[]): readonly string[] {
  const closes = generated.some(({ kind }) => kind.endsWith('-closed') || kind === 'tier-reviewed');
  const first = closes ? `${source.constant(days.monthEnd)}[${KEPT.enrolledOn} - ${TABLE_START}]` : literal(NEVER);
  return [`${month} = ${quarter} = ${year} = -1000000;`, `${close} = ${first}; ${due} = ${close};`];
}
