import { Select } from '@mantine/core';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useHistories } from '../api/histories.ts';
import { usePrograms } from '../api/programs.ts';
import { useFormats } from '../ui/formats.ts';
import { address } from './addresses.ts';
import { useChosenHistory, useChosenProgram } from './chosen.ts';

/** Of which program all pages speak. On a page of one program it leads to the other's. */
export function ProgramPicker() {
  const { data: programs = [] } = usePrograms();
  const [chosen, choose] = useChosenProgram();
  const navigate = useNavigate();
  const isOnProgram = useRouterState({ select: ({ location }) => location.pathname.startsWith('/programs/') });
  if (programs.length === 0) return null;
  return (
    <Select
      aria-label="Program"
      data={programs.map(({ id, name }) => ({ value: id, label: name }))}
      value={chosen ?? null}
      onChange={(id) => {
        if (id === null) return;
        choose(id);
        if (isOnProgram) void navigate({ to: address('program', { program: id }) });
      }}
      allowDeselect={false}
      searchable={programs.length > 7}
      miw={0}
      w={230}
      styles={{ input: { textOverflow: 'ellipsis' } }}
      comboboxProps={{ width: 280, position: 'bottom-start' }}
    />
  );
}

/** On which history what-if is asked. */
export function HistoryPicker() {
  const { data: histories = [] } = useHistories();
  const [chosen, choose] = useChosenHistory();
  const { count } = useFormats();
  if (histories.length === 0) return null;
  return (
    <Select
      aria-label="History"
      data={histories.map(({ id, name, activities }) => ({ value: id, label: `${name} · ${count(activities)} activities` }))}
      value={chosen ?? null}
      onChange={(id) => id !== null && choose(id)}
      allowDeselect={false}
      visibleFrom="md"
      w={310}
      comboboxProps={{ width: 320, position: 'bottom-start' }}
    />
  );
}
