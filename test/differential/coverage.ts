import type { ProgramDocument } from '../../schemas/types.ts';
import { OPERATORS } from '../../server/engine/conditions/model.ts';
import type { Decision } from '../../server/engine/decisions/model.ts';
import { FORMULA_FUNCTIONS } from '../../server/engine/formula/model.ts';
import { AGGREGATES } from '../../server/engine/measures/model.ts';

/** What a run of generated cases must have met at least once, in programs (as written) and in decisions (as it came out). */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  operator: OPERATORS,
  function: FORMULA_FUNCTIONS,
  aggregate: AGGREGATES,
  window: [
    'fiscal-month',
    'fiscal-quarter',
    'fiscal-year',
    'previous-fiscal-month',
    'previous-fiscal-quarter',
    'previous-fiscal-year',
    'trailing-days',
    'trailing-months',
    'trailing-fiscal-quarters',
    'term',
    'lifetime',
    'valid',
  ],
  scope: ['enrollment', 'customer', 'program'],
  measured: ['activities', 'lines', 'items', 'keyed', 'keyed by another name'],
  stack: ['sum', 'best', 'capped', 'nested'],
  budget: ['enrollment', 'program'],
  rounding: ['half-even', 'half-up', 'up', 'down'],
  rule: ['tier', 'gate', 'registration', 'enrollment', 'mdf', 'routing', 'benefit', 'incentive', 'obligation'],
  payee: ['partner', 'person', 'vendor-field', 'vendor'],
  line: ['due', 'excluded', 'outbid', 'set-aside', 'incentive', 'reversal', 'mdf', 'obligation', 'per item', 'negative'],
  step: [
    'amount',
    'floor',
    'cap',
    'excluded',
    'outbid',
    'stack-cap',
    'budget',
    'rounding',
    'reversal',
    'balance',
    'floor applied',
    'cap applied',
    'stack-cap applied',
    'budget applied',
  ],
  outcome: [
    ...['approved', 'review', 'returned', 'refused', 'extended', 'withdrawn', 'runner-up', 'protected'].map((one) => `registration ${one}`),
    ...['accepted', 'returned', 'refused'].map((one) => `enrollment ${one}`),
    ...['approved', 'returned', 'refused'].map((one) => `mdf ${one}`),
    ...['routed', 'returned', 'waiting'].map((one) => `routing ${one}`),
    ...['open', 'closed'].map((one) => `gate ${one}`),
    'promise written',
    'benefit granted',
  ],
  tier: ['up', 'down', 'grace'],
  generated: [
    'month-closed',
    'quarter-closed',
    'year-closed',
    'term-ended',
    'tier-reviewed',
    'grace-ended',
    'protection-expired',
    'validity-expired',
    'registration-reconsidered',
  ],
  failure: ['division-by-zero', 'missing-value', 'unknown-activity'],
  activity: ['several parties', 'foreign currency'],
};

export class Coverage {
  readonly #counts = new Map<string, number>();

  #saw(group: string, what: string): void {
    const key = `${group}: ${what}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  addProgram(program: ProgramDocument): void {
    const text = JSON.stringify(program);
    for (const operator of OPERATORS) if (text.includes(`"operator":"${operator}"`)) this.#saw('operator', operator);
    for (const name of FORMULA_FUNCTIONS) if (new RegExp(`\\b${name}\\(`).test(text)) this.#saw('function', name);
    for (const measure of Object.values(program.measures ?? {})) {
      for (const aggregate of AGGREGATES) if (aggregate in measure) this.#saw('aggregate', aggregate);
      this.#saw('window', measure.window.replace(/-\d+-/, '-'));
      this.#saw('scope', measure.scope ?? 'enrollment');
      this.#saw('measured', measure.of[0]?.startsWith('line:') ? 'lines' : 'activities');
      if (JSON.stringify(measure).includes('"item.')) this.#saw('measured', 'items');
      if (measure.by !== undefined) this.#saw('measured', 'keyed');
      if (measure.by?.some((key) => typeof key !== 'string')) this.#saw('measured', 'keyed by another name');
    }
    for (const stack of Object.values(program.stacks ?? {})) {
      this.#saw('stack', stack.combine);
      if (stack.cap !== undefined) this.#saw('stack', 'capped');
      if (stack.of.some((name) => name in (program.stacks ?? {}))) this.#saw('stack', 'nested');
    }
    for (const budget of Object.values(program.budgets ?? {})) this.#saw('budget', budget.scope ?? 'program');
    for (const rule of program.rules) this.#saw('rule', rule.decides);
    this.#saw('rounding', program.rounding);
  }

  addDecision(decision: Decision): void {
    if (decision.generated) this.#saw('generated', decision.kind);
    if (decision.parties.length > 1) this.#saw('activity', 'several parties');
    if (decision.exchange !== undefined) this.#saw('activity', 'foreign currency');
    for (const party of decision.parties) {
      for (const gate of party.gates) this.#saw('outcome', `gate ${gate.open ? 'open' : 'closed'}`);
      if (party.registration !== undefined) this.#saw('outcome', `registration ${party.registration.outcome}`);
      if (party.registration?.runnerUp !== undefined) this.#saw('outcome', 'registration runner-up');
      if (party.registration?.protection !== undefined) this.#saw('outcome', 'registration protected');
      for (const what of ['enrollment', 'mdf', 'routing'] as const)
        if (party[what] !== undefined) this.#saw('outcome', `${what} ${party[what].outcome}`);
      if (party.promises.length > 0) this.#saw('outcome', 'promise written');
      if (party.benefits.length > 0) this.#saw('outcome', 'benefit granted');
      for (const failure of party.failures) this.#saw('failure', failure.code);
      this.#addTier(party.tier);
      for (const line of party.lines) this.#addLine(line);
    }
  }

  #addTier(tier: Decision['parties'][number]['tier']): void {
    if (tier === undefined) return;
    const order = ['base', 'silver', 'gold'];
    const moved = order.indexOf(tier.after) - order.indexOf(tier.before);
    if (moved !== 0) this.#saw('tier', moved > 0 ? 'up' : 'down');
    if (tier.graceUntil !== undefined) this.#saw('tier', 'grace');
  }

  #addLine(line: Decision['parties'][number]['lines'][number]): void {
    this.#saw('line', line.status);
    this.#saw('line', line.decides);
    this.#saw('payee', line.payee);
    if (line.item !== undefined) this.#saw('line', 'per item');
    if (line.amount.startsWith('-')) this.#saw('line', 'negative');
    for (const step of line.steps ?? []) {
      this.#saw('step', step.step);
      if ('applied' in step && step.applied) this.#saw('step', `${step.step} applied`);
    }
  }

  /** What was never met. */
  missing(): string[] {
    return Object.entries(EXPECTED).flatMap(([group, all]) =>
      all.map((what) => `${group}: ${what}`).filter((key) => !this.#counts.has(key)),
    );
  }

  /** A line for each group, with the counts. */
  toString(): string {
    return Object.entries(EXPECTED)
      .map(([group, all]) => `${group.padEnd(10)} ${all.map((what) => `${what} ${this.#counts.get(`${group}: ${what}`) ?? 0}`).join(', ')}`)
      .join('\n');
  }
}
