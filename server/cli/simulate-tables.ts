import type { GoalResult, ShownProbe } from '../simulation/goal-seek.ts';
import type { SweepResult } from '../simulation/sweep.ts';
import { counted } from './output.ts';
import { inThrees, signed, table } from './table.ts';

/** A sweep on a terminal: a row a point, of two parameters a grid of the first measure too. */
export function showSweep(result: SweepResult): string {
  const { axes, measures, points, baseline, currency } = result;
  const [first] = measures;
  const head = `Sweep of ${axes.map(({ parameter }) => parameter).join(' and ')} in ${result.candidate}: ${counted(points.length, 'point')}, money in ${currency}\n\n`;
  const columns = [
    ...axes.map(({ parameter }) => ({ title: parameter, align: 'right' as const })),
    ...measures.flatMap(({ name }) => [
      { title: name, align: 'right' as const },
      { title: 'difference', align: 'right' as const },
    ]),
  ];
  const rows = points.map(({ values, measures: at, differences }) => [
    ...values.map((value) => inThrees(String(value))),
    ...at.flatMap((value, index) => [inThrees(value), signed(differences[index] ?? '')]),
  ]);
  const before = ['baseline', ...axes.slice(1).map(() => ''), ...baseline.flatMap((value) => [inThrees(value), ''])];
  const [, second] = axes;
  const grid =
    second === undefined || first === undefined
      ? ''
      : `\n${first.name}: ${axes[0]?.parameter} down, ${second.parameter} across\n\n${gridOf(result)}`;
  return `${head}${table(columns, [before, ...rows])}${grid}`;
}

function gridOf({ axes, points }: SweepResult): string {
  const [down, across] = axes;
  const width = across?.values.length ?? 1;
  const columns = ['', ...(across?.values ?? [])].map((value) => ({ title: inThrees(String(value)), align: 'right' as const }));
  const rows = (down?.values ?? []).map((value, row) => [
    inThrees(String(value)),
    ...points.slice(row * width, (row + 1) * width).map(({ measures }) => inThrees(measures[0] ?? '')),
  ]);
  return table(columns, rows);
}

/** A goal on a terminal: the answer in a sentence, then the bracket, then all that was tried. */
export function showGoal(result: GoalResult): string {
  const { by, measure, probes, brackets, target } = result;
  const columns = [
    { title: by.parameter, align: 'right' as const },
    { title: measure.name, align: 'right' as const },
    { title: 'from the target', align: 'right' as const },
  ];
  const row = ({ value, measure: at, difference }: ShownProbe): readonly string[] => [
    inThrees(String(value)),
    inThrees(at),
    signed(difference),
  ];
  const lines = [
    `Goal: ${measure.name} = ${inThrees(target)}${measure.unit === 'money' ? ` ${result.currency}` : ''} by ${by.parameter}, ${by.from} to ${by.to} in steps of ${by.step}`,
    `      in ${result.candidate}; baseline ${inThrees(result.baseline)}`,
    '',
    verdict(result),
    '',
  ];
  for (const { low, high } of brackets) lines.push(table(columns, [row(low), row(high)]));
  const tried = [...probes].map((probe, index) => [String(index + 1), ...row(probe)]);
  lines.push(`${counted(probes.length, 'fold')}:`, table([{ title: '', align: 'right' }, ...columns], tried));
  return lines.join('\n');
}

function verdict({ status, nearest, by, measure, brackets, target, probes }: GoalResult): string {
  const at = `${by.parameter} = ${inThrees(String(nearest.value))}`;
  const value = `${measure.name} is ${inThrees(nearest.measure)}`;
  switch (status) {
    case 'met':
      return `${at} meets the target.`;
    case 'crossed':
      return `No value meets it: between these two neighbours ${measure.name} jumps past ${inThrees(target)}. Nearest: ${at}, where ${value}.`;
    case 'out-of-reach':
      return `Out of reach: at none of the ${probes.length} values tried from ${inThrees(String(by.from))} to ${inThrees(String(by.to))} was ${measure.name} on the other side of the target. Nearest: ${at}, where ${value}.`;
    case 'unmoved':
      return `${by.parameter} doesn't move ${measure.name}: at every value tried ${value}.`;
    case 'unfinished':
      return `Time was up after ${counted(probes.length, 'fold')}. Nearest: ${at}, where ${value}. Ask again with a narrower range.`;
    case 'not-monotone':
      return brackets.length === 0
        ? `${measure.name} rises and falls with ${by.parameter}, and no value tried was on the other side of the target; between them one may be. Nearest: ${at}, where ${value}.`
        : `${measure.name} rises and falls with ${by.parameter}, so that there may be more answers than these ${brackets.length}. Nearest: ${at}, where ${value}.`;
  }
}
