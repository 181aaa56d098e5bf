import { useMantineColorScheme } from '@mantine/core';
import { Spotlight, type SpotlightActionData } from '@mantine/spotlight';
import { IconFileText, IconMoon, IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { usePrograms } from '../api/programs.ts';
import { address } from './addresses.ts';
import { usePageCommands } from './commands.ts';
import { NAVIGATION } from './navigation.ts';
import { PAGES } from './pages.ts';

/** Everything one can go to or do, by name (⌘K). Pages add their own with useCommands. */
export function Palette() {
  const navigate = useNavigate();
  const { data: programs = [] } = usePrograms();
  const { toggleColorScheme } = useMantineColorScheme();
  const own = usePageCommands();
  const rooms: SpotlightActionData[] = NAVIGATION.flatMap(({ items }) =>
    items.map(({ page, label, icon: Icon }) => ({
      id: page,
      label,
      leftSection: <Icon size={17} stroke={1.6} />,
      onClick: () => void navigate({ to: PAGES[page].path }),
    })),
  );
  const known: SpotlightActionData[] = programs.map(({ id, name }) => ({
    id: `program ${id}`,
    label: name,
    leftSection: <IconFileText size={17} stroke={1.6} />,
    onClick: () => void navigate({ to: address('program', { program: id }) }),
  }));
  const more: SpotlightActionData[] = [
    { id: 'colours', label: 'Light or dark colours', leftSection: <IconMoon size={17} stroke={1.6} />, onClick: () => toggleColorScheme() },
  ];
  return (
    <Spotlight
      shortcut={['mod + K', 'mod + P']}
      nothingFound="Nothing goes by that name."
      highlightQuery
      attributes={{ content: { 'aria-label': 'Search and commands' } }}
      scrollable
      maxHeight={420}
      searchProps={{ leftSection: <IconSearch size={17} />, placeholder: 'Where to, or what to do', 'aria-label': 'Search and commands' }}
      actions={[
        ...(own.length > 0 ? [{ group: 'Here', actions: [...own] }] : []),
        { group: 'Go to', actions: rooms },
        { group: 'Programs', actions: known },
        { group: 'More', actions: more },
      ]}
    />
  );
}
