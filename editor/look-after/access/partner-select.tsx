import { Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ask } from '../../api/client.ts';
import { isProblem } from '../../api/problem.ts';

interface Props {
  /** Its id. */
  readonly value: string;
  readonly onChange: (partner: string) => void;
  readonly description?: string;
}

const PAUSE_MS = 150;
const MOST = '20';

/** A partner by id, name or domain. Who may not see partners writes the id. */
export function PartnerSelect({ value, onChange, description }: Props) {
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed, PAUSE_MS);
  const { data = [], error } = useQuery({
    queryKey: ['partners', 'found', search],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const query = { limit: MOST, ...(search !== '' && { search }) };
      return (await ask(api.GET('/v1/partners', { params: { query }, signal }))).partners;
    },
  });
  const about = { required: true, ...(description !== undefined && { description }) };
  if (isProblem(error, 'not-allowed'))
    return (
      <TextInput
        label="Id of the partner"
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        maxLength={200}
        {...about}
      />
    );
  const known = data.map(({ id, name }) => ({ value: id, label: name === id ? id : `${name} (${id})` }));
  return (
    <Select
      label="Partner"
      placeholder="Id, name or domain"
      data={value === '' || known.some((each) => each.value === value) ? known : [...known, { value, label: value }]}
      value={value === '' ? null : value}
      onChange={(chosen) => onChange(chosen ?? '')}
      searchable
      onSearchChange={setTyped}
      // the server searches, in more than what is shown
      filter={({ options }) => options}
      nothingFoundMessage="No partner goes by that."
      {...about}
    />
  );
}
