import { Button, Group, Stack, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { address } from '../app/addresses.ts';
import { ErrorState } from '../ui/states.tsx';
import { CandidateFields } from './candidate-fields.tsx';
import { FilterFields } from './filter-fields.tsx';
import type { ParameterPath } from './parameter-paths.ts';
import { useAskSimulation } from './queries.ts';
import { newCandidate, type RequestForm, requestOf } from './request-form.ts';

interface Props {
  readonly program: string;
  readonly history: string;
  readonly paths: readonly ParameterPath[];
}

const MOST = 8;

/** Up to eight candidates beside what is in force. */
export function AskPrograms({ program, history, paths }: Props) {
  const navigate = useNavigate();
  const asking = useAskSimulation();
  const [form, setForm] = useState<Omit<RequestForm, 'baseline' | 'history'>>(() => ({
    candidates: [newCandidate(1)],
    from: '',
    through: '',
    inForceFrom: '',
    partnerTypes: [],
    regions: [],
    segments: [],
  }));
  const { candidates } = form;
  const ask = (): void => {
    const request = requestOf({ ...form, baseline: program, history }, (path) => paths.find((each) => each.path === path)?.type);
    asking.mutate(request, { onSuccess: ({ id }) => void navigate({ to: address('simulation', { simulation: id }) }) });
  };
  return (
    <Stack component="section" aria-label="Programs side by side">
      <Title order={2} size="h3">
        Beside what is in force
      </Title>
      {candidates.map((candidate) => (
        <CandidateFields
          key={candidate.key}
          candidate={candidate}
          program={program}
          paths={paths}
          change={(next) => setForm({ ...form, candidates: candidates.map((each) => (each.key === next.key ? next : each)) })}
          remove={
            candidates.length === 1
              ? undefined
              : () => setForm({ ...form, candidates: candidates.filter(({ key }) => key !== candidate.key) })
          }
        />
      ))}
      <Group>
        <Button
          variant="default"
          leftSection={<IconPlus size={14} />}
          disabled={candidates.length >= MOST}
          onClick={() => setForm({ ...form, candidates: [...candidates, newCandidate(candidates.length + 1)] })}
        >
          Another candidate
        </Button>
      </Group>
      <FilterFields history={history} form={form} change={(next) => setForm({ ...form, ...next })} />
      {asking.error !== null && <ErrorState error={asking.error} compact />}
      <Group>
        <Button size="sm" loading={asking.isPending} onClick={ask}>
          Ask
        </Button>
      </Group>
    </Stack>
  );
}
