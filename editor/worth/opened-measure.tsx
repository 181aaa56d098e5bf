import { Drawer } from '@mantine/core';
import { ErrorState } from '../ui/states.tsx';
import { MeasureDetail } from './measure-detail.tsx';
import { type Measure, useFigures } from './queries.ts';
import { LABELS, type Question, type Slice } from './question.ts';

interface Props {
  readonly program: string;
  readonly question: Question;
  readonly measure: Measure;
  readonly close: () => void;
}

/** A measure, quarter by quarter and by the chosen slice, where it has it. */
export function OpenedMeasure({ program, question, measure, close }: Props) {
  const { by, ...whole } = question;
  const sliced = by !== undefined && measure.slices.includes(by) ? { ...whole, by } : whole;
  const { data, error, refetch } = useFigures(program, sliced, measure.id);
  const { data: together } = useFigures(program, whole, measure.id);
  if (error !== null)
    return (
      <Drawer opened onClose={close} position="right" title={measure.name}>
        <ErrorState error={error} again={() => void refetch()} compact />
      </Drawer>
    );
  if (data === undefined) return null;
  const told = data.measures.find(({ id }) => id === measure.id);
  return (
    <MeasureDetail
      program={program}
      measure={measure}
      figures={told?.figures ?? []}
      wholes={together?.measures.find(({ id }) => id === measure.id)?.figures ?? []}
      of={data}
      untold={told?.unsliced ?? untoldOf(measure, by, told?.moreSlices)}
      close={close}
    />
  );
}

/** What was asked for and isn't there is said. */
function untoldOf({ name, slices }: Measure, by: Slice | undefined, more = 0): string | undefined {
  if (by === undefined) return undefined;
  const label = LABELS[by].toLowerCase();
  if (!slices.includes(by))
    return `${name} isn’t known by ${label}; it opens by ${slices.map((slice) => LABELS[slice].toLowerCase()).join(', ')}.`;
  return more === 0 ? undefined : `Those with the most to tell are listed; ${more} more aren’t.`;
}
