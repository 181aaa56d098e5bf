import { Text } from '@mantine/core';
import { address } from '../app/addresses.ts';
import { PageLink } from '../app/page-link.tsx';
import { useFormats } from '../ui/formats.ts';
import { OpenedRecords, type RowPart } from './opened-records.tsx';
import type { Portfolio } from './queries.ts';
import { NONE } from './question.ts';

export type Member = Portfolio['rows'][number];
export type MemberPart = 'won' | 'cost';

interface Props {
  readonly program: string;
  readonly portfolio: Portfolio;
  readonly member: Member;
  readonly shown: MemberPart;
  readonly show: (part: MemberPart) => void;
  readonly close: () => void;
}

/** What a partner or an integration brought and cost, and the deals and costs of which that is made. */
export function OpenedMember({ program, portfolio, member, shown, show, close }: Props) {
  const { date, moneyRound, rate, count } = useFormats();
  const { from, to, by, currency } = portfolio;
  const { name, rank, deals, contribution, cost, share, cumulative } = member;
  const title = name ?? `Without ${by === 'partner' ? 'a partner' : 'an integration'}`;
  // the two parts of the program cost ratio: revenue won with partners, and what the program costs
  const of = (part: 'numerator' | 'denominator'): RowPart['of'] => ({
    measure: 'program-cost-ratio',
    figure: 'value',
    part,
    quarter: from,
    to,
    slice: { by, value: name ?? NONE },
  });
  const parts: readonly RowPart[] = [
    { id: 'won' satisfies MemberPart, label: 'Deals that were won', of: of('denominator') },
    { id: 'cost' satisfies MemberPart, label: 'What was spent', of: of('numerator') },
  ];
  return (
    <OpenedRecords
      program={program}
      title={title}
      currency={currency}
      parts={parts}
      shown={shown}
      show={(id) => show(id as MemberPart)}
      close={close}
    >
      {() => (
        <div>
          <Text>
            {moneyRound(contribution, currency)} by {count(deals)} {deals === 1 ? 'deal' : 'deals'}, {date(from)} – {date(to)}
            {share !== null && `: ${rate(Number(share).toFixed(4))} of all that was won with partners`}. It cost{' '}
            {moneyRound(cost, currency)}.
          </Text>
          <Text size="sm" c="dimmed" mt={4}>
            No. {count(rank)}
            {cumulative !== null && `; all up to it bring ${rate(Number(cumulative).toFixed(4))} together`}.
          </Text>
          {by === 'partner' && name !== null && (
            <PageLink to={address('partner', { partner: name })} size="sm">
              The partner, as it is registered
            </PageLink>
          )}
        </div>
      )}
    </OpenedRecords>
  );
}
