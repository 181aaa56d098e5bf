import 'mantine-datatable/styles.css';
import { Button, Group, Text, TextInput, VisuallyHidden } from '@mantine/core';
import { IconDownload, IconSearch } from '@tabler/icons-react';
import { type DataTableColumn, type DataTableSortStatus, DataTable as Table } from 'mantine-datatable';
import { type ReactNode, useMemo, useState } from 'react';
import { csvOf, download } from './csv.ts';
import { useFormats } from './formats.ts';

export interface Column<T> {
  readonly id: string;
  readonly title: string;
  /** What it is sorted, filtered and exported by. */
  readonly value: (row: T) => string | number | boolean | undefined;
  /** How it looks; missing: the value, a number by locale. */
  readonly render?: (row: T) => ReactNode;
  /** Figures stand on the right, under each other. Amounts in decimal text are sorted as numbers. */
  readonly isFigure?: boolean;
  readonly width?: number | string;
}

interface Props<T> {
  readonly rows: readonly T[];
  readonly columns: readonly Column<T>[];
  readonly idOf: (row: T) => string;
  /** What it is called by screen readers, and the name of the exported file. */
  readonly name: string;
  readonly isFetching?: boolean;
  /** Where there are none at all. */
  readonly empty?: ReactNode;
  readonly onRow?: (row: T) => void;
  /** Beside the filter. */
  readonly tools?: ReactNode;
  /** Without filter and export: a few lines within a panel. */
  readonly isPlain?: boolean;
  readonly initialSort?: { readonly column: string; readonly direction: 'asc' | 'desc' };
}

const PAGE = 50;

/** A table that sorts, filters, exports and turns its pages; all of its rows are here already. */
export function DataTable<T>(props: Props<T>) {
  const { rows, columns, idOf, name, isFetching = false, empty, onRow, tools, isPlain = false, initialSort } = props;
  const { count } = useFormats();
  const [filter, setFilter] = useState('');
  const [page, setPage] = useState(1);
  const [sort, setSort] = useState(initialSort);
  const found = useMemo(() => sorted(filtered(rows, columns, filter), columns, sort), [rows, columns, filter, sort]);
  if (rows.length === 0 && !isFetching && empty !== undefined) return <>{empty}</>;
  const last = Math.max(1, Math.ceil(found.length / PAGE));
  const shown = isPlain ? found : found.slice((Math.min(page, last) - 1) * PAGE, Math.min(page, last) * PAGE);
  const exported = () => csvOf([columns.map(({ title }) => title), ...found.map((row) => columns.map(({ value }) => value(row)))]);
  const table = {
    records: shown as T[],
    idAccessor: (row: T) => idOf(row),
    columns: columns.map((column) => columnOf(column, !isPlain && column.title !== '', count)),
    fetching: isFetching,
    minHeight: shown.length === 0 ? 140 : 0,
    noRecordsText: filter === '' ? 'There is nothing here.' : `Nothing contains “${filter}”.`,
    sortStatus: { columnAccessor: sort?.column ?? '', direction: sort?.direction ?? 'asc' },
    onSortStatusChange: ({ columnAccessor, direction }: DataTableSortStatus<T>) => setSort({ column: String(columnAccessor), direction }),
    ...(onRow !== undefined && { onRowClick: ({ record }: { record: T }) => onRow(record), highlightOnHover: true }),
    withTableBorder: !isPlain,
    borderRadius: 'md',
    borderColor: 'var(--line)',
    rowBorderColor: 'var(--line)',
    verticalSpacing: 7,
  } as const;
  const paging = { page: Math.min(page, last), onPageChange: setPage, totalRecords: found.length, recordsPerPage: PAGE };
  return (
    <div>
      {!isPlain && (
        <Group mb="xs" gap="xs">
          <TextInput
            aria-label={`Filter ${name}`}
            placeholder="Filter"
            leftSection={<IconSearch size={14} />}
            value={filter}
            onChange={({ currentTarget }) => {
              setFilter(currentTarget.value);
              setPage(1);
            }}
            w={220}
          />
          {tools}
          <Text size="sm" c="dimmed" ml="auto" aria-live="polite">
            {found.length === rows.length ? count(rows.length) : `${count(found.length)} of ${count(rows.length)}`}
          </Text>
          <Button
            variant="default"
            leftSection={<IconDownload size={14} />}
            onClick={() => download(`${name}.csv`, exported())}
            disabled={found.length === 0}
          >
            CSV
          </Button>
        </Group>
      )}
      {isPlain || found.length <= PAGE ? <Table {...table} /> : <Table {...table} {...paging} />}
    </div>
  );
}

function columnOf<T>(
  { id, title, value, render, isFigure = false, width }: Column<T>,
  sortable: boolean,
  count: (value: number) => string,
): DataTableColumn<T> {
  const shown = (value: Value): string => (typeof value === 'number' ? count(value) : String(value ?? ''));
  return {
    accessor: id,
    // above buttons nothing is written, and yet it is told what they are
    title: title === '' ? <VisuallyHidden>Steps</VisuallyHidden> : title,
    sortable,
    ...(isFigure && { textAlign: 'right', cellsClassName: () => 'figures' }),
    ...(width !== undefined && { width }),
    render: (row) => (render === undefined ? shown(value(row)) : render(row)),
  };
}

function filtered<T>(rows: readonly T[], columns: readonly Column<T>[], filter: string): readonly T[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const text = columns
      .map(({ value }) => value(row) ?? '')
      .join('\n')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function sorted<T>(rows: readonly T[], columns: readonly Column<T>[], sort: Props<T>['initialSort']): readonly T[] {
  const column = columns.find(({ id }) => id === sort?.column);
  if (column === undefined) return rows;
  const sign = sort?.direction === 'desc' ? -1 : 1;
  const compare = column.isFigure === true ? byFigure : byText;
  return rows.toSorted((a, b) => sign * compare(column.value(a), column.value(b)));
}

type Value = string | number | boolean | undefined;

/** For order alone an amount may be read as a binary fraction. What is missing comes first. */
const figure = (value: Value): number => (value === undefined || value === '' ? Number.NEGATIVE_INFINITY : Number(value));
const byFigure = (a: Value, b: Value): number => (figure(a) === figure(b) ? 0 : figure(a) < figure(b) ? -1 : 1);
const collator = new Intl.Collator(undefined, { numeric: true });
const byText = (a: Value, b: Value): number => collator.compare(String(a ?? ''), String(b ?? ''));
