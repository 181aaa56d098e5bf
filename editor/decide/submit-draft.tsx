import { Button, Group, List, Modal, Progress, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, ask, newIntention } from '../api/client.ts';
import { useDraftTests } from '../api/draft-tests.ts';
import { address } from '../app/addresses.ts';
import { useFormats } from '../ui/formats.ts';
import { ErrorState } from '../ui/states.tsx';
import { useTimeline } from './queries.ts';
import { Readiness } from './readiness.tsx';
import { simulatedFor } from './simulated-for.ts';

interface Props {
  readonly draft: { readonly id: string; readonly program: string; readonly revision: number };
  readonly history: string;
  readonly close: () => void;
}

interface Step {
  readonly says: string;
  /** From 0 to 1. */
  readonly share: number;
}

/** Puts a draft to approval: what it comes to is found out first, exactly as an approver is to be shown it. */
export function SubmitDraft({ draft, history, close }: Props) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { data: timeline } = useTimeline(draft.program);
  const today = timeline?.today ?? '';
  const [day, setDay] = useState('');
  const [note, setNote] = useState('');
  const [step, setStep] = useState<Step>();
  const tests = useDraftTests(draft.id, draft.revision);
  const [intention] = useState(newIntention);
  const effectiveFrom = day === '' ? today : day;
  const submitting = useMutation({
    mutationFn: async () => {
      const says = 'The history is decided again, as evidence';
      setStep({ says, share: 0 });
      const isNew = timeline?.entries.length === 0;
      const onProgress = (share: number) => setStep({ says, share });
      const simulation = await simulatedFor({ draft, history, effectiveFrom, today, isNew, onProgress });
      setStep({ says: 'The evidence is put together', share: 1 });
      return ask(
        api.POST('/v1/drafts/{id}/submissions', {
          params: { path: { id: draft.id }, header: intention },
          body: { revision: draft.revision, simulation, effectiveFrom, note: note.trim() },
        }),
      );
    },
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: ['submissions'] });
      await navigate({ to: address('submission', { submission: id }) });
    },
  });
  return (
    <Modal opened onClose={close} title="Submit for approval" centered>
      <Stack>
        <TextInput
          type="date"
          label="Decides from"
          description={
            effectiveFrom !== '' && effectiveFrom < today
              ? 'A past day: what was decided since is reckoned anew, and the difference posted.'
              : undefined
          }
          value={effectiveFrom}
          onChange={({ currentTarget }) => setDay(currentTarget.value)}
        />
        <Textarea
          label="What it is for"
          autosize
          minRows={3}
          maxLength={10_000}
          value={note}
          onChange={({ currentTarget }) => setNote(currentTarget.value)}
          data-autofocus
        />
        <List size="sm" c="dimmed" spacing={2}>
          <List.Item>Somebody else approves it; authors can’t.</List.Item>
          <List.Item>Whoever changes the draft afterwards makes the submission lapse.</List.Item>
        </List>
        <Readiness draft={draft.id} tests={tests} />
        {submitting.error !== null && <ErrorState error={submitting.error} compact />}
        {submitting.isPending && step !== undefined && <UnderWay step={step} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            Not yet
          </Button>
          <Button
            loading={submitting.isPending}
            disabled={effectiveFrom === '' || tests.data?.ok !== true}
            onClick={() => submitting.mutate()}
          >
            Submit
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function UnderWay({ step: { says, share } }: { readonly step: Step }) {
  const { rate } = useFormats();
  return (
    <Stack gap={6} role="status">
      <Group justify="space-between">
        <Text size="sm">{says}</Text>
        {share > 0 && share < 1 && (
          <Text size="sm" c="dimmed" className="figures">
            {rate(share.toFixed(2))}
          </Text>
        )}
      </Group>
      <Progress value={100 * share} animated aria-label={says} />
    </Stack>
  );
}
