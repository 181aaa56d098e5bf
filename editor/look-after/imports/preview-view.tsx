import { Alert, Badge, List, Stack, Text, Title } from '@mantine/core';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { useFormats } from '../../ui/formats.ts';
import { Notice } from '../../ui/notice.tsx';
import styles from '../look-after.module.css';
import { Verbatim } from '../verbatim.tsx';
import type { Preview, PreviewFile, PreviewRow } from './queries.ts';

const COLORS: Readonly<Record<PreviewRow['becomes'], string>> = { activity: 'pine', partner: 'pine', refused: 'red', 'left-out': 'gray' };

const ROWS: readonly Column<PreviewRow>[] = [
  { id: 'file', title: 'File', value: ({ file }) => file },
  { id: 'line', title: 'Line', value: ({ line }) => line, isFigure: true },
  {
    id: 'becomes',
    title: 'Becomes',
    value: ({ becomes }) => becomes,
    render: ({ becomes }) => <Badge color={COLORS[becomes]}>{becomes}</Badge>,
  },
  { id: 'reason', title: 'Why it is refused', value: ({ reason }) => reason },
  { id: 'text', title: 'Row', value: ({ text }) => text, render: ({ text }) => <span className={styles.hash}>{text}</span> },
];

/** What the first rows become, what is wrong with the mapping, and how the files are read. */
export function PreviewView({ preview: { findings, rows, files, documents } }: { readonly preview: Preview }) {
  const { count } = useFormats();
  const refused = rows.filter(({ becomes }) => becomes === 'refused').length;
  const [first] = documents;
  return (
    <Stack gap="lg">
      {findings.length > 0 && <Findings findings={findings} />}
      {rows.length > 0 && (
        <section>
          <Title order={2} mb="xs">
            What the first rows become
          </Title>
          <Text size="sm" c="dimmed" mb="sm">
            {refused === 0
              ? `All ${count(rows.length)} are taken.`
              : `${count(refused)} of ${count(rows.length)} are refused; the others are taken.`}
          </Text>
          <DataTable rows={rows} columns={ROWS} idOf={({ file, line }) => `${file} ${line}`} name="preview" />
        </section>
      )}
      {first !== undefined && (
        <section>
          <Title order={2} mb="xs">
            The first of them, as it is kept
          </Title>
          <Verbatim label="The first document" text={JSON.stringify(first.document, null, 2)} />
        </section>
      )}
      {files.map((file) => (
        <Columns key={file.file} file={file} />
      ))}
    </Stack>
  );
}

function Columns({ file: { file, format, encoding, delimiter, columns } }: { readonly file: PreviewFile }) {
  return (
    <section>
      <Title order={2} mb={2}>
        {file}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {format}, {encoding}
        {delimiter !== undefined && `, with ${delimiter === '\t' ? 'tabs' : `“${delimiter}”`} between`}
      </Text>
      <DataTable
        rows={columns}
        idOf={({ name }) => name}
        name={`columns of ${file}`}
        isPlain
        columns={[
          { id: 'name', title: 'Column', value: ({ name }) => name },
          { id: 'samples', title: 'For example', value: ({ samples }) => samples.join(', ') },
          { id: 'dates', title: 'Dates could be', value: ({ dates = [] }) => dates.join(' or ') },
        ]}
      />
    </section>
  );
}

function Findings({ findings }: Pick<Preview, 'findings'>) {
  const list = (
    <List size="sm">
      {findings.map(({ pointer, message, hint }) => (
        <List.Item key={`${pointer} ${message}`}>
          {pointer !== '' && <span className={styles.hash}>{pointer} </span>}
          {message} {hint}
        </List.Item>
      ))}
    </List>
  );
  if (!findings.some(({ severity }) => severity === 'error')) return <Notice title="Worth a look">{list}</Notice>;
  return (
    <Alert color="red" variant="light" title="Something is wrong with the mapping">
      {list}
    </Alert>
  );
}
