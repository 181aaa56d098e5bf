import { Group, Select, TextInput } from '@mantine/core';
import { ComparedFields } from './compared-fields.tsx';
import { OnlyFields } from './only-fields.tsx';
import type { Figures } from './queries.ts';
import { LABELS, METHODS, type Question, SLICES } from './question.ts';

interface Props {
  readonly program: string;
  readonly question: Question;
  /** Missing while they are fetched. */
  readonly figures: Figures | undefined;
  readonly show: (question: Question) => void;
}

/** The room's bar: which quarters, opened by what, of what alone, compared with what. */
export function AskedFields({ program, question, figures, show }: Props) {
  const set = (name: keyof Question, value: string | null): void => {
    const { [name]: _, ...rest } = question;
    show(value === null || value === '' ? rest : { ...rest, [name]: value });
  };
  return (
    <Group align="flex-end">
      <TextInput
        type="date"
        label="From the quarter of"
        value={question.from ?? ''}
        onChange={({ currentTarget }) => set('from', currentTarget.value)}
      />
      <TextInput
        type="date"
        label="through that of"
        value={question.to ?? ''}
        onChange={({ currentTarget }) => set('to', currentTarget.value)}
      />
      <Select
        label="Opened by"
        w={150}
        placeholder="All together"
        clearable
        data={SLICES.map((value) => ({ value, label: LABELS[value] }))}
        value={question.by ?? null}
        onChange={(value) => set('by', value)}
      />
      <OnlyFields program={program} question={question} set={set} />
      <Select
        label="Baseline of estimates"
        w={150}
        data={METHODS.map((value) => ({ value, label: LABELS[value] }))}
        value={question.method ?? METHODS[0]}
        onChange={(value) => set('method', value)}
        allowDeselect={false}
      />
      <ComparedFields program={program} question={question} figures={figures} set={set} show={show} />
    </Group>
  );
}
