import { Drawer } from '@mantine/core';
import { ErrorState } from '../ui/states.tsx';
import { MeasureDetail } from './measure-detail.tsx';
import { type Measure, useFigures } from './queries.ts';
import type { Question } from './question.ts';

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
  if (error !== null)
    return (
      <Drawer opened onClose={close} position="right" title={measure.name}>
        <ErrorState error={error} again={() => void refetch()} compact />
      </Drawer>
    );
  if (data === undefined) return null;
  return (
    <MeasureDetail
      program={program}
      measure={measure}
      figures={data.measures.find(({ id }) => id === measure.id)?.figures ?? []}
      of={data}
      close={close}
    />
  );
}
