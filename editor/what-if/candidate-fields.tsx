import { ActionIcon, Button, Group, SegmentedControl, Select, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useOpenDrafts } from '../api/drafts.ts';
import { usePrograms } from '../api/programs.ts';
import type { ParameterPath } from './parameter-paths.ts';
import { type CandidateForm, newSetting, type Setting } from './request-form.ts';

interface Props {
  readonly candidate: CandidateForm;
  readonly change: (candidate: CandidateForm) => void;
  readonly remove: (() => void) | undefined;
  readonly program: string;
  readonly paths: readonly ParameterPath[];
}

/** What is put beside the baseline. */
export function CandidateFields({ candidate, change, remove, program, paths }: Props) {
  const { data: programs = [] } = usePrograms();
  const { data: drafts = [] } = useOpenDrafts(program);
  const { name, of, draft, set } = candidate;
  return (
    <Stack gap="xs" className="panel" p="md">
      <Group gap="sm" align="flex-end">
        <TextInput
          label="Name"
          value={name}
          onChange={({ currentTarget: { value } }) => change({ ...candidate, name: value })}
          w={180}
          maxLength={100}
        />
        <SegmentedControl
          aria-label="What it is"
          value={of}
          onChange={(value) => change({ ...candidate, of: value as CandidateForm['of'] })}
          data={[
            { value: 'baseline', label: 'Other values' },
            { value: 'draft', label: 'A draft' },
            { value: 'program', label: 'Another program' },
          ]}
        />
        {of === 'draft' && (
          <Select
            aria-label="Draft"
            placeholder="Choose a draft"
            nothingFoundMessage="There is no open draft."
            data={drafts.map((each) => ({ value: each.id, label: each.name }))}
            value={draft}
            onChange={(value) => change({ ...candidate, draft: value })}
            w={240}
          />
        )}
        {of === 'program' && (
          <Select
            aria-label="Program"
            placeholder="Choose a program"
            data={programs.filter(({ id }) => id !== program).map((each) => ({ value: each.id, label: each.name }))}
            value={candidate.program}
            onChange={(value) => change({ ...candidate, program: value })}
            w={240}
          />
        )}
        {remove !== undefined && (
          <ActionIcon aria-label={`Remove ${name}`} onClick={remove} ml="auto">
            <IconTrash size={16} />
          </ActionIcon>
        )}
      </Group>
      {of !== 'program' && <Settings set={set} paths={paths} change={(next) => change({ ...candidate, set: next })} />}
    </Stack>
  );
}

interface SettingsProps {
  readonly set: readonly Setting[];
  readonly paths: readonly ParameterPath[];
  readonly change: (set: readonly Setting[]) => void;
}

function Settings({ set, paths, change }: SettingsProps) {
  const put = (key: string, next: Partial<Setting>): void => change(set.map((each) => (each.key === key ? { ...each, ...next } : each)));
  return (
    <Stack gap={6} align="flex-start">
      {set.map(({ key, path, value }) => {
        const now = paths.find((each) => each.path === path);
        return (
          <Group key={key} gap="xs" align="flex-end">
            <Select
              aria-label="Parameter"
              placeholder="Parameter"
              searchable
              data={paths.map((each) => each.path)}
              value={path === '' ? null : path}
              onChange={(next) => put(key, { path: next ?? '', value: paths.find((each) => each.path === next)?.value ?? '' })}
              w={280}
            />
            <TextInput
              aria-label="Value"
              placeholder={now?.value ?? 'Value'}
              value={value}
              onChange={({ currentTarget }) => put(key, { value: currentTarget.value })}
              w={140}
              className="figures"
              {...(now !== undefined && value !== now.value && { description: `now ${now.value}` })}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
            />
            <ActionIcon aria-label="Remove this value" onClick={() => change(set.filter((each) => each.key !== key))}>
              <IconTrash size={14} />
            </ActionIcon>
          </Group>
        );
      })}
      <Button variant="subtle" leftSection={<IconPlus size={14} />} onClick={() => change([...set, newSetting()])}>
        Set a value
      </Button>
    </Stack>
  );
}
