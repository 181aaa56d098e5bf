import type { Expectation } from '../../../schemas/types.ts';
import { sameShown, sumOf } from '../decisions/amounts.ts';
import type { Decision, GateDecision, Line, PartyDecision, Shown } from '../decisions/model.ts';
import { escapePointer } from '../program/wording.ts';

/** Where a decision isn't what was expected. */
export interface ScenarioDifference {
  /** Of the expectation, in the scenario document. */
  readonly pointer: string;
  readonly expected: unknown;
  /** Null: nothing of the kind was decided. Missing: nothing was decided. */
  readonly found?: unknown;
  /** Both in a sentence. */
  readonly message: string;
}

/** A decision, and the party of it that an expectation means; none where the activity was not decided. */
export interface Meant {
  readonly decision: Decision;
  readonly party?: PartyDecision;
}

/** Every way in which the decision isn't as expected. */
export function compareExpectation(expected: Expectation, { decision, party }: Meant, at: string): ScenarioDifference[] {
  const comparing = new Comparing(at);
  comparing.value('status', expected.status, decision.status);
  const failures = [...decision.failures, ...(party?.failures ?? [])].map(({ of }) => of);
  comparing.value('failures', expected.failures, failures);
  if (party === undefined) {
    comparing.undecided(expected, decision.status);
    return comparing.differences;
  }
  comparing.value('provisional', expected.provisional, party.provisional);
  comparing.value('tierBefore', expected.tierBefore, party.tier?.before);
  comparing.value('qualified', expected.qualified, party.tier?.qualified);
  comparing.value('tier', expected.tier, party.tier?.after);
  comparing.value('graceUntil', expected.graceUntil, party.tier?.graceUntil);
  comparing.each('gates', expected.gates, (name) => gateOf(party, name)?.open);
  comparing.each('gateReasons', expected.gateReasons, (name) => gateOf(party, name)?.reasons);
  const { registration } = party;
  comparing.each('registration', expected.registration, (field) =>
    field === 'protectedUntil' ? registration?.protection?.until : fieldOf(registration, field),
  );
  comparing.each('enrollment', expected.enrollment, (field) => fieldOf(party.enrollment, field));
  comparing.each('mdf', expected.mdf, (field) => fieldOf(party.mdf, field));
  comparing.each('routing', expected.routing, (field) => fieldOf(party.routing, field));
  comparing.each('benefits', expected.benefits, (name) => benefitOf(party, name));
  comparing.each('lines', expected.lines, (name) => sumDue(party.lines.filter(({ incentive }) => incentive === name)));
  comparing.value('total', expected.total, sumDue(party.lines) ?? '0');
  comparing.each('payees', expected.payees, (name) => payeeOf(party.lines.find(({ incentive }) => incentive === name)));
  comparing.each('promises', expected.promises, (name) => party.promises.find(({ promise }) => promise === name)?.value);
  comparing.each('balances', expected.balances, (name) => party.balances[name]);
  comparing.each('measures', expected.measures, (name) => party.reasoning?.measures[name]?.with);
  return comparing.differences;
}

/** Sum of the lines due; undefined where none is. */
export function sumDue(lines: readonly Line[]): string | undefined {
  const due = lines.filter(({ status }) => status === 'due');
  return due.length === 0 ? undefined : sumOf(due.map(({ amount }) => amount));
}

/** Fields that say which decision is meant, or are looked at whether or not there are parties. */
const ALWAYS: ReadonlySet<string> = new Set(['activity', 'kind', 'on', 'partner', 'partnerType', 'status', 'failures']);

class Comparing {
  readonly differences: ScenarioDifference[] = [];
  readonly #at: string;

  constructor(at: string) {
    this.#at = at;
  }

  /** `expected`: undefined where the scenario says nothing, null where nothing is expected. */
  value(path: string, expected: unknown, found: unknown): void {
    if (expected === undefined || (expected === null ? found === undefined : sameShown(expected, found))) return;
    const what = path.replaceAll('~1', '/').replaceAll('~0', '~').replaceAll('/', ' ');
    this.differences.push({
      pointer: `${this.#at}/${path}`,
      expected,
      found: found ?? null,
      message: `${what}: expected ${shown(expected)}, found ${shown(found)}.`,
    });
  }

  each(field: string, expected: object | undefined, find: (name: string) => unknown): void {
    for (const [name, value] of Object.entries(expected ?? {})) this.value(`${field}/${escapePointer(name)}`, value, find(name));
  }

  /** An activity set aside or not in force says nothing else. */
  undecided(expected: Expectation, status: Decision['status']): void {
    for (const [field, value] of Object.entries(expected)) {
      if (ALWAYS.has(field)) continue;
      const message = `${field}: nothing was decided, the activity is ${status}.`;
      this.differences.push({ pointer: `${this.#at}/${field}`, expected: value, message });
    }
  }
}

/** So much of a value is told in a sentence. */
const SHOWN_LENGTH = 500;

function shown(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length <= SHOWN_LENGTH ? text : `${text.slice(0, SHOWN_LENGTH)}…`;
}

function gateOf(party: PartyDecision, name: string): GateDecision | undefined {
  const [gate, item] = name.split('#');
  return party.gates.find((decided) => decided.gate === gate && decided.item === (item === undefined ? undefined : Number(item)));
}

function benefitOf(party: PartyDecision, name: string): Shown | undefined {
  const benefit = party.benefits.find((granted) => granted.benefit === name);
  return benefit && (benefit.amount ?? benefit.grant ?? '');
}

function payeeOf(line: Line | undefined): string | undefined {
  return line?.person === undefined ? line?.payee : `person:${line.person}`;
}

function fieldOf(outcome: object | undefined, field: string): unknown {
  return outcome !== undefined && Object.hasOwn(outcome, field) ? (outcome as Record<string, unknown>)[field] : undefined;
}
