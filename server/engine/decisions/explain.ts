import { explainMissing, explainRule } from './explain-conditions.ts';
import { explainFormula } from './explain-formula.ts';
import { explainLine, explainLines } from './explain-lines.ts';
import { columns, grouped, indent, money, sentence, value, words } from './explain-text.ts';
import type { Decision, FailureReport, Outcome, PartyDecision } from './model.ts';

/*
 * A decision in sentences, for whoever wants to know why: what was decided first, then how every line
 * came about, then every rule that was looked at. It says nothing that isn't in the decision, and of one
 * given without reasoning only what was decided.
 */

export function explainDecision(decision: Decision): string {
  const { kind, generated, on, status, program, currency, exchange, failures } = decision;
  const name = generated ? generatedFor(decision) : ` ${decision.activity.id}`;
  const revision = decision.activity.revision > 1 ? `, revision ${decision.activity.revision}` : '';
  const lines = [
    `${sentence(words(kind))}${name}${revision}, ${on}`,
    `Decided by program ${program.id}, version ${program.version.slice(0, 12)}, in ${currency}.`,
  ];
  if (exchange !== undefined) {
    lines.push(`Amounts came in ${exchange.currency} and count ${exchange.rate} ${currency} for one, the rate of ${exchange.on}.`);
  }
  if (status === 'not-in-force')
    lines.push('No version of the program was in force on that day: nothing is decided, and the activity counts in measures.');
  if (status === 'set-aside')
    lines.push('Set aside: a measure failed. Nothing of the activity counts until that is mended.', ...explainFailures(failures));
  for (const party of decision.parties) lines.push('', ...explainParty(party, currency));
  return `${lines.join('\n')}\n`;
}

/** A partner may have several registrations and agreements that end: which one it is stands last in the id, KIND:DAY:TYPE:PARTNER:WHAT. */
function generatedFor({ activity, kind, on, parties }: Decision): string {
  const [party] = parties;
  const start = `${kind}:${on}:${party?.partnerType}:${party?.partner}:`;
  return activity.id.startsWith(start) ? ` ${activity.id.slice(start.length)}` : '';
}

interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

function explainParty(party: PartyDecision, currency: string): string[] {
  const { partner, partnerType, role, share, reasoning } = party;
  const shares = share === '1' ? '' : `, share ${share}`;
  const sections: readonly Section[] = [
    { title: 'Failures', lines: explainFailures(party.failures) },
    { title: 'Decided', lines: explainOutcomes(party, currency) },
    { title: 'Lines', lines: explainLines(party.lines, currency) },
    { title: 'Tier', lines: explainTier(party) },
    { title: 'Measures that it moves', lines: explainMeasures(party) },
    { title: 'How each line came about', lines: spaced(party.lines.map((line) => explainLine(line, currency))) },
    {
      title: 'Other formulas',
      lines: spaced((reasoning?.formulas ?? []).map((each) => [each.of, ...indent(explainFormula(each.reasoning))])),
    },
    { title: 'Rules looked at', lines: explainRules(party) },
  ];
  const told = sections.filter(({ lines }) => lines.length > 0);
  return [
    `${partner} as ${partnerType} (${role}${shares})`,
    ...(party.provisional ? ['  Provisional: an earlier activity was set aside and isn’t mended yet.'] : []),
    ...(told.length === 0 ? ['  Nothing was decided.'] : []),
    ...told.flatMap(({ title, lines }) => ['', `  ${title}`, ...indent(lines, 4)]),
  ];
}

function spaced(blocks: readonly (readonly string[])[]): string[] {
  return blocks.filter((block) => block.length > 0).flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

function explainFailures(failures: readonly FailureReport[]): string[] {
  return failures.map(({ message, inputs }) => {
    const read = Object.entries(inputs).map(([name, shown]) => `${name} = ${value(shown)}`);
    return `${sentence(message)}${read.length === 0 ? '' : `; it read ${read.join(', ')}`}.`;
  });
}

function explainOutcomes(party: PartyDecision, currency: string): string[] {
  const rows: string[][] = [];
  for (const { gate, item, open, reasons } of party.gates) {
    const why = reasons.length > 0 ? `: ${reasons.join(', ')}` : open ? '' : ': nothing opens it';
    rows.push([`gate ${gate}${item === undefined ? '' : `, item ${item + 1}`}`, `${open ? 'open' : 'closed'}${why}`]);
  }
  const { registration, enrollment, mdf, routing } = party;
  if (registration !== undefined) {
    const { protection, runnerUp } = registration;
    const held = protection && `${protection.name} protected from ${protection.from} through ${protection.until}`;
    const queued = runnerUp && `number ${runnerUp} in the queue for what a rival holds`;
    rows.push(['registration', joined([withReasons(registration), held, queued])]);
  }
  if (enrollment !== undefined) rows.push(['enrollment', withReasons(enrollment)]);
  if (mdf !== undefined) rows.push(['MDF', joined([withReasons(mdf), mdf.amount && money(currency, mdf.amount)])]);
  if (routing !== undefined) rows.push(['routing', joined([withReasons(routing), routing.to && `to ${routing.to}`, routing.urgency])]);
  for (const { promise, key, value: promised } of party.promises) {
    rows.push([`promise ${promise}`, `${value(promised)} for ${key.map(value).join(', ')}, kept from now on`]);
  }
  for (const { benefit, grant, amount } of party.benefits) {
    rows.push([`benefit ${benefit}`, joined([grant, amount && money(currency, amount)]) || 'granted']);
  }
  for (const [name, shown] of Object.entries(party.balances)) rows.push([`balance ${name}`, value(shown)]);
  return columns(rows);
}

const withReasons = ({ outcome, reasons }: Outcome<string>): string =>
  reasons.length === 0 ? outcome : `${outcome}: ${reasons.join(', ')}`;

const joined = (parts: readonly (string | number | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join('; ');

function explainTier({ tier, reasoning }: PartyDecision): string[] {
  if (tier === undefined) return [];
  const { before, qualified, after, graceUntil } = tier;
  const lines = [before === after ? `${after}, as before` : `${before} before, ${after} from the next activity on`];
  if (qualified !== after) lines.push(`meets the requirements of ${qualified} now`);
  if (graceUntil !== undefined) lines.push(`grace runs through ${graceUntil}`);
  for (const rule of reasoning?.rules ?? []) {
    if (rule.decides !== 'tier' || rule.holds) continue;
    lines.push(`missing for ${rule.rule}:`, ...indent(explainMissing(rule.conditions)));
  }
  return lines;
}

/** Those that the activity moves. The others are told where a condition or formula reads them. */
function explainMeasures({ reasoning }: PartyDecision): string[] {
  const rows = Object.entries(reasoning?.measures ?? {})
    .filter(([, { before, with: now }]) => value(before) !== value(now))
    .map(([name, { before, with: now }]) => [name, value(before), '→', value(now)]);
  return columns(rows, [1, 3]);
}

function explainRules({ reasoning }: PartyDecision): string[] {
  const byKind = grouped(reasoning?.rules ?? [], ({ decides }) => decides);
  return spaced([...byKind].map(([decides, rules]) => [decides, ...indent(rules.flatMap(explainRule))]));
}
