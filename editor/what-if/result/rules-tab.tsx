import { Stack, Text } from '@mantine/core';
import { Change } from '../../live/change.tsx';
import { subtract } from '../../live/decimal.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { useFormats } from '../../ui/formats.ts';
import { Notice } from '../../ui/notice.tsx';
import type { Beside } from './beside.ts';

interface Row {
  readonly rule: string;
  readonly decides: string;
  readonly looked: number;
  readonly held: number;
  readonly due: number;
  readonly setAside: number;
  readonly before: string;
  readonly after: string;
}

/** How often each rule was looked at, held and paid; and which never did. */
export function RulesTab({ result, before, after }: Beside) {
  const { money, count } = useFormats();
  const earlier = new Map(before.rules.map((rule) => [rule.rule, rule]));
  const rows: readonly Row[] = after.rules.map(({ rule, decides, looked, held, due, setAside, counted }) => ({
    ...{ rule, decides, looked, held, due, setAside },
    before: earlier.get(rule)?.counted.paid ?? '0',
    after: counted.paid,
  }));
  const figure = (id: 'looked' | 'held' | 'due' | 'setAside', title: string): Column<Row> => ({
    id,
    title,
    value: (row) => row[id],
    render: (row) => count(row[id]),
    isFigure: true,
  });
  const columns: readonly Column<Row>[] = [
    { id: 'rule', title: 'Rule', value: ({ rule }) => rule },
    { id: 'decides', title: 'Decides', value: ({ decides }) => decides },
    figure('looked', 'Looked at'),
    figure('held', 'Held'),
    figure('due', 'Lines due'),
    figure('setAside', 'Set aside'),
    { id: 'paid', title: 'Paid', value: (row) => row.after, render: (row) => money(row.after, result.currency), isFigure: true },
    {
      id: 'change',
      title: 'Change',
      value: (row) => subtract(row.after, row.before),
      render: (row) => <Change amount={subtract(row.after, row.before)} currency={result.currency} />,
      isFigure: true,
    },
  ];
  const { activities, reasons } = after.setAside;
  return (
    <Stack>
      {after.neverMatched.length > 0 && (
        <Notice title="Never matched in this history">
          {after.neverMatched.map(({ rule, looked }) => `${rule}${looked === 0 ? ' (nothing came to it)' : ''}`).join(', ')}
        </Notice>
      )}
      {activities + reasons.length > 0 && (
        <Notice title={`${count(activities)} activities were set aside`}>
          {reasons.map(({ what, code, times }) => (
            <Text size="sm" key={`${what} ${code}`}>
              {what}: {code}, {count(times)} times
            </Text>
          ))}
        </Notice>
      )}
      <DataTable rows={rows} columns={columns} idOf={({ rule }) => rule} name="rules" />
    </Stack>
  );
}
