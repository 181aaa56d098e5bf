import type { MoneyPaid, SideResult } from '../../schemas/types.ts';
import { counted } from './output.ts';
import { inThrees, table } from './table.ts';

/** Conditions and segments shown of one bar. */
const MOST_CONDITIONS = 4;
const MOST_SEGMENTS = 3;
const MOST_BARS = 12;
const MOST_NAMES = 30;

/** What a table of money shows of a cell: paid, or where only owed is there that, as what is taken. */
export const amountOf = ({ paid, owed }: MoneyPaid): string =>
  /[1-9]/.test(owed) && !/[1-9]/.test(paid) ? `${inThrees(owed)} owed` : inThrees(paid);

/** The requirement that keeps partners out: which condition alone bars how many, and whom most. */
export function showBars({ bars }: SideResult): string {
  const lines = [...bars]
    .filter(({ barred }) => barred.enrollments > 0)
    .slice(0, MOST_BARS)
    .flatMap(({ decides, of, rule, barred, together, conditions }) => [
      `  ${decides} ${of} (${rule}): ${counted(barred.enrollments, 'enrollment')} kept out, ${inThrees(together.enrollments)} by several conditions together`,
      ...conditions.slice(0, MOST_CONDITIONS).flatMap(({ text, alone, segments }) => [
        `    ${inThrees(alone.enrollments)} by this alone: ${text}`,
        ...segments
          .filter((segment) => segment.by !== 'partnerType' && segment.alone.enrollments > 0 && segment.of > 0)
          .slice(0, MOST_SEGMENTS)
          .map(
            (segment) =>
              `      ${segment.by} ${segment.value ?? '(unknown)'}: ${inThrees(segment.alone.enrollments)} of ${inThrees(segment.of)}`,
          ),
      ]),
    ]);
  if (lines.length === 0) return '';
  const more = bars.length > MOST_BARS ? [`  … and ${bars.length - MOST_BARS} more: --json`] : [];
  return `What keeps partners out\n${[...lines, ...more].join('\n')}\n`;
}

/** How often rules were looked at, held and paid: those with lines first, those that never held apart. */
export function showRules({ rules, neverMatched }: SideResult): string {
  const matched = rules.filter(({ held, due }) => held > 0 || due > 0);
  const [withLines, without] = [matched.filter(({ due }) => due > 0), matched.filter(({ due }) => due === 0)];
  const rows = [...withLines, ...without]
    .slice(0, MOST_NAMES)
    .map(({ rule, decides, looked, held, due, counted: paid }) => [
      rule,
      decides,
      inThrees(looked),
      inThrees(held),
      inThrees(due),
      amountOf(paid),
    ]);
  const right = (title: string) => ({ title, align: 'right' as const });
  const shown =
    rows.length === 0
      ? ''
      : `Rules\n${table([{ title: 'rule' }, { title: 'decides' }, right('looked at'), right('held'), right('lines'), right('paid')], rows)}${matched.length > MOST_NAMES ? `  … and ${inThrees(matched.length - MOST_NAMES)} more: --json\n` : ''}`;
  if (neverMatched.length === 0) return shown;
  const names = neverMatched.slice(0, MOST_NAMES).map(({ rule, looked }) => (looked === 0 ? `${rule} (nothing came to it)` : rule));
  const more = neverMatched.length > MOST_NAMES ? ` … and ${neverMatched.length - MOST_NAMES} more` : '';
  return `${shown}${shown === '' ? '' : '\n'}Rules that never matched: ${names.join(', ')}${more}\n`;
}

export function showSetAside({ setAside: { activities, reasons } }: SideResult): string {
  if (reasons.length === 0) return 'Nothing was set aside.\n';
  const rows = reasons
    .slice(0, MOST_NAMES)
    .map(({ what, code, whole, times }) => [what, code, whole ? 'the activity' : 'the line', inThrees(times)]);
  const columns = [{ title: 'what failed' }, { title: 'why' }, { title: 'set aside' }, { title: 'times', align: 'right' as const }];
  return `${counted(activities, 'activity', 'activities')} set aside\n${table(columns, rows)}`;
}

/** How the two evaluators agreed. */
export function showSample({ sample }: SideResult): string {
  if (sample === undefined) return '';
  const { of, because, enrollments, begun, activities, through, lines, agreed, differences } = sample;
  if (of === 'none') return `No line was decided again by the reference evaluator. ${because.join(' ')}\n`;
  const end = through === null ? '' : ` through ${through}`;
  const whom = {
    enrollments: `${counted(enrollments, 'enrollment')} picked by chance${begun > 0 ? `, ${begun} of them up to a day only` : ''}`,
    'first-days': `all ${counted(enrollments, 'enrollment')}${end}`,
    part: `a part of the history, folded alone by both: ${counted(enrollments, 'enrollment')} picked by chance${end}`,
  }[of];
  const verdict = agreed === lines ? 'all agree' : `${inThrees(lines - agreed)} DON’T AGREE`;
  const told = differences.map(
    ({ only, partner, on, activity, incentive, rule, amount }) =>
      `  only ${only}: ${partner}, ${on}${activity === null ? '' : `, ${activity}`}, ${incentive} by ${rule}: ${amount}`,
  );
  const why = because.length === 0 ? [] : because.map((reason) => `  ${reason}`);
  const head = `Sample decided again by the reference evaluator: ${whom}, ${counted(activities, 'activity', 'activities')}: of ${counted(lines, 'line')} ${verdict}.`;
  return `${[head, ...told, ...why].join('\n')}\n`;
}
