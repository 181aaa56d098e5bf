import { Anchor, Badge, Group, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { useFormats } from '../ui/formats.ts';
import { NoticeBadge } from '../ui/notice.tsx';
import { ErrorState, Loading } from '../ui/states.tsx';
import { changeText, figureText, intervalText } from './figure-text.ts';
import { OpenedMeasure } from './opened-measure.tsx';
import { type Comparison, type Measure, useComparison } from './queries.ts';
import { LABELS, type Question, questionOf } from './question.ts';

type Figure = Comparison['measures'][number]['figures'][number];

interface Row extends Figure {
  readonly measure: Measure;
  /** Why it isn't told by the slice. */
  readonly unsliced: string | undefined;
}

interface Props {
  readonly program: string;
  /** As `comparisonOf` has it. */
  readonly question: Question;
  readonly measures: readonly Measure[];
}

/** Each measure then and now, and how sure it is that it changed. */
export function ComparisonPanel({ program, question, measures }: Props) {
  const { data, error, refetch } = useComparison(program, question);
  const { date } = useFormats();
  const time = ({ from, to }: Comparison['before']): string => `${date(from)} – ${date(to)}`;
  return (
    <section aria-label="Then and now">
      <Title order={2} size="h3" mb={2}>
        Then and now
      </Title>
      {error !== null ? (
        <ErrorState error={error} again={() => void refetch()} compact />
      ) : data === undefined ? (
        <Loading what="both times" />
      ) : (
        <>
          <Text size="sm" c="dimmed" mb="xs">
            Then is {time(data.before)}, now is {time(data.after)}. Where the interval of a change holds 0, chance may have made it. Amounts
            and ratios of amounts have none.
          </Text>
          <Compared program={program} comparison={data} measures={measures} />
        </>
      )}
    </section>
  );
}

interface ComparedProps {
  readonly program: string;
  readonly comparison: Comparison;
  readonly measures: readonly Measure[];
}

function Compared({ program, comparison, measures }: ComparedProps) {
  const formats = useFormats();
  const [opened, open] = useState<Measure>();
  const { by, currency } = comparison;
  const figure = (at: Figure['before'], { measure }: Row): string => figureText(at?.value, measure.unit, currency, formats);
  const change = (value: string | undefined, { measure }: Row): string => changeText(value, measure.unit, currency, formats);
  const columns: readonly Column<Row>[] = [
    {
      id: 'measure',
      title: 'Measure',
      value: ({ measure }) => measure.name,
      render: ({ measure }) => (
        <Anchor component="button" type="button" size="sm" ta="left" onClick={() => open(measure)} title="What is behind it">
          {measure.name}
        </Anchor>
      ),
    },
    ...(by === undefined ? [] : [{ id: 'slice', title: LABELS[by], value: sliceOf }]),
    { id: 'then', title: 'Then', value: ({ before }) => before?.value ?? '', render: (row) => figure(row.before, row), isFigure: true },
    { id: 'now', title: 'Now', value: ({ after }) => after?.value ?? '', render: (row) => figure(row.after, row), isFigure: true },
    {
      id: 'change',
      title: 'Change',
      value: (row) => row.change?.value ?? '',
      render: (row) => <span style={{ color: colorOf(row) }}>{change(row.change?.value, row)}</span>,
      isFigure: true,
    },
    {
      id: 'interval',
      title: '95 %',
      value: (row) => (row.change?.low === undefined ? '' : `${row.change.low} ${row.change.high}`),
      render: ({ change, measure: { unit } }) =>
        change?.low === undefined || change.high === undefined ? '–' : intervalText(change.low, change.high, unit, currency, formats),
    },
    { id: 'sure', title: 'How sure', value: (row) => doubtsOf(row).join(', '), render: (row) => <Sure row={row} /> },
  ];
  return (
    <>
      <DataTable
        rows={rowsOf(comparison, measures)}
        columns={columns}
        idOf={({ measure, slice }) => `${measure.id} ${slice ?? ''} ${slice === null}`}
        name="then and now"
      />
      {opened !== undefined && (
        <OpenedMeasure program={program} question={bothTimes(comparison)} measure={opened} close={() => open(undefined)} />
      )}
    </>
  );
}

function rowsOf(comparison: Comparison, measures: readonly Measure[]): readonly Row[] {
  return comparison.measures.flatMap(({ id, unsliced, figures }) => {
    const measure = measures.find((each) => each.id === id);
    return measure === undefined ? [] : figures.map((figure) => ({ ...figure, measure, unsliced }));
  });
}

const sliceOf = ({ slice }: Row): string => (slice === undefined ? 'all together' : (slice ?? 'none'));
const isSmall = ({ before, after }: Row): boolean => before?.small === true || after?.small === true;
/** Green and red are for what is known to have become better or worse. */
function colorOf(row: Row): string | undefined {
  const { measure, change, maybeChance } = row;
  if (measure.better === 'neither' || change === null || maybeChance !== false || isSmall(row)) return undefined;
  return change.value.startsWith('-') === (measure.better === 'lower') ? 'var(--good)' : 'var(--bad)';
}

function doubtsOf(row: Row): readonly string[] {
  const why = row.change === null ? (row.before?.why ?? row.after?.why ?? 'It is not known of both.') : undefined;
  return [
    ...(row.maybeChance === true ? ['may be chance'] : []),
    ...(isSmall(row) ? ['few cases'] : []),
    ...(row.measure.estimate === true ? ['estimate'] : []),
    ...(why === undefined ? [] : [why]),
    ...(row.unsliced === undefined ? [] : [row.unsliced]),
  ];
}

const BADGES: ReadonlySet<string> = new Set(['may be chance', 'estimate']);

const Sure = ({ row }: { readonly row: Row }) => (
  <Group gap={6}>
    {doubtsOf(row).map((doubt) =>
      doubt === 'few cases' ? (
        <NoticeBadge key={doubt}>{doubt}</NoticeBadge>
      ) : BADGES.has(doubt) ? (
        <Badge key={doubt} color="gray">
          {doubt}
        </Badge>
      ) : (
        <Text key={doubt} size="xs" c="dimmed">
          {doubt}
        </Text>
      ),
    )}
  </Group>
);

/** From the first day of the earlier to the last of the later: the records of both stand behind a change. */
function bothTimes({ before, after, by, filter, method }: Comparison): Question {
  const days = [before.from, before.to, after.from, after.to].toSorted();
  const [from = after.from, to = after.to] = [days[0], days.at(-1)];
  return { ...questionOf(filter), from, to, ...(by !== undefined && { by }), method: method as NonNullable<Question['method']> };
}
