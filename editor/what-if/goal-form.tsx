import { Autocomplete, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { ErrorState } from '../ui/states.tsx';
import { GoalResult } from './goal-result.tsx';
import type { ParameterPath } from './parameter-paths.ts';
import { useGoal } from './queries.ts';
import { varied } from './sweep-form.tsx';

interface Props {
  readonly program: string;
  readonly history: string;
  readonly paths: readonly ParameterPath[];
}

/** At which value of a parameter does a measure meet a target? */
export function GoalForm({ program, history, paths }: Props) {
  const seeking = useGoal();
  const [measure, setMeasure] = useState('paid');
  const [target, setTarget] = useState('');
  const [by, setBy] = useState('');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const seek = (): void => {
    const bounds = { ...(from.trim() !== '' && { from: from.trim() }), ...(to.trim() !== '' && { to: to.trim() }) };
    seeking.mutate({ simulation: varied(program, history), measure: measure.trim(), target: target.trim(), by, ...bounds });
  };
  return (
    <Stack component="section" aria-label="Goal seek">
      <Stack className="panel" p="md" gap="sm">
        <Text size="sm" c="dimmed">
          The value of a parameter at which a measure meets a target: paid in all, paid.margin for an incentive, tier.reseller.gold for how
          many reach a tier.
        </Text>
        <Group align="flex-end">
          <Autocomplete label="Measure" data={['paid', 'owed']} value={measure} onChange={setMeasure} size="xs" w={260} />
          <TextInput
            label="Target"
            value={target}
            onChange={({ currentTarget }) => setTarget(currentTarget.value)}
            w={160}
            className="figures"
          />
          <Select
            label="Parameter"
            searchable
            data={paths.map(({ path }) => path)}
            value={by === '' ? null : by}
            onChange={(path) => {
              const found = paths.find((each) => each.path === path);
              setBy(path ?? '');
              setFrom(found?.min ?? '');
              setTo(found?.max ?? '');
            }}
            w={280}
          />
          <TextInput
            label="At least"
            value={from}
            onChange={({ currentTarget }) => setFrom(currentTarget.value)}
            w={120}
            className="figures"
          />
          <TextInput label="At most" value={to} onChange={({ currentTarget }) => setTo(currentTarget.value)} w={120} className="figures" />
        </Group>
        <Group>
          <Button size="sm" disabled={target.trim() === '' || by === ''} loading={seeking.isPending} onClick={seek}>
            Seek
          </Button>
          {seeking.isPending && (
            <Text size="sm" c="dimmed" role="status">
              The history is decided again, value after value, until it fits…
            </Text>
          )}
        </Group>
      </Stack>
      {seeking.error !== null && <ErrorState error={seeking.error} compact />}
      {seeking.data !== undefined && <GoalResult goal={seeking.data} />}
    </Stack>
  );
}
