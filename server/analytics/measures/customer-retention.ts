import { RENEWAL_SLICES, type RenewalRow } from '../../store/analytics/read-others.ts';
import { newcombe } from '../statistics/newcombe.ts';
import { leaving, rate } from './figures.ts';
import { type Measure, SMALL } from './measure.ts';

export const customerRetention: Measure = {
  id: 'customer-retention',
  name: 'Customer retention',
  group: 'commercial-contribution',
  definition:
    'The share of subscriptions due in the quarter that were renewed; with and without an integration, beside what was paid to partners.',
  numerator: 'Of these, the renewed ones',
  denominator: 'Subscriptions due in the quarter, of which it is known what became of them',
  reckoned:
    'With an integration: the customer used one on the day that it was due. Beside: what the program paid in incentives to the partners of the slice in the same quarter. Region and segment are the customer’s, of what was paid the partner’s.',
  unit: 'rate',
  parts: { numerator: 'count', denominator: 'count' },
  better: 'higher',
  sources: ['renewals', 'costs'],
  slices: RENEWAL_SLICES,
  beside: {
    'with-integration': { says: 'Of customers that use an integration' },
    'without-integration': { says: 'Of customers that use none' },
    amount: { says: 'By amount: renewed ÷ due', numerator: 'money', denominator: 'money' },
    paid: { says: 'Incentives paid', unit: 'money', numerator: 'money' },
  },
  difference: 'Of customers that use an integration less those that use none',
  leaves: { 'not-known-yet': 'It isn’t known yet whether they were renewed.' },
  reckon: ({ renewals, costs }) => {
    const of = (which: keyof RenewalRow, integrated?: boolean): number =>
      renewals.reduce((sum, row) => sum + (integrated === undefined || row.integrated === integrated ? Number(row[which]) : 0), 0);
    const paid = costs.reduce((sum, { kind, amount }) => sum + (kind === 'incentives' ? amount : 0), 0);
    const due = of('due');
    const difference = newcombe(
      { successes: of('renewed', true), of: of('due', true) },
      { successes: of('renewed', false), of: of('due', false) },
    );
    const byAmount = of('due_amount');
    return {
      ...rate(of('renewed'), due, 'No subscription was due.'),
      beside: {
        'with-integration': rate(of('renewed', true), of('due', true), 'None of a customer with an integration was due.'),
        'without-integration': rate(of('renewed', false), of('due', false), 'None of a customer without an integration was due.'),
        amount: {
          value: byAmount === 0 ? undefined : of('renewed_amount') / byAmount,
          ...(byAmount === 0 && { why: 'No amount was due.' }),
          numerator: of('renewed_amount'),
          denominator: byAmount,
          small: due < SMALL,
        },
        paid: { value: paid, numerator: paid, denominator: due, small: false },
      },
      ...(difference && { difference }),
      leftOut: leaving({ reason: 'not-known-yet', count: of('unknown') }),
    };
  },
  behind: {
    value: { numerator: { of: 'renewals', which: 'renewed' }, denominator: { of: 'renewals', which: 'due' } },
    'with-integration': {
      numerator: { of: 'renewals', which: 'renewed-integrated' },
      denominator: { of: 'renewals', which: 'due-integrated' },
    },
    'without-integration': { numerator: { of: 'renewals', which: 'renewed-plain' }, denominator: { of: 'renewals', which: 'due-plain' } },
    amount: { numerator: { of: 'renewals', which: 'renewed' }, denominator: { of: 'renewals', which: 'due' } },
    paid: { numerator: { of: 'costs', which: 'incentives' } },
  },
  behindLeftOut: { 'not-known-yet': { of: 'renewals', which: 'due-unknown' } },
};
