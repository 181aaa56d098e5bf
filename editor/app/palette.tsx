import { useMantineColorScheme } from '@mantine/core';
import { Spotlight, type SpotlightActionData } from '@mantine/spotlight';
import { IconFilePencil, IconFileText, IconMoon, IconPlus, IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useOpenDrafts } from '../api/drafts.ts';
import { usePrograms } from '../api/programs.ts';
import { address } from './addresses.ts';
import { useChosenProgram } from './chosen.ts';
import { usePageCommands } from './commands.ts';
import { NAVIGATION } from './navigation.ts';
import { PAGES } from './pages.ts';
import { useMay } from './session.ts';

/** The latest; the others stand on the program's page. */
const MOST_DRAFTS = 30;
/** Of a program with very many parts; what is typed narrows them down. */
const MOST_SHOWN = 150;

/** Everything one can go to or do, by name (⌘K). Pages add their own with useCommands. */
export function Palette() {
  const navigate = useNavigate();
  const { data: programs = [] } = usePrograms();
  const { toggleColorScheme } = useMantineColorScheme();
  const own = usePageCommands();
  const here = own.flatMap(({ group, commands }) => (group === undefined ? commands : []));
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
  const [program] = useChosenProgram();
  const [mayWrite, mayAsk, mayImport] = [useMay('designer'), useMay('analyst'), useMay('operator')];
  const { data: drafts = [] } = useOpenDrafts(mayWrite ? program : undefined);
  const open: SpotlightActionData[] = drafts.slice(0, MOST_DRAFTS).map(({ id, name, program: of }) => ({
    id: `draft ${id}`,
    label: name,
    description: 'Draft',
    leftSection: <IconFilePencil size={17} stroke={1.6} />,
    onClick: () => void navigate({ to: address('draft', { program: of, draft: id }) }),
  }));
  const go = (id: string, label: string, to: string): SpotlightActionData => ({
    id,
    label,
    leftSection: <IconPlus size={17} stroke={1.6} />,
    onClick: () => void navigate({ to }),
  });
  const more: SpotlightActionData[] = [
    ...(mayWrite && program !== undefined ? [go('begin', 'Drafts of the program', address('program', { program }))] : []),
    ...(mayAsk ? [go('ask', 'Ask what if', address('newSimulation'))] : []),
    ...(mayImport ? [go('import', 'Import a file', address('imports'))] : []),
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
      limit={MOST_SHOWN}
      // what is chosen stands on the accent, where pale words can't be read
      styles={{ actionSection: { opacity: 1 } }}
      searchProps={{ leftSection: <IconSearch size={17} />, placeholder: 'Where to, or what to do', 'aria-label': 'Search and commands' }}
      actions={[
        ...(here.length > 0 ? [{ group: 'Here', actions: here }] : []),
        { group: 'Go to', actions: rooms },
        { group: 'Do', actions: more },
        { group: 'Programs', actions: known },
        ...(open.length > 0 ? [{ group: 'Drafts', actions: open }] : []),
        ...own.flatMap(({ group, commands }) => (group === undefined || commands.length === 0 ? [] : [{ group, actions: [...commands] }])),
      ]}
    />
  );
}
