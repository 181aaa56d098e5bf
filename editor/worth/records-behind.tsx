import { Group, Select, Text, Title } from '@mantine/core';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { ErrorState, Loading } from '../ui/states.tsx';
import { type Figures, type Measure, type RecordsOf, type RecordsPart, useRecords } from './queries.ts';
import { LABELS, type Slice } from './question.ts';

/** Which records are shown: of a quarter, a value of the slice, and a part of a figure. */
export interface Shown {
  readonly quarter: string;
  /** Missing: of all values. */
  readonly slice?: string;
  readonly figure: string;
  readonly part: RecordsPart;
  readonly reason?: string;
}

interface Props {
  readonly program: string;
  readonly measure: Measure;
  readonly of: Figures;
  /** Values of the slice; empty where nothing is sliced. */
  readonly slices: readonly string[];
  readonly shown: Shown;
  readonly show: (shown: Shown) => void;
}

/** The records of which a figure is made, or that were left out of it. */
export function RecordsBehind({ program, measure, of, slices, shown, show }: Props) {
  const parts = partsOf(measure);
  const by = of.by as Slice | undefined;
  const { quarter, slice, figure, part, reason } = shown;
  return (
    <section aria-label="Records behind it">
      <Group align="flex-end" mb="sm">
        <Title order={3} size="h4">
          Records behind it
        </Title>
        <Select
          aria-label="Quarter"
          data={of.quarters.map(({ from, name }) => ({ value: from, label: name }))}
          value={quarter}
          onChange={(from) => from !== null && show({ ...shown, quarter: from })}
          allowDeselect={false}
          w={130}
        />
        {by !== undefined && slices.length > 0 && (
          <Select
            aria-label={LABELS[by]}
            placeholder="All together"
            data={slices.map((value) => ({ value, label: value === NONE ? 'none' : value }))}
            value={slice ?? null}
            onChange={(value) => {
              const { slice: _, ...rest } = shown;
              show(value === null ? rest : { ...rest, slice: value });
            }}
            clearable
            searchable={slices.length > MANY}
            w={170}
          />
        )}
        <Select
          aria-label="Which records"
          data={parts.map(({ value, label }) => ({ value, label }))}
          value={keyOfPart(shown)}
          onChange={(value) => {
            const next = parts.find((each) => each.value === value)?.of;
            if (next === undefined) return;
            const { reason: _, ...rest } = shown;
            show({ ...rest, ...next });
          }}
          allowDeselect={false}
          w={340}
        />
      </Group>
      <Records
        program={program}
        of={{
          measure: measure.id,
          quarter,
          part,
          figure,
          ...(reason !== undefined && { reason }),
          ...(by !== undefined && slice !== undefined && { slice: { by, value: slice } }),
        }}
      />
    </section>
  );
}

/** In a filter: that there is none, such as no partner. */
export const NONE = '-';
/** Values of which one is looked for, not read through. */
const MANY = 8;

const keyOfPart = ({ figure, part, reason }: Pick<Shown, 'figure' | 'part' | 'reason'>): string => [figure, part, reason ?? ''].join(' ');

/** All that a measure opens into, in words. */
function partsOf({ name, records, beside, leftOut }: Measure) {
  const says = (figure: string): string => beside.find((each) => each.name === figure)?.says ?? name;
  const parts = records.flatMap(({ figure, parts: named }) =>
    named.map((part) => ({ of: { figure, part: part as RecordsPart }, label: `${says(figure)}: ${part}` })),
  );
  const left = leftOut.flatMap(({ reason, why, opens }) =>
    opens ? [{ of: { figure: 'value', part: 'left-out' as const, reason }, label: `Left out: ${why}` }] : [],
  );
  return [...parts, ...left].map((each) => ({ ...each, value: keyOfPart(each.of) }));
}

type RecordRow = Readonly<Record<string, unknown>>;

function Records({ program, of }: { readonly program: string; readonly of: RecordsOf }) {
  const { data, error, refetch } = useRecords(program, of);
  if (error !== null) return <ErrorState error={error} again={() => void refetch()} compact />;
  if (data === undefined) return <Loading what="the records" />;
  const records = data.records as readonly RecordRow[];
  const names = namesOf(records);
  const columns: readonly Column<RecordRow>[] = names.map((name) => ({
    id: name,
    title: inWords(name),
    value: (record) => (record[name] === undefined ? '' : String(record[name])),
    isFigure: name === 'amount' || name === 'margin' || name === 'due',
  }));
  return (
    <>
      <DataTable
        rows={records}
        columns={columns}
        idOf={(record) => JSON.stringify(record)}
        name={`${of.measure}-${of.quarter}-${of.part}`}
        empty={
          <Text size="sm" c="dimmed">
            None.
          </Text>
        }
      />
      {data.next !== undefined && (
        <Text size="xs" c="dimmed" mt={4}>
          The first {records.length}; the interface tells all of them, page by page.
        </Text>
      )}
    </>
  );
}

const MOST_COLUMNS = 10;
/** What a record is looked at for first; the rest as it comes. The quarter is chosen above. */
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
  names.delete('quarter');
  return [...names].toSorted((a, b) => place(a) - place(b)).slice(0, MOST_COLUMNS);
}

/** createdOn → Created on. */
const inWords = (name: string): string => {
  const words = name.replaceAll(/([A-Z])/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};
