import type { Expectation, ScenarioDocument } from '../../../schemas/types.ts';
import type { Finding } from '../program/diagnostic.ts';
import type { Rule, Timeline } from '../program/model.ts';
import { escapePointer, nameHint, quote } from '../program/wording.ts';

/*
 * Names that an expectation gives and the program doesn't know. "No line of comission" would hold
 * forever, so a name is checked before what is said of it.
 */

type Kind = 'gate' | 'benefit' | 'incentive' | 'promise' | 'balance' | 'measure' | 'level' | 'kind';

const MEANT: Readonly<Record<Kind, string>> = {
  gate: 'no gate of the program',
  benefit: 'no benefit of the program',
  incentive: 'no incentive or obligation of the program',
  promise: 'no promise of the program',
  balance: 'no balance of the program',
  measure: 'no measure of the program',
  level: 'no level of the program',
  kind: 'no kind of activity of the program',
};

export function unknownNames(timeline: Timeline, scenario: ScenarioDocument): Finding[] {
  const known = knownNames(timeline);
  const findings: Finding[] = [];
  const look = (kind: Kind, name: string | undefined, pointer: string, atKey: boolean): void => {
    if (name === undefined || known[kind].has(name)) return;
    const hint = nameHint(name, known[kind]);
    findings.push({
      code: 'unknown-name',
      severity: 'error',
      message: `${quote(name)} is ${MEANT[kind]}.`,
      pointer,
      ...(atKey && { atKey }),
      ...(hint !== undefined && { hint }),
    });
  };
  const lookAtKeys = (kind: Kind, named: object | undefined, pointer: string): void => {
    for (const key of Object.keys(named ?? {})) {
      look(kind, kind === 'gate' ? key.replace(/#\d+$/, '') : key, `${pointer}/${escapePointer(key)}`, true);
    }
  };
  for (const [index, expected] of scenario.expect.entries()) {
    const at = `/expect/${index}`;
    look('kind', expected.kind, `${at}/kind`, false);
    for (const field of LEVELS) look('level', expected[field], `${at}/${field}`, false);
    for (const [field, kind] of KEYED) lookAtKeys(kind, expected[field], `${at}/${field}`);
  }
  lookAtKeys('incentive', scenario.totals, '/totals');
  return findings;
}

const LEVELS = ['tierBefore', 'qualified', 'tier'] as const satisfies readonly (keyof Expectation)[];
const KEYED = [
  ['gates', 'gate'],
  ['gateReasons', 'gate'],
  ['benefits', 'benefit'],
  ['lines', 'incentive'],
  ['payees', 'incentive'],
  ['promises', 'promise'],
  ['balances', 'balance'],
  ['measures', 'measure'],
] as const satisfies readonly (readonly [keyof Expectation, Kind])[];

/** Of all versions: a scenario may reach over several. */
function knownNames(timeline: Timeline): Record<Kind, Set<string>> {
  const known: Record<Kind, Set<string>> = {
    gate: new Set(),
    benefit: new Set(),
    incentive: new Set(),
    promise: new Set(),
    balance: new Set(),
    measure: new Set(),
    level: new Set(),
    kind: new Set(),
  };
  for (const program of timeline.versions) {
    for (const name of program.promises.keys()) known.promise.add(name);
    for (const name of program.balances.keys()) known.balance.add(name);
    for (const name of program.measures.keys()) known.measure.add(name);
    for (const name of program.catalogue.kinds.keys()) known.kind.add(name);
    for (const { tiers } of program.partnerTypes.values()) for (const level of tiers?.levels ?? []) known.level.add(level);
    for (const rule of program.rules) namesOfRule(rule, known);
  }
  return known;
}

function namesOfRule(rule: Rule, known: Record<Kind, Set<string>>): void {
  switch (rule.decides) {
    case 'gate':
      known.gate.add(rule.gate);
      break;
    case 'benefit':
      known.benefit.add(rule.benefit);
      break;
    case 'incentive':
    case 'obligation':
      known.incentive.add(rule.incentive);
      break;
    case 'mdf':
      if (rule.incentive !== undefined) known.incentive.add(rule.incentive);
      break;
    default:
  }
}
