import { Button, Group, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useFormats } from '../ui/formats.ts';
import { ErrorState } from '../ui/states.tsx';
import type { ParameterPath } from './parameter-paths.ts';
import { type SimulationRequest, type SweepAxis, useSweep } from './queries.ts';
import { SweepResult } from './sweep-result.tsx';

interface Props {
  readonly program: string;
  readonly history: string;
  readonly paths: readonly ParameterPath[];
}

const EMPTY: SweepAxis = { parameter: '', from: '', to: '', step: '' };

export const varied = (program: string, history: string): SimulationRequest =>
  ({ baseline: { program }, candidates: [{ of: 'baseline' }], history }) as unknown as SimulationRequest;

/** One parameter over a range, or two: a whole fold a point. */
export function SweepForm({ program, history, paths }: Props) {
  const [axes, setAxes] = useState<readonly SweepAxis[]>([EMPTY]);
  const sweeping = useSweep();
  const { count } = useFormats();
  const put = (place: number, axis: SweepAxis): void => setAxes(axes.map((each, at) => (at === place ? axis : each)));
  const isReady = axes.every(({ parameter, from, to, step }) => [parameter, from, to, step].every((text) => text.trim() !== ''));
  return (
    <Stack component="section" aria-label="Sweep">
      <Stack className="panel" p="md" gap="sm">
        <Text size="sm" c="dimmed">
          The history is decided again for every value: a curve over one parameter, a heat map over two.
        </Text>
        {axes.map((axis, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an axis is the first or the second
          <AxisFields key={place} axis={axis} paths={paths} change={(next) => put(place, next)} />
        ))}
        <Switch
          label="Over a second parameter, too"
          checked={axes.length === 2}
          onChange={({ currentTarget }) => setAxes(currentTarget.checked ? [...axes, EMPTY] : axes.slice(0, 1))}
        />
        <Group>
          <Button
            size="sm"
            disabled={!isReady}
            loading={sweeping.isPending}
            onClick={() => sweeping.mutate({ simulation: varied(program, history), axes })}
          >
            Sweep
          </Button>
          {sweeping.isPending && (
            <Text size="sm" c="dimmed" role="status">
              The history is decided {count(pointsOf(axes))} times…
            </Text>
          )}
        </Group>
      </Stack>
      {sweeping.error !== null && <ErrorState error={sweeping.error} compact />}
      {sweeping.data !== undefined && <SweepResult sweep={sweeping.data} />}
    </Stack>
  );
}

/** How many folds that is. */
const pointsOf = (axes: readonly SweepAxis[]): number =>
  axes.reduce((all, { from, to, step }) => all * (1 + Math.max(0, Math.floor((Number(to) - Number(from)) / Number(step) + 1e-9))), 1);

interface AxisProps {
  readonly axis: SweepAxis;
  readonly paths: readonly ParameterPath[];
  readonly change: (axis: SweepAxis) => void;
}

function AxisFields({ axis, paths, change }: AxisProps) {
  const field = (name: 'from' | 'to' | 'step', label: string) => (
    <TextInput
      label={label}
      value={axis[name]}
      onChange={({ currentTarget: { value } }) => change({ ...axis, [name]: value })}
      w={120}
      className="figures"
    />
  );
  return (
    <Group align="flex-end" gap="sm">
      <Select
        label="Parameter"
        searchable
        data={paths.map(({ path }) => path)}
        value={axis.parameter === '' ? null : axis.parameter}
        onChange={(path) => {
          const found = paths.find((each) => each.path === path);
          if (found !== undefined) change({ ...suggested(found) });
        }}
        w={280}
      />
      {field('from', 'From')}
      {field('to', 'To')}
      {field('step', 'In steps of')}
    </Group>
  );
}

/** From half of it to twice, in six steps: something to begin with. */
function suggested({ path, type, value, min, max }: ParameterPath): SweepAxis {
  const now = Number(value);
  if (!(now > 0)) return { parameter: path, from: min ?? '0', to: max ?? '', step: '' };
  const digits = type === 'count' || type === 'days' ? 0 : (value.split('.')[1]?.length ?? 2);
  const write = (number: number): string => number.toFixed(digits);
  const step = Math.max(now / 4, 10 ** -digits);
  return { parameter: path, from: write(Math.max(step, now / 2)), to: write(now * 2), step: write(step) };
}
