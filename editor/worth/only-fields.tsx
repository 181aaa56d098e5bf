import { Select } from '@mantine/core';
import { useState } from 'react';
import { useSliceValues } from './queries.ts';
import { LABELS, NONE, type Question, SLICES, type Slice } from './question.ts';

interface Props {
  readonly program: string;
  readonly question: Question;
  readonly set: (name: keyof Question, value: string | null) => void;
}

/** What alone is counted: of one region, of gold partners. */
export function OnlyFields({ program, question, set }: Props) {
  const [adding, add] = useState<Slice>();
  const asked = SLICES.filter((slice) => question[slice] !== undefined || slice === adding);
  return (
    <>
      <Select
        label="Only of one"
        w={150}
        placeholder="All"
        data={SLICES.filter((slice) => !asked.includes(slice)).map((value) => ({ value, label: LABELS[value] }))}
        value={null}
        onChange={(value) => add((value as Slice | null) ?? undefined)}
      />
      {asked.map((slice) => (
        <ValueField
          key={slice}
          program={program}
          question={question}
          slice={slice}
          choose={(value) => {
            set(slice, value);
            add(undefined);
          }}
        />
      ))}
    </>
  );
}

interface ValueProps extends Pick<Props, 'program' | 'question'> {
  readonly slice: Slice;
  readonly choose: (value: string | null) => void;
}

function ValueField({ program, question, slice, choose }: ValueProps) {
  const { data, error } = useSliceValues(program, question, slice);
  const [search, setSearch] = useState('');
  const chosen = question[slice];
  // who isn't among those with the most to tell is named
  const named = [...(chosen === undefined ? [] : [chosen]), ...(data?.hasMore === true && search !== '' ? [search] : [])];
  const values = [...new Set([...(data?.values ?? []), ...named])];
  return (
    <Select
      label={`Only of ${LABELS[slice].toLowerCase()}`}
      w={170}
      placeholder={data === undefined && error === null ? 'Fetching…' : 'Which one'}
      error={error?.message}
      data={values.map((value) => ({ value, label: value === NONE ? 'none' : value }))}
      value={chosen ?? null}
      onChange={choose}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      clearable
    />
  );
}
