import { conditionReads, deepReads, formulaReads, type Read, ruleReads } from '../engine/checks/reads.ts';
import type { HistoryColumns } from '../engine/columns/history.ts';
import { baseCatalogue } from '../engine/facts/schema-catalogue.ts';
import type { Finding } from '../engine/program/diagnostic.ts';
import type { Program } from '../engine/program/model.ts';
import { didYouMean } from '../engine/program/wording.ts';

/**
 * What a program reads and a history doesn't have; pointers into the program. Errors, where folding would give
 * numbers without sense: another currency or time zone, an attribute that the history knows as another type or not at
 * all. Warnings, where it may be right: a fact that no activity carries, kinds of activity of which there is none.
 */
export function missingFacts(program: Program, history: HistoryColumns): readonly Finding[] {
  const found = [...settingFindings(program, history)];
  const carried = carriedIn(history);
  const kinds = new Set(history.kinds.map(({ kind }) => kind));
  const seen = new Set<string>();
  for (const { fact, pointer } of readsOf(program)) {
    if (seen.has(fact) || !isRecorded(program, fact)) continue;
    seen.add(fact);
    const finding =
      carried.has(fact) && hasType(history, program, fact) ? undefined : factFinding({ program, history, carried, kinds }, fact, pointer);
    if (finding !== undefined) found.push(finding);
  }
  const absent = listenedTo(program).filter((kind) => !kinds.has(kind));
  if (absent.length > 0 && history.activities > 0) {
    found.push(
      finding(
        'warning',
        'history-without-kinds',
        `The history has no activities of ${absent.join(', ')}, to which rules of the program listen.`,
        '/rules',
      ),
    );
  }
  return found;
}

interface Against {
  readonly program: Program;
  readonly history: HistoryColumns;
  readonly carried: ReadonlySet<string>;
  readonly kinds: ReadonlySet<string>;
}

const finding = (severity: Finding['severity'], code: string, message: string, pointer: string, hint?: string): Finding => ({
  code,
  severity,
  message,
  pointer,
  ...(hint !== undefined && { hint }),
});

function* settingFindings(program: Program, { currency, timeZone }: HistoryColumns): Generator<Finding> {
  const { code, digits } = program.currency;
  if (code !== currency.code) {
    const message = `The history is in ${currency.code}, the program in ${code}.`;
    yield finding('error', 'history-currency', message, '/currency', `Import the activities for a program in ${code}.`);
  } else if (digits !== currency.digits) {
    const message = `The history has ${code} with ${currency.digits} decimal places, the program with ${digits}.`;
    yield finding('error', 'history-currency', message, '/currency', 'Import the activities again.');
  }
  if (program.calendar.timeZone !== timeZone) {
    const message = `The history has the days of ${timeZone}, the program those of ${program.calendar.timeZone}.`;
    yield finding('error', 'history-time-zone', message, '/calendar/timeZone', 'Import the activities for this program.');
  }
}

const hasType = ({ attributes }: HistoryColumns, program: Program, fact: string): boolean =>
  baseCatalogue.facts.has(fact) || (Object.hasOwn(attributes, fact) && attributes[fact]?.type === program.catalogue.facts.get(fact)?.type);

function factFinding({ program, history, carried, kinds }: Against, fact: string, pointer: string): Finding | undefined {
  const type = program.catalogue.facts.get(fact)?.type ?? 'value';
  const known = Object.hasOwn(history.attributes, fact) ? history.attributes[fact] : undefined;
  if (known !== undefined && known.type !== type) {
    const message = `The program reads ${fact} as ${type}; the history has it as ${known.type}.`;
    return finding(
      'error',
      'history-fact-type',
      message,
      pointer,
      'Declare the attribute as the history has it, or import the activities again.',
    );
  }
  if (known === undefined && !baseCatalogue.facts.has(fact)) {
    const hint =
      didYouMean(fact, [...Object.keys(history.attributes), ...carried]) ?? 'Import the activities with a mapping that fills it.';
    return finding('error', 'history-without-fact', `The program reads ${fact} (${type}); the history doesn’t know it.`, pointer, hint);
  }
  const carriers = [...(program.catalogue.facts.get(fact)?.kinds ?? [])].filter((kind) => kinds.has(kind));
  if (carriers.length === 0 && !fact.startsWith('partner.')) return undefined;
  const where = fact.startsWith('partner.') ? 'no partner' : `no ${carriers.slice(0, 5).join(', ')} activity`;
  return finding('warning', 'history-fact-empty', `The program reads ${fact}; ${where} of the history carries it.`, pointer);
}

/** A fact that comes with activities or partners, and not from the program or the fold. */
function isRecorded({ catalogue, document }: Program, fact: string): boolean {
  if (Object.hasOwn(document.attributes ?? {}, fact) || catalogue.kinds.get('profile-changed')?.facts.has(fact) === true) return true;
  const { kinds = [] } = baseCatalogue.facts.get(fact) ?? {};
  return fact !== RECKONED && [...kinds].some((kind) => catalogue.kinds.get(kind)?.generated === false);
}

/** It has kinds, but the fold gives it. */
const RECKONED = 'cancelled.daysSince';

function carriedIn({ kinds, enrollments }: HistoryColumns): ReadonlySet<string> {
  const all = kinds.flatMap(({ facts, items }) => [...Object.keys(facts), ...Object.keys(items)]);
  return new Set([...all, ...Object.keys(enrollments.profile)]);
}

const listenedTo = ({ rules, measures, catalogue }: Program): readonly string[] => {
  const all = new Set([...rules.flatMap(({ on }) => [...on]), ...[...measures.values()].flatMap(({ kinds }) => kinds)]);
  return [...all].filter((kind) => catalogue.kinds.get(kind)?.generated === false).sort();
};

/** All that the program reads anywhere, what is behind derived facts and tables too. */
const readsOf = (program: Program): Iterable<Read> => deepReads(program, ownReads(program));

function* ownReads(program: Program): Generator<Read> {
  for (const rule of program.rules) yield* ruleReads(rule);
  for (const { name, fact, by, readBy, where } of program.measures.values()) {
    for (const one of [...(fact === undefined ? [] : [fact]), ...by, ...readBy]) yield { fact: one, pointer: `/measures/${name}` };
    if (where !== undefined) yield* conditionReads(where);
  }
  for (const { name, by, where, formula } of program.promises.values()) {
    for (const fact of by) yield { fact, pointer: `/promises/${name}/by` };
    if (where !== undefined) yield* conditionReads(where);
    yield* formulaReads(formula);
  }
  for (const { name, scope, days, extensionDays } of program.protections.values()) {
    for (const fact of scope) yield { fact, pointer: `/protections/${name}/scope` };
    yield* formulaReads(days);
    yield* formulaReads(extensionDays);
  }
  for (const { name, per } of program.balances.values()) for (const fact of per) yield { fact, pointer: `/balances/${name}/per` };
  for (const { cap } of program.stacks) yield* formulaReads(cap);
  for (const { amount } of program.budgets) yield* formulaReads(amount);
}
