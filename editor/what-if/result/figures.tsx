import { Text } from '@mantine/core';
import { Change } from '../../live/change.tsx';
import { subtract } from '../../live/decimal.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { useFormats } from '../../ui/formats.ts';
import type { Result } from '../queries.ts';

type Money = Result['sides'][number]['totals'];

export interface Compared {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** The same groups of both sides, by what they are called. */
export function compared<T>(
  before: readonly T[],
  after: readonly T[],
  nameOf: (group: T) => string,
  moneyOf: (group: T) => Money,
): readonly Compared[] {
  const [left, right] = [before, after].map((groups) => new Map(groups.map((group) => [nameOf(group), moneyOf(group).paid])));
  const names = new Set([...(left?.keys() ?? []), ...(right?.keys() ?? [])]);
  return [...names].map((name) => ({ name, before: left?.get(name) ?? '0', after: right?.get(name) ?? '0' }));
}

interface Props {
  readonly what: string;
  readonly rows: readonly Compared[];
  readonly currency: string;
  readonly name: string;
}

/** Amounts of both sides and how they differ. */
export function ComparedTable({ what, rows, currency, name }: Props) {
  const { money } = useFormats();
  const columns: readonly Column<Compared>[] = [
    { id: 'name', title: what, value: (row) => row.name },
    { id: 'before', title: 'Baseline', value: ({ before }) => before, render: ({ before }) => money(before, currency), isFigure: true },
    { id: 'after', title: 'Candidate', value: ({ after }) => after, render: ({ after }) => money(after, currency), isFigure: true },
    {
      id: 'change',
      title: 'Change',
      value: ({ before, after }) => subtract(after, before),
      render: ({ before, after }) => <Change amount={subtract(after, before)} currency={currency} />,
      isFigure: true,
    },
  ];
  return <DataTable rows={rows} columns={columns} idOf={(row) => row.name} name={name} empty={<Nothing />} />;
}

export const Nothing = () => (
  <Text size="sm" c="dimmed">
    There is nothing of it.
  </Text>
);
