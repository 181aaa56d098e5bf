import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useNavigate } from '@tanstack/react-router';
import { useOpenDrafts } from '../api/drafts.ts';
import { address } from '../app/addresses.ts';
import { useFormats } from '../ui/formats.ts';
import { ErrorState } from '../ui/states.tsx';
import { useBeginDraft } from './draft/queries.ts';

interface Props {
  readonly program: {
    readonly id: string;
    readonly versions: readonly { readonly hash: string; readonly effectiveFrom?: string }[];
  };
  readonly isOpen: boolean;
  readonly close: () => void;
}

/** A draft begins as a copy: of a version, or of another draft. */
export function NewDraft({ program, isOpen, close }: Props) {
  return (
    <Modal opened={isOpen} onClose={close} title="New draft">
      {isOpen && <Fields program={program} close={close} />}
    </Modal>
  );
}

function Fields({ program, close }: Omit<Props, 'isOpen'>) {
  const { date } = useFormats();
  const { data: drafts = [] } = useOpenDrafts(program.id);
  const begin = useBeginDraft();
  const navigate = useNavigate();
  const versions = program.versions.toReversed().map(({ hash, effectiveFrom }) => ({
    value: `version ${hash}`,
    label: effectiveFrom === undefined ? 'Version from the beginning' : `Version from ${date(effectiveFrom)}`,
  }));
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { name: '', from: versions[0]?.value ?? '' },
    validate: {
      name: (name) => (name.trim() === '' ? 'Say what it is about, such as “Gold from $400,000”.' : null),
      from: (from) => (from === '' ? 'Choose what it begins as.' : null),
    },
  });
  const submit = form.onSubmit(({ name, from }) => {
    const [kind, id = ''] = from.split(' ');
    begin.mutate(
      { program: program.id, name: name.trim(), from: kind === 'draft' ? { draft: id } : { version: id } },
      {
        onSuccess: (draft) => {
          close();
          void navigate({ to: address('draft', { program: program.id, draft: draft.id }) });
        },
      },
    );
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput
          size="sm"
          label="What it is about"
          placeholder="Gold from $400,000"
          maxLength={200}
          data-autofocus
          key={form.key('name')}
          {...form.getInputProps('name')}
        />
        <Select
          size="sm"
          label="Begins as a copy of"
          allowDeselect={false}
          data={[
            { group: 'Versions', items: versions },
            { group: 'Drafts', items: drafts.map(({ id, name }) => ({ value: `draft ${id}`, label: name })) },
          ]}
          key={form.key('from')}
          {...form.getInputProps('from')}
        />
        {begin.error !== null && <ErrorState error={begin.error} compact />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={begin.isPending}>
            Begin
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
