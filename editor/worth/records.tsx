import { Text } from '@mantine/core';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { useFormats } from '../ui/formats.ts';
import { More } from '../ui/paged.tsx';
import { ErrorState, Loading } from '../ui/states.tsx';
import { type RecordsOf, useRecords } from './queries.ts';

type RecordRow = Readonly<Record<string, unknown>>;

interface Props {
  readonly program: string;
  readonly of: RecordsOf;
  readonly currency: string;
}

/** Records of which a figure is made, page by page. */
export function Records({ program, of, currency }: Props) {
  const { money } = useFormats();
  const list = useRecords(program, of);
  if (list.error !== null) return <ErrorState error={list.error} again={list.again} compact />;
  if (list.rows === undefined) return <Loading what="the records" />;
  const columns: readonly Column<RecordRow>[] = namesOf(list.rows).map((name) => ({
    id: name,
    title: inWords(name),
    value: (record) => (record[name] === undefined ? '' : String(record[name])),
    ...(AMOUNTS.has(name) && {
      isFigure: true,
      render: ({ [name]: amount }) => (typeof amount === 'string' ? money(amount, currency) : ''),
    }),
  }));
  return (
    <>
      <DataTable
        rows={list.rows}
        columns={columns}
        idOf={(record) => JSON.stringify(record)}
        name={`${of.measure}-${of.quarter}-${of.part}`}
        empty={
          <Text size="sm" c="dimmed">
            None.
          </Text>
        }
      />
      <More list={list} what="records" />
    </>
  );
}

const AMOUNTS: ReadonlySet<string> = new Set(['amount', 'margin', 'due']);
const MOST_COLUMNS = 10;
/** What a record is looked at for first; the rest as it comes. */
const FIRST = [
  'id',
  'partner',
  'partnerType',
  'tier',
  'customer',
  'outcome',
  'kind',
  'closedOn',
  'dueOn',
  'spentOn',
  'amount',
  'evidence',
  'doubt',
];

function namesOf(records: readonly RecordRow[]): readonly string[] {
  const place = (name: string): number => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  const names = new Set(records.flatMap((record) => Object.keys(record)));
  // of its day
  names.delete('quarter');
  return [...names].toSorted((a, b) => place(a) - place(b)).slice(0, MOST_COLUMNS);
}

/** createdOn → Created on. */
const inWords = (name: string): string => {
  const words = name.replaceAll(/([A-Z])/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};
