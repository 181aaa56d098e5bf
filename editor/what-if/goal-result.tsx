import { Alert, Stack, Table, Text } from '@mantine/core';
import type { EChartsOption } from 'echarts';
import { useMemo } from 'react';
import { Chart } from '../ui/chart.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { type Formats, useFormats } from '../ui/formats.ts';
import { curveOf } from './curve.ts';
import type { Goal } from './queries.ts';

type Probe = Goal['probes'][number];

const SAYS: Readonly<Record<Goal['status'], string>> = {
  met: 'Met exactly.',
  crossed: 'Between two neighbouring values the measure jumps past the target.',
  'out-of-reach': 'Out of reach: whatever the value, the measure stays on one side of the target.',
  unmoved: 'The parameter does not move the measure.',
  'not-monotone': 'The measure rises and falls: there may be more crossings than were found.',
  unfinished: 'Time was up: the target lies within the bracket, if there is one. Ask again with its values as the range.',
};

/** The value that meets the target, with its bracket, and all that was folded. */
export function GoalResult({ goal }: { readonly goal: Goal }) {
  const formats = useFormats();
  const { money, count } = formats;
  const show = (text: string): string => (goal.measure.unit === 'money' ? money(text, goal.currency) : count(Number(text)));
  const option = useMemo(() => probesChart(goal, formats), [goal, formats]);
  const columns: readonly Column<Probe>[] = [
    { id: 'value', title: goal.by.parameter, value: ({ value }) => String(value), isFigure: true },
    { id: 'measure', title: goal.measure.name, value: ({ measure }) => measure, render: ({ measure }) => show(measure), isFigure: true },
    { id: 'difference', title: 'From the target', value: ({ difference }) => difference, isFigure: true },
  ];
  const isReached = goal.status === 'met' || goal.status === 'crossed';
  return (
    <Stack>
      <Alert color={isReached ? 'pine' : 'gray'} variant="light" title={SAYS[goal.status]}>
        <Text size="sm">
          Nearest: {goal.by.parameter} = <b className="figures">{String(goal.nearest.value)}</b> gives {goal.measure.name}{' '}
          <b className="figures">{show(goal.nearest.measure)}</b>; the target is <b className="figures">{show(goal.target)}</b>, in force
          are <span className="figures">{show(goal.baseline)}</span>.
        </Text>
      </Alert>
      {goal.brackets.length > 0 && (
        <Table aria-label="Brackets" w="auto">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>From</Table.Th>
              <Table.Th>gives</Table.Th>
              <Table.Th>to</Table.Th>
              <Table.Th>gives</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {goal.brackets.map(({ low, high }) => (
              <Table.Tr key={String(low.value)} className="figures">
                <Table.Td>{String(low.value)}</Table.Td>
                <Table.Td>{show(low.measure)}</Table.Td>
                <Table.Td>{String(high.value)}</Table.Td>
                <Table.Td>{show(high.measure)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Chart
        title="All that was folded"
        option={option}
        summary={`${goal.probes.length} folds from ${String(goal.by.from)} to ${String(goal.by.to)}.`}
        table={<DataTable rows={goal.probes} columns={columns} idOf={({ value }) => String(value)} name="goal" />}
      />
    </Stack>
  );
}

function probesChart({ probes, target, by, measure, currency }: Goal, formats: Formats): EChartsOption {
  const points = probes.map(({ value, measure: figure }) => [Number(value), Number(figure)] as const).toSorted((a, b) => a[0] - b[0]);
  return curveOf({ parameter: by.parameter, measure, currency, points, beside: { name: 'target', measure: Number(target) } }, formats);
}
