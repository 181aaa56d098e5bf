import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ask, type components, ifMatch } from '../api/client.ts';
import { useFormats } from '../ui/formats.ts';
import { tell } from '../ui/notify.tsx';
import { ErrorState } from '../ui/states.tsx';
import { scenarioFromHistory } from './scenario-from-history.ts';

type DraftSummary = components['schemas']['DraftSummary'];

interface Props {
  readonly draft: DraftSummary;
  readonly history: string;
  readonly close: () => void;
}

/** Any deal of the history becomes a scenario: with all that its enrollment did before, and what is said of it today. */
export function NewScenario({ draft, history, close }: Props) {
  const queries = useQueryClient();
  const { date } = useFormats();
  const [enrolled, setEnrolled] = useState<string | null>(null);
  const [activity, setActivity] = useState<string | null>(null);
  const [name, setName] = useState('');
  const { data: partners = [] } = useQuery({
    queryKey: ['histories', history, 'enrollments'],
    queryFn: async ({ signal }) =>
      (await ask(api.GET('/v1/histories/{id}/enrollments', { params: { path: { id: history }, query: { limit: '200' } }, signal })))
        .enrollments,
  });
  const choices = partners.flatMap(({ id, enrollments }) => enrollments.map(({ partnerType }) => ({ partner: id, partnerType })));
  const chosen = choices.find((each) => keyOf(each) === enrolled);
  const { data: lived, error: unknown } = useQuery({
    queryKey: ['histories', history, 'activities', chosen],
    enabled: chosen !== undefined,
    queryFn: ({ signal }) => {
      const query = { partner: chosen?.partner ?? '', partnerType: chosen?.partnerType ?? '', limit: '200' };
      return ask(api.GET('/v1/histories/{id}/activities', { params: { path: { id: history }, query }, signal }));
    },
  });
  const making = useMutation({
    mutationFn: async () => {
      const { partner = '', partnerType = '' } = chosen ?? {};
      const deal = { program: draft.program, history, partner, partnerType, activity: activity ?? '', name: name.trim() };
      const made = await scenarioFromHistory(deal);
      const { files, revision } = await ask(api.GET('/v1/drafts/{id}', { params: { path: { id: draft.id } } }));
      if (files.some(({ path }) => path === made.path))
        throw new Error(`The draft has a scenario ${made.path} already; give it another name.`);
      await ask(
        api.PUT('/v1/drafts/{id}', { params: { path: { id: draft.id }, header: ifMatch(revision) }, body: { files: [...files, made] } }),
      );
    },
    onSuccess: async () => {
      tell('The scenario is in the draft.');
      await queries.invalidateQueries({ queryKey: ['drafts'] });
      close();
    },
  });
  return (
    <Modal opened onClose={close} title="A scenario from history" size="lg" centered>
      <Stack>
        <Text size="sm" c="dimmed">
          It holds all that the enrollment did up to the deal, and expects what the program in force says of it. Change what you expect in
          the draft.
        </Text>
        <Select
          label="Partner"
          searchable
          limit={100}
          data={choices.map((each) => ({ value: keyOf(each), label: `${each.partner} (${each.partnerType})` }))}
          value={enrolled}
          onChange={(key) => {
            setEnrolled(key);
            setActivity(null);
          }}
        />
        <Select
          label="Deal, or whatever it did"
          searchable
          limit={200}
          disabled={lived === undefined}
          data={(lived?.activities ?? [])
            .toReversed()
            .map(({ id, kind, occurredOn }) => ({ value: id, label: `${date(occurredOn)} ${kind}: ${id}` }))}
          value={activity}
          onChange={(id) => {
            setActivity(id);
            if (id !== null && name === '') setName(`${chosen?.partner ?? ''} ${id}`);
          }}
        />
        <TextInput label="Name" value={name} maxLength={100} onChange={({ currentTarget }) => setName(currentTarget.value)} />
        {unknown !== null && <ErrorState error={unknown} compact />}
        {making.error !== null && <ErrorState error={making.error} compact />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            Leave it
          </Button>
          <Button loading={making.isPending} disabled={activity === null || name.trim() === ''} onClick={() => making.mutate()}>
            Make the scenario
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

const keyOf = ({ partner, partnerType }: { readonly partner: string; readonly partnerType: string }): string => `${partnerType} ${partner}`;
