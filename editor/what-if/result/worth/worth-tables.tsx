import { Table, Text } from '@mantine/core';
import { Change } from '../../../live/change.tsx';
import { subtract } from '../../../live/decimal.ts';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { type Formats, useFormats } from '../../../ui/formats.ts';
import type { Worth } from '../../queries.ts';

type Sums = Worth['before'];
type TypeRow = Worth['types'][number];

const PARTS = [
  ['revenue', 'Revenue with partners', 'money'],
  ['cost', 'What the program costs', 'money'],
  ['costRatio', 'Cost ratio', 'ratio'],
  ['incremental', 'Incremental revenue, estimated', 'money'],
  ['return', 'Return, estimated', 'ratio'],
] as const satisfies readonly (readonly [keyof Sums, string, 'money' | 'ratio'])[];

interface Props {
  readonly name: string;
  readonly before: Sums;
  readonly after: Sums;
  readonly afterTitle: string;
  readonly currency: string;
}

/** The whole program, as it is and as it would be. */
export function WorthTable({ name, before, after, afterTitle, currency }: Props) {
  const formats = useFormats();
  return (
    <Table.ScrollContainer minWidth={480} type="native" tabIndex={0} role="group" aria-label={name}>
      <Table w="auto" aria-label={name}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Program</Table.Th>
            <Table.Th ta="right">As it was</Table.Th>
            <Table.Th ta="right">{afterTitle}</Table.Th>
            <Table.Th ta="right">Change</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {PARTS.map(([part, title, unit]) => (
            <Table.Tr key={part}>
              <Table.Td>{title}</Table.Td>
              <Table.Td ta="right" className="figures">
                {textOf(before[part], unit, currency, formats)}
              </Table.Td>
              <Table.Td ta="right" className="figures">
                {textOf(after[part], unit, currency, formats)}
              </Table.Td>
              <Table.Td ta="right">
                <Changed before={before[part]} after={after[part]} unit={unit} currency={currency} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** Cost ratio and return of each partner type. */
export function WorthByType({
  types,
  of,
  name,
  currency,
}: {
  readonly types: readonly TypeRow[];
  readonly of: 'unchanged' | 'assumed';
  readonly name: string;
  readonly currency: string;
}) {
  const formats = useFormats();
  const column = (part: keyof Sums, title: string, side: 'before' | 'after', unit: 'money' | 'ratio'): Column<TypeRow> => {
    const value = (row: TypeRow): string | null | undefined => (side === 'before' ? row.before : row[of])?.[part];
    return {
      id: `${part}-${side}`,
      title,
      value: (row) => value(row) ?? '',
      render: (row) => textOf(value(row) ?? null, unit, currency, formats),
      isFigure: true,
    };
  };
  const columns: readonly Column<TypeRow>[] = [
    { id: 'type', title: 'Partner type', value: ({ partnerType }) => partnerType ?? 'of none' },
    column('cost', 'Cost as it was', 'before', 'money'),
    column('cost', 'Cost would be', 'after', 'money'),
    column('costRatio', 'Cost ratio as it was', 'before', 'ratio'),
    column('costRatio', 'Cost ratio would be', 'after', 'ratio'),
    column('return', 'Return as it was', 'before', 'ratio'),
    column('return', 'Return would be', 'after', 'ratio'),
  ];
  return <DataTable rows={types} columns={columns} idOf={({ partnerType }) => partnerType ?? ''} name={name} />;
}

function textOf(value: string | null, unit: 'money' | 'ratio', currency: string, formats: Formats): string {
  if (value === null) return '–';
  return unit === 'money' ? formats.money(value, currency) : formats.rate(Number(value).toFixed(4));
}

interface ChangedProps {
  readonly before: string | null;
  readonly after: string | null;
  readonly unit: 'money' | 'ratio';
  readonly currency: string;
}

function Changed({ before, after, unit, currency }: ChangedProps) {
  const { points } = useFormats();
  if (before === null || after === null) return '–';
  const change = subtract(after, before);
  if (unit === 'money') return <Change amount={change} currency={currency} />;
  return (
    <Text component="span" size="sm" className="figures">
      {points(change)} points
    </Text>
  );
}
