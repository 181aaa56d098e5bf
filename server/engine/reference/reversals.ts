/** Taking back what a cancelled activity posted, never more than is left of it. */
import Fraction from 'fraction.js';
import { failureReport } from '../decisions/failure.ts';
import { enrollmentKey } from '../facts/activity.ts';
import { type Computed, compute } from './compute.ts';
import { type Draft, tell, ZERO } from './drafts.ts';
import { toFraction } from './exact.ts';
import { cancelledEntry, reader } from './facts.ts';
import { roundMoney } from './outcomes.ts';
import { keyOfParty } from './records.ts';
import type { RuleOf } from './rules.ts';
import { showText } from './shown.ts';
import type { Sitting } from './sitting.ts';
import type { PostedLine } from './state.ts';

export function takeBack(sitting: Sitting, rule: RuleOf<'reversal'>, drafts: readonly Draft[]): readonly Draft[] {
  const index = cancelledEntry(sitting);
  if (index === undefined) {
    const id = sitting.entry.facts.get('cancelled.activity');
    const inputs = typeof id === 'string' ? { 'cancelled.activity': id } : {};
    sitting.failures.push(failureReport(rule.name, rule.pointer, 'unknown-activity', inputs));
    return [];
  }
  const computed = rule.share === undefined ? undefined : compute(sitting, rule.share, rule.name, reader(sitting));
  if (rule.share !== undefined && computed === undefined) return [];
  const originals = sitting.state.lines.filter(
    (line) => line.entry === index && isOwn(sitting, line) && rule.reverses.includes(line.incentive),
  );
  const taken: Draft[] = [];
  for (const original of originals) taken.push(takeBackLine(sitting, rule, original, computed, [...drafts, ...taken]));
  return taken;
}

function takeBackLine(
  sitting: Sitting,
  rule: RuleOf<'reversal'>,
  original: PostedLine,
  computed: Computed | undefined,
  drafts: readonly Draft[],
): Draft {
  const { program } = sitting.run;
  const { digits } = program.currency;
  const cancelled = sitting.state.history[original.entry];
  if (cancelled === undefined) throw new Error('a line of an activity that is not remembered');
  const reverses = { source: cancelled.source, activity: cancelled.id, line: original.line };
  const share = heldToOne(computed?.value ?? new Fraction(1));
  const whole = toFraction('money', original.amount, digits);
  const left = whole.add(takenBefore(sitting, reverses, drafts));
  const asked = roundMoney(sitting, whole.mul(share));
  const back = asked.abs().gt(left.abs()) ? left : asked;
  const draft: Draft = {
    rule,
    decides: 'reversal',
    incentive: original.incentive,
    payee: original.payee,
    ...(original.person === undefined ? {} : { person: original.person }),
    payer: original.payer,
    reverses,
    moves: [],
    steps: [],
    status: 'due',
    amount: back.neg(),
  };
  tell(sitting, draft, () => ({
    step: 'reversal',
    original: showText(program, 'money', whole),
    remaining: showText(program, 'money', left),
    share: showText(program, 'rate', share),
    ...(computed === undefined ? {} : { formula: computed.reasoning() }),
  }));
  return draft;
}

function heldToOne(share: Fraction): Fraction {
  if (share.lt(ZERO)) return ZERO;
  return share.gt(1) ? new Fraction(1) : share;
}

/** Sum of the reversals of the line so far: in history, by the parties before, and by the rules before. */
function takenBefore(sitting: Sitting, reverses: NonNullable<Draft['reverses']>, drafts: readonly Draft[]): Fraction {
  const same = (other: Draft['reverses']): boolean =>
    other?.source === reverses.source && other.activity === reverses.activity && other.line === reverses.line;
  const { digits } = sitting.run.program.currency;
  const posted = [...sitting.state.lines, ...sitting.linesBefore].filter((line) => same(line.reverses) && isOwn(sitting, line));
  const amounts = [
    ...posted.map(({ amount }) => toFraction('money', amount, digits)),
    ...drafts.filter((draft) => same(draft.reverses)).map(({ amount }) => amount),
  ];
  return amounts.reduce((sum, amount) => sum.add(amount), ZERO);
}

function isOwn(sitting: Sitting, line: PostedLine): boolean {
  const entry = sitting.state.history[line.entry] ?? sitting.entry;
  const party = entry.parties[line.party];
  return party !== undefined && keyOfParty(party) === enrollmentKey(sitting.party.partner, sitting.party.partnerType);
}
