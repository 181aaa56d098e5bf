import { Text } from '@mantine/core';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { useFormats } from '../ui/formats.ts';
import { changeText, figureText } from './figure-text.ts';
import { OpenedRecords, type RowPart } from './opened-records.tsx';
import { OpeningFigure } from './opening-figure.tsx';
import type { IncentiveList, Measure, RecordsOf, RecordsPart } from './queries.ts';

export type Incentive = IncentiveList['incentives'][number];
type Moved = Incentive['moved'][number];

interface Props {
  readonly program: string;
  readonly list: IncentiveList;
  readonly incentive: Incentive;
  /** That it claims to move. */
  readonly measure: Measure | undefined;
  /** Which of its parts, by id. */
  readonly shown: string;
  readonly show: (part: string) => void;
  readonly close: () => void;
}

/** What an incentive paid and what moved with it, then and now, and the records of each. */
export function OpenedIncentive({ program, list, incentive, measure, shown, show, close }: Props) {
  const { date, moneyRound } = useFormats();
  const { rules, partnerTypes, paid, moved } = incentive;
  return (
    <OpenedRecords
      program={program}
      title={incentive.incentive}
      currency={list.currency}
      parts={partsOf(list, incentive, measure)}
      shown={shown}
      show={show}
      close={close}
    >
      {(open) => (
        <>
          <div>
            <Text>
              {moneyRound(paid, list.currency)} paid, {date(list.period.from)} – {date(list.period.to)}, to {partnerTypes.join(', ')}.
            </Text>
            <Text size="sm" c="dimmed" mt={4}>
              By {rules.length === 1 ? 'the rule' : 'the rules'} {rules.join(', ')}.{' '}
              {measure === undefined ? 'None says what it moves.' : `It claims to move: ${measure.name}. ${measure.definition}`}
            </Text>
          </div>
          {measure !== undefined && moved.length > 0 && (
            <MovedTable measure={measure} moved={moved} currency={list.currency} name={incentive.incentive} show={open} />
          )}
        </>
      )}
    </OpenedRecords>
  );
}

interface MovedProps {
  readonly measure: Measure;
  readonly moved: readonly Moved[];
  readonly currency: string;
  readonly name: string;
  readonly show: (part: string) => void;
}

function MovedTable({ measure, moved, currency, name, show }: MovedProps) {
  const formats = useFormats();
  const side = (of: Side, title: string): Column<Moved> => ({
    id: of,
    title,
    value: ({ [of]: figure }) => figure?.value ?? '',
    render: (row) => {
      const told = figureText(row[of]?.value, measure.unit, currency, formats);
      const [part] = opensOf(measure, row);
      return row[of] === null || part === undefined ? (
        told
      ) : (
        <OpeningFigure open={() => show(movedPart(moved.indexOf(row), of, part))}>{told}</OpeningFigure>
      );
    },
    isFigure: true,
  });
  const columns: readonly Column<Moved>[] = [
    { id: 'of', title: measure.name, value: whose },
    side('before', 'Then'),
    side('after', 'Now'),
    {
      id: 'change',
      title: 'Change',
      value: ({ change }) => change?.value ?? '',
      render: ({ change }) => changeText(change?.value, measure.unit, currency, formats),
      isFigure: true,
    },
    {
      id: 'sure',
      title: 'How sure',
      value: ({ maybeChance, before, after, change }) =>
        [
          ...(maybeChance === true ? ['may be chance'] : []),
          ...(before?.small === true || after?.small === true ? ['few cases'] : []),
          ...(change === null ? [before?.why ?? after?.why ?? 'It is not known of both.'] : []),
        ].join(', '),
    },
  ];
  return <DataTable rows={moved} columns={columns} idOf={whose} name={`what moved with ${name}`} isPlain />;
}

type Side = 'before' | 'after';

/** The part of "What moved" that the list tells of first. */
export function firstMoved({ moved }: Incentive, measure: Measure | undefined): string | undefined {
  const index = moved.findIndex(({ change }) => change !== null);
  const [found] = moved.slice(index, index + 1);
  const [part] = found === undefined || measure === undefined ? [] : opensOf(measure, found);
  return index < 0 || part === undefined ? undefined : movedPart(index, 'after', part);
}

const whose = ({ of }: Moved): string => (of.incentive === undefined ? `with ${of.partnerType}` : 'of what it paid for');
const movedPart = (index: number, side: Side, part: RecordsPart): string => `${index} ${side} ${part}`;

/** Parts of a measure that open into records, where it is known by what moved. */
function opensOf(measure: Measure, { of }: Moved): readonly RecordsPart[] {
  if (!measure.slices.includes(of.incentive === undefined ? 'partnerType' : 'incentive')) return [];
  return (measure.records.find(({ figure }) => figure === 'value')?.parts ?? []) as readonly RecordsPart[];
}

function partsOf({ period, before }: IncentiveList, { incentive, moved }: Incentive, measure: Measure | undefined): readonly RowPart[] {
  const time = ({ from, to }: IncentiveList['period']) => ({ quarter: from, to });
  const slice = { by: 'incentive', value: incentive } as const;
  // return on investment is made of deals won with partners, and of what was spent
  const returned = { measure: 'roi-by-partner-type', figure: 'value', slice } as const;
  const own: readonly RowPart[] = [
    { id: 'paid', label: 'What it paid', of: { ...returned, part: 'denominator', ...time(period) } },
    { id: 'won', label: 'Deals that it paid for', of: { ...returned, part: 'numerator', ...time(period) } },
    {
      id: 'won-before',
      label: 'Deals that it paid for a year before',
      of: { ...returned, part: 'numerator', quarter: aYearBefore(period.from), to: aYearBefore(period.to) },
    },
  ];
  if (measure === undefined) return own;
  const times = { after: ['now', period], before: ['then', before] } as const;
  const movedParts = moved.flatMap((row, index) =>
    (['after', 'before'] as const).flatMap((side) =>
      opensOf(measure, row).map((part): RowPart => {
        const [says, when] = times[side];
        const { incentive: paidFor, partnerType = '' } = row.of;
        const of: RecordsOf['slice'] = paidFor === undefined ? { by: 'partnerType', value: partnerType } : slice;
        return {
          id: movedPart(index, side, part),
          label: `${measure.name} ${whose(row)}, ${says}: ${part}`,
          of: { measure: measure.id, figure: 'value', part, ...time(when), slice: of },
        };
      }),
    ),
  );
  return [...own, ...movedParts];
}

/** A day of the same quarter a year before: of a month's first day there is one in each year. */
const aYearBefore = (day: string): string => `${Number(day.slice(0, 4)) - 1}${day.slice(4, 7)}-01`;
