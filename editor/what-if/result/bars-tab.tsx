import { Stack, Text } from '@mantine/core';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import type { Beside } from './beside.ts';
import { Nothing } from './figures.tsx';

interface Row {
  readonly key: string;
  readonly of: string;
  readonly rule: string;
  readonly condition: string;
  readonly alone: number;
  readonly activities: number;
  readonly barred: number;
  /** The segment that it bars most of. */
  readonly most: string;
}

type Segment = Beside['after']['bars'][number]['conditions'][number]['segments'][number];

const shareOf = ({ alone, of }: Segment): number => alone.enrollments / of;
const barredOf = ({ alone: { enrollments }, of }: Segment): string => `${enrollments} of ${of}`;

/** For each tier and gate the condition that alone keeps partners out, and whom. */
export function BarsTab({ after }: Beside) {
  const rows: readonly Row[] = after.bars.flatMap(({ of, decides, rule, barred, conditions }, place) =>
    conditions.map(({ text, alone, segments }) => {
      const [most] = segments.filter((each) => each.of > 0).toSorted((a, b) => shareOf(b) - shareOf(a));
      return {
        key: `${place} ${text}`,
        of: `${decides} ${of}`,
        rule,
        condition: text,
        alone: alone.enrollments,
        activities: alone.activities,
        barred: barred.enrollments,
        most: most === undefined ? '' : `${barredOf(most)} with ${most.by} ${most.value ?? 'unknown'}`,
      };
    }),
  );
  const columns: readonly Column<Row>[] = [
    { id: 'of', title: 'Tier or gate', value: ({ of }) => of },
    { id: 'rule', title: 'Rule', value: ({ rule }) => rule },
    { id: 'condition', title: 'Condition', value: ({ condition }) => condition },
    { id: 'alone', title: 'Bars alone', value: ({ alone }) => alone, isFigure: true },
    { id: 'activities', title: 'Activities', value: ({ activities }) => activities, isFigure: true },
    { id: 'barred', title: 'Barred at all', value: ({ barred }) => barred, isFigure: true },
    { id: 'most', title: 'Most of', value: ({ most }) => most },
  ];
  return (
    <Stack>
      <Text c="dimmed">
        Enrollments that would be there but for this one condition. A bar that shuts out a segment whole shows in the last column.
      </Text>
      <DataTable
        rows={rows}
        columns={columns}
        idOf={({ key }) => key}
        name="bars"
        initialSort={{ column: 'alone', direction: 'desc' }}
        empty={<Nothing />}
      />
    </Stack>
  );
}
