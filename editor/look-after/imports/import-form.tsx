import { Button, FileInput, Group, JsonInput, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconEye, IconFileImport } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { newIntention } from '../../api/client.ts';
import { useHistories } from '../../api/histories.ts';
import { usePrograms } from '../../api/programs.ts';
import { address } from '../../app/addresses.ts';
import { ErrorState } from '../../ui/states.tsx';
import { PreviewView } from './preview-view.tsx';
import { type Delivery, useImportFiles, usePreview } from './queries.ts';
import { sketchOf } from './sketch.ts';

/** Files and a mapping: looked at first, then taken in as a whole. */
export function ImportForm({ program }: { readonly program: string }) {
  const { data: histories = [] } = useHistories();
  const { data: programs = [] } = usePrograms();
  const [files, setFiles] = useState<File[]>([]);
  const [mapping, setMapping] = useState('');
  const [way, setWay] = useState<'new' | 'into'>('new');
  const [name, setName] = useState('');
  const [history, setHistory] = useState<string | null>(null);
  const previewing = usePreview();
  const importing = useImportFiles();
  const navigate = useNavigate();
  // one intention for what is sent, however often it is tried; other files or another mapping are another one
  const intention = useRef<{ readonly of: string; readonly key: ReturnType<typeof newIntention> }>(undefined);

  const take = async (chosen: File[]): Promise<void> => {
    setFiles(chosen);
    previewing.reset();
    if (mapping.trim() !== '') return;
    const type = programs.find(({ id }) => id === program)?.partnerTypes[0]?.id ?? 'reseller';
    setMapping((await sketchOf(chosen, type)) ?? '');
  };
  const delivery: Delivery = { program, mapping, files };
  const isReady = files.length > 0 && mapping.trim() !== '';
  const into = way === 'new' ? { name: name.trim() } : { history: history ?? '' };
  const hasTarget = way === 'new' ? name.trim() !== '' : history !== null;
  const send = (): void => {
    const of = JSON.stringify([mapping, into, files.map((file) => [file.name, file.size, file.lastModified])]);
    if (intention.current?.of !== of) intention.current = { of, key: newIntention() };
    importing.mutate(
      { delivery, into, intention: intention.current.key },
      { onSuccess: ({ id }) => void navigate({ to: address('import', { import: id }) }) },
    );
  };
  return (
    <Stack gap="lg">
      <Stack className="panel" p="md" gap="md">
        <Group align="flex-end" gap="md">
          <FileInput
            label="Files"
            description="CSV or NDJSON, with those that they are joined to."
            placeholder="Choose files"
            size="xs"
            multiple
            clearable
            clearButtonProps={{ 'aria-label': 'Take the files away' }}
            value={files}
            onChange={(chosen) => void take(chosen)}
            w={320}
          />
          <FileInput
            label="Mapping"
            description="A file that you have, or write it below."
            placeholder="Choose a mapping"
            size="xs"
            accept="application/json,.json"
            onChange={(file) => void file?.text().then(setMapping)}
            w={260}
          />
        </Group>
        <JsonInput
          label="What each column is"
          description="Sketched from the first file’s head: set its kind, its facts, and how its dates are written. The preview says what is wrong."
          value={mapping}
          onChange={(text) => {
            setMapping(text);
            previewing.reset();
          }}
          validationError="This is no JSON yet."
          formatOnBlur
          autosize
          minRows={8}
          maxRows={26}
          size="xs"
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
          spellCheck={false}
        />
        <Group>
          <Button
            variant="default"
            leftSection={<IconEye size={14} />}
            disabled={!isReady}
            loading={previewing.isPending}
            onClick={() => previewing.mutate(delivery)}
          >
            See what the first rows become
          </Button>
        </Group>
        <Group align="flex-end" gap="sm">
          <SegmentedControl
            aria-label="Where the rows go"
            value={way}
            onChange={(value) => setWay(value === 'into' ? 'into' : 'new')}
            data={[
              { value: 'new', label: 'A new history' },
              { value: 'into', label: 'Into one that is there' },
            ]}
          />
          {way === 'new' ? (
            <TextInput
              label="Its name"
              value={name}
              onChange={({ currentTarget }) => setName(currentTarget.value)}
              maxLength={200}
              w={220}
            />
          ) : (
            <Select
              label="History"
              data={histories.map((each) => ({ value: each.id, label: each.name }))}
              value={history}
              onChange={setHistory}
              allowDeselect={false}
              w={260}
            />
          )}
          <Button leftSection={<IconFileImport size={14} />} disabled={!isReady || !hasTarget} loading={importing.isPending} onClick={send}>
            Import
          </Button>
        </Group>
        <Text size="sm" c="dimmed">
          All that is accepted comes in at once, or nothing. Rows that are refused are kept with their reasons. The same file again changes
          nothing.
        </Text>
      </Stack>
      {importing.error !== null && <ErrorState error={importing.error} compact />}
      {previewing.error !== null && <ErrorState error={previewing.error} compact />}
      {previewing.data !== undefined && <PreviewView preview={previewing.data} />}
    </Stack>
  );
}
