import { NONE } from '../../store/analytics/asked.ts';
import { MEASURES } from '../measures/index.ts';
import type { Group, Measure, PartUnit, Unit } from '../measures/measure.ts';
import type { ShownCell, ShownFigure } from '../show.ts';
import type { ReportContent } from './content.ts';

const GROUPS: Readonly<Record<Group, string>> = {
  'ecosystem-health': 'Ecosystem health',
  'commercial-contribution': 'Commercial contribution',
  return: 'Return',
};

export const REPORT_STYLE = `
body { font: 14px/1.45 system-ui, sans-serif; color: #1a1d21; max-width: 62rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.6rem; margin: 0 } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; border-bottom: 2px solid #1a1d21 }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem } th, td { text-align: left; padding: .3rem .5rem; vertical-align: top; border-bottom: 1px solid #d5d9de }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap } small, .d { color: #5a626b } .d { font-size: .85rem }
.mark { font-size: .75rem; border: 1px solid #8a929b; border-radius: 3px; padding: 0 .25rem; color: #40474f; white-space: nowrap }
svg { display: block } .w { overflow-x: auto } th { vertical-align: bottom } @media print { .w { overflow: visible } body { margin: 0; max-width: none } h2 { break-after: avoid } tr { break-inside: avoid } }`;

/** One page for the board, to be printed: it needs nothing else, no script and no other file. */
export function reportHtml(content: ReportContent): string {
  const { name, quarters, whole, sliced } = content;
  const title = `${name}: what it is worth`;
  const groups = (Object.keys(GROUPS) as Group[]).map((group) => {
    const rows = whole.measures.filter(({ id }) => MEASURES[id].group === group);
    return `<h2>${GROUPS[group]}</h2>${table(
      ['Measure', `${quarters.from} to ${quarters.to}`, 'By quarter', 'What it is'],
      rows.map(({ id, unsliced, figures: [figure] }) => {
        const measure = MEASURES[id];
        const course = quarters.measures.find((one) => one.id === id)?.figures ?? [];
        return [
          `<b>${text(measure.name)}</b>${measure.estimate ? ' <span class="mark">estimate</span>' : ''}`,
          figure === undefined ? `<small>${text(unsliced ?? '')}</small>` : figureCell(measure, figure, quarters.currency),
          spark(course, measure),
          `<span class="d">${text(measure.definition)} ${besideHtml(measure, figure, quarters.currency)}${leftOut(figure)}</span>`,
        ];
      }),
    )}`;
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${text(title)}</title><style>${REPORT_STYLE}</style></head><body><main>
<h1>${text(title)}</h1>
<p class="d">Amounts in ${text(quarters.currency)}. As of ${quarters.asOf}; reckoned ${quarters.madeAt.slice(0, 16).replace('T', ' ')} UTC. Intervals hold the true value with a probability of 95 %.
<span class="mark">few</span> marks figures of so few cases that chance may have made them. A dash stands where there is no value.</p>
${onlyHtml(content)}
${groups.join('\n')}
${slicedHtml(content, sliced)}
${incentivesHtml(content)}
${portfolioHtml(content)}
</main></body></html>
`;
}

/** What alone is counted, where it isn't everything. */
function onlyHtml({ quarters: { filter } }: ReportContent): string {
  const only = Object.entries(filter).map(([slice, one]) => `${WORDS[slice] ?? slice} ${one === NONE ? 'none' : one}`);
  return only.length === 0 ? '' : `<p><b>Of ${text(only.join(', '))} alone</b></p>`;
}

/** Figures that belong beside it, and how sure the difference is. */
function besideHtml(measure: Measure, figure: ShownCell | undefined, currency: string): string {
  if (figure === undefined) return '';
  const told = Object.entries(figure.beside ?? {}).flatMap(([name, one]) => {
    const own = measure.beside[name];
    return own === undefined || one.value === null ? [] : [`${text(own.says)}: ${value(own.unit ?? measure.unit, one, currency)}`];
  });
  const { difference } = figure;
  if (difference !== undefined && measure.difference !== undefined) {
    const [is, low, high] = [difference.value, difference.low, difference.high].map(points);
    const chance = difference.low.startsWith('-') === difference.high.startsWith('-') ? '' : ' <span class="mark">may be chance</span>';
    told.push(`${text(measure.difference)}: <b>${is}</b> points, ${low} to ${high}${chance}`);
  }
  return told.length === 0 ? '' : `<br><small>${told.join('; ')}.</small>`;
}

const points = (difference: string): string => `${difference.startsWith('-') ? '' : '+'}${(Number(difference) * 100).toFixed(1)}`;

function slicedHtml({ quarters }: ReportContent, sliced: ReportContent['sliced']): string {
  const told = sliced.measures.filter(({ unsliced }) => unsliced === undefined);
  const values = [...new Set(told.flatMap(({ figures }) => figures.map(({ slice }) => slice ?? null)))];
  // a group at a time: all measures beside each other would be wider than the page
  const tables = (Object.keys(GROUPS) as Group[]).map((group) => {
    const own = told.filter(({ id }) => MEASURES[id].group === group);
    return table(
      [GROUPS[group], ...own.map(({ id }) => text(MEASURES[id].name))],
      values.map((value) => [
        text(value ?? 'none'),
        ...own.map(({ id, figures }) => {
          const figure = figures.find(({ slice }) => slice === value);
          return figure === undefined ? '' : shortCell(MEASURES[id], figure, quarters.currency);
        }),
      ]),
      own.map((_, index) => index + 1),
    );
  });
  return `<h2>By ${text(WORDS[sliced.by ?? ''] ?? sliced.by ?? '')}</h2>${tables.join('\n')}`;
}

const WORDS: Readonly<Record<string, string>> = { partnerType: 'partner type', competitor: 'competitor present' };

function incentivesHtml({ incentives: { incentives, before, currency } }: ReportContent): string {
  const rows = incentives.map(({ incentive, paid, moves, moved, return: returned }) => {
    const measure = moves === undefined ? undefined : MEASURES[moves];
    const outcomes = moved.map(({ of, before: then, after, maybeChance }) => {
      const who = 'incentive' in of ? 'deals that it paid for' : of.partnerType;
      const [was, is] = [then, after].map((one) => (measure === undefined || one === null ? '–' : value(measure.unit, one, currency)));
      return `${text(who)}: ${was} → ${is}${maybeChance ? ' <span class="mark">may be chance</span>' : ''}`;
    });
    return [
      text(incentive),
      amount(paid),
      text(measure?.name ?? 'nothing'),
      outcomes.join('<br>'),
      returned === null ? '–' : figureCell(MEASURES['roi-by-partner-type'], returned, currency),
    ];
  });
  return `<h2>Incentives beside what they claim to move</h2>
<p class="d">Before: ${before.from} to ${before.to}. That one moved with the other doesn’t show that one moved the other.</p>
${table(['Incentive', `Paid, ${text(currency)}`, 'Claims to move', 'Before → after', 'Return, prior period'], rows, [1])}`;
}

function portfolioHtml({ portfolio: { rows, total, members, concentration, currency } }: ReportContent): string {
  const many = concentration
    .map(({ share, members: count }) => `${count} ${count === 1 ? 'brings' : 'bring'} ${percent(share)}`)
    .join(', ');
  return `<h2>Who brings what</h2><p>${members} partners brought ${amount(total)} ${text(currency)}${many === '' ? '' : `: ${many}`}.</p>
${table(
  ['Partner', 'Won', 'Share', 'Together', 'Cost', 'Cost ÷ won'],
  rows
    .slice(0, 20)
    .map(({ name, contribution, share, cumulative, cost, costRatio }) => [
      text(name ?? 'none'),
      amount(contribution),
      percent(share),
      percent(cumulative),
      amount(cost),
      costRatio === null ? '–' : percent(costRatio),
    ]),
  [1, 2, 3, 4, 5],
)}`;
}

function figureCell(measure: Measure, figure: ShownCell, currency: string): string {
  const { interval, small, numerator, denominator, method } = figure;
  const range =
    interval === undefined ? '' : `<br><small>${end(measure.unit, interval.low)} to ${end(measure.unit, interval.high)}</small>`;
  const { why } = figure;
  if (figure.value === null) return `–<br><small>${text(why ?? '')}</small>`;
  const by = method === undefined ? '' : `<br><small>by ${text(method)}</small>`;
  return `${value(measure.unit, figure, currency)}${small ? ' <span class="mark">few</span>' : ''}${range}<br><small>${part(numerator, measure.parts.numerator)} of ${part(denominator, measure.parts.denominator)}</small>${by}`;
}

const shortCell = (measure: Measure, figure: ShownFigure, currency: string): string =>
  `${value(measure.unit, figure, currency)}${figure.small && figure.value !== null ? ' <span class="mark">few</span>' : ''}`;

const value = (unit: Unit, figure: ShownFigure, currency: string): string =>
  figure.value === null
    ? `<span title="${text(figure.why ?? '')}">–</span>`
    : `<b>${told(unit, figure.value)}</b>${unit === 'money' ? `\u00a0${text(currency)}` : ''}`;

const end = (unit: Unit, bound: string | null): string => (bound === null ? '…' : told(unit, bound));

function told(unit: Unit, number: string): string {
  switch (unit) {
    case 'rate':
    case 'ratio':
      return percent(number);
    case 'days':
      return `${number}\u00a0days`;
    case 'money':
      return amount(number);
    default:
      return number;
  }
}

/** To the whole unit, in groups of three: a page for the board has no cents. */
const amount = (number: string): string =>
  Math.round(Number(number))
    .toFixed(0)
    .replace(/\B(?=(\d{3})+$)/g, ',');

const part = (number: string, is: PartUnit): string => (is === 'money' ? amount(number) : number);

const percent = (share: string | null): string => (share === null ? '–' : `${(Number(share) * 100).toFixed(1)}\u00a0%`);

function leftOut(figure: ShownCell | undefined): string {
  const told = (figure?.leftOut ?? []).map(({ count, why }) => `${count} left out: ${text(why)}`);
  return told.length === 0 ? '' : `<br><small>${told.join(' ')}</small>`;
}

const [WIDTH, HEIGHT] = [120, 28];

/** The course of a figure, a bar a quarter; where there is no value there is none. */
function spark(course: readonly ShownCell[], { name }: Measure): string {
  const values = course.map((cell) => (cell.value === null ? undefined : Number(cell.value)));
  const known = values.filter((one) => one !== undefined);
  if (known.length === 0) return '';
  const [least, most] = [Math.min(0, ...known), Math.max(0, ...known)];
  const scale = most === least ? 0 : (HEIGHT - 2) / (most - least);
  const each = WIDTH / values.length;
  const bars = values.map((one, index) => {
    if (one === undefined) return '';
    const height = Math.max(1, Math.abs(one) * scale);
    const top = one >= 0 ? HEIGHT - 1 + least * scale - height : HEIGHT - 1 + least * scale;
    return `<rect x="${(index * each + 1).toFixed(1)}" y="${top.toFixed(1)}" width="${(each - 2).toFixed(1)}" height="${height.toFixed(1)}"/>`;
  });
  return `<svg role="img" aria-label="${text(name)} by quarter" width="${WIDTH}" height="${HEIGHT}" fill="#3b6ea5">${bars.join('')}</svg>`;
}

/** `figures`: columns of these. */
function table(heads: readonly string[], rows: readonly (readonly string[])[], figures: readonly number[] = []): string {
  const is = (column: number): string => (figures.includes(column) ? ' class="n"' : '');
  const cells = (row: readonly string[]): string => row.map((one, column) => `<td${is(column)}>${one}</td>`).join('');
  return `<div class="w"><table><thead><tr>${heads.map((head, column) => `<th${is(column)}>${head}</th>`).join('')}</tr></thead><tbody>${rows.map((row) => `<tr>${cells(row)}</tr>`).join('')}</tbody></table></div>`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const text = (raw: string): string => raw.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
