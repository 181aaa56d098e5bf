import { setImmediate as others } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { explainMissing } from '../engine/decisions/explain-conditions.ts';
import { explainLine } from '../engine/decisions/explain-lines.ts';
import { words } from '../engine/decisions/explain-text.ts';
import type { Decision, Line, PartyDecision } from '../engine/decisions/model.ts';
import type { StandingLine } from '../store/ledger/lines.ts';
import type { ExplainedRow } from '../store/ledger/statement.ts';

/* Why a line is what it is, and why an activity earned nothing: from decisions as they were kept, in their own words. */

/** Decisions between which others get their turn. */
const AT_A_TIME = 100;

export async function* decisionsOf<R extends Pick<ExplainedRow, 'explained'>>(rows: readonly R[]): AsyncGenerator<readonly [R, Decision]> {
  for (const [index, row] of rows.entries()) {
    if (index % AT_A_TIME === AT_A_TIME - 1) await others();
    // some kilobytes each: a thread for it costs more than it saves
    yield [row, JSON.parse(gunzipSync(row.explained).toString('utf8')) as Decision];
  }
}

const partyOf = (decision: Decision, partner: string, partnerType: string): PartyDecision | undefined =>
  decision.parties.find((party) => party.partner === partner && party.partnerType === partnerType);

/** Of a key the lines of a decision that are due, in its order. */
function dueOf(decision: Decision, of: StandingLine): readonly Line[] {
  const lines = partyOf(decision, of.partner, of.partner_type)?.lines ?? [];
  return lines.filter(
    (line) => line.status === 'due' && line.incentive === of.incentive && line.payee === of.payee && (line.person ?? null) === of.person,
  );
}

/** The reckoning of each line that a decision posted: the first of a key is that of its first amount that isn't 0, and so on. */
export function reckonings(decision: Decision, posted: readonly StandingLine[]): ReadonlyMap<string, readonly string[]> {
  const taken = new Map<string, number>();
  const found = new Map<string, readonly string[]>();
  for (const line of posted) {
    const key = JSON.stringify([line.partner_type, line.incentive, line.payee, line.person]);
    const place = taken.get(key) ?? 0;
    taken.set(key, place + 1);
    const due = dueOf(decision, line).filter(({ amount }) => !/^-?[0.]+$/.test(amount))[place];
    if (due !== undefined) found.set(line.id, reckoning(due, decision.currency));
  }
  return found;
}

/** All that a decision says by the key of a line. */
export const reckoningOfKey = (decision: Decision, of: StandingLine): readonly string[] =>
  dueOf(decision, of).flatMap((line) => reckoning(line, decision.currency));

/** Without its first line, which names rule and amount, and its indentation. */
const reckoning = (line: Line, currency: string): readonly string[] =>
  explainLine(line, currency)
    .slice(1)
    .map((text) => text.replace(/^ {2}/, ''));

/** What an activity was refused, and why; empty: nothing. */
export function refusals(
  decision: Decision,
  partner: string,
): readonly { readonly partnerType: string; readonly said: readonly string[] }[] {
  if (decision.status === 'not-in-force')
    return [{ partnerType: '', said: ['No version of the program was in force on that day: nothing is decided.'] }];
  if (decision.status === 'set-aside')
    return [{ partnerType: '', said: ['Set aside until it is mended.', ...decision.failures.map(({ message }) => message)] }];
  return decision.parties
    .filter((party) => party.partner === partner)
    .map((party) => ({ partnerType: party.partnerType, said: refusedOf(decision, party) }))
    .filter(({ said }) => said.length > 0);
}

function refusedOf({ generated }: Decision, party: PartyDecision): readonly string[] {
  const { registration, enrollment, mdf, routing, gates, lines, failures } = party;
  const said: string[] = [];
  const outcome = (
    what: string,
    of: { readonly outcome: string; readonly reasons: readonly string[] } | undefined,
    ...bad: readonly string[]
  ): void => {
    if (of !== undefined && bad.includes(of.outcome)) said.push(`${what} ${of.outcome}${because(of.reasons)}.`);
  };
  outcome('Registration', registration, 'refused', 'returned');
  outcome('Enrollment', enrollment, 'refused', 'returned');
  outcome('Market development funds', mdf, 'refused', 'returned');
  outcome('Co-sell', routing, 'returned');
  for (const { gate, open, reasons } of gates) if (!open) said.push(`${capital(words(gate))} is closed${because(reasons)}.`);
  for (const line of lines) {
    if (line.status === 'due') continue;
    const name = capital(words(line.incentive));
    const by = line.steps?.find((step) => step.step === 'excluded' || step.step === 'outbid');
    if (line.status === 'set-aside') said.push(`${name} is set aside: its amount can’t be reckoned.`);
    else said.push(`${name} is not paid${by === undefined ? '' : `: ${words(by.by)} counts in its place`}.`);
  }
  for (const { message } of failures) said.push(sentence(message));
  if (said.length === 0 && !generated && lines.every(({ amount }) => /^-?[0.]+$/.test(amount))) said.push(...unearned(party));
  return said;
}

/** What would have had to be otherwise for an incentive to be earned. */
function unearned({ reasoning }: PartyDecision): readonly string[] {
  const rules = (reasoning?.rules ?? []).filter(({ decides, holds }) => decides === 'incentive' && !holds);
  return rules.flatMap(({ rule, conditions }) => {
    const missing = explainMissing(conditions);
    return missing.length === 0 ? [] : [`${capital(words(rule))} is not earned:`, ...missing.map((text) => `  ${text}`)];
  });
}

const because = (reasons: readonly string[]): string => (reasons.length === 0 ? '' : `: ${reasons.map(words).join(', ')}`);
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const sentence = (text: string): string => `${capital(text)}${/[.!?]$/.test(text) ? '' : '.'}`;
