import { useLocalStorage } from '@mantine/hooks';
import { useHistories } from '../api/histories.ts';
import { usePrograms } from '../api/programs.ts';

/*
 * What the pickers of the header say: of which program and which history all pages speak. It is kept in the browser. A
 * page whose address names a program says so, and the picker follows.
 */

type Choice = readonly [chosen: string | undefined, choose: (id: string) => void];

export function useChosenProgram(): Choice {
  const [kept, keep] = useLocalStorage({ key: 'dealwright-program', defaultValue: '' });
  const { data: programs } = usePrograms();
  const found = programs?.find(({ id }) => id === kept) ?? programs?.find(({ id }) => id === EXAMPLE) ?? programs?.[0];
  return [found?.id, keep];
}

export function useChosenHistory(): Choice {
  const [kept, keep] = useLocalStorage({ key: 'dealwright-history', defaultValue: '' });
  const { data: histories } = useHistories();
  return [(histories?.find(({ id }) => id === kept) ?? histories?.[0])?.id, keep];
}

/** What a first visit opens. */
const EXAMPLE = 'northwind';
