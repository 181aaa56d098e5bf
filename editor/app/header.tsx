import { Burger, Group, UnstyledButton } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { address } from './addresses.ts';
import { ColorScheme } from './color-scheme.tsx';
import styles from './header.module.css';
import { PageLink } from './page-link.tsx';
import { Person } from './person.tsx';
import { HistoryPicker, ProgramPicker } from './pickers.tsx';

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

interface Props {
  readonly isOpen: boolean;
  readonly toggle: () => void;
}

export function Header({ isOpen, toggle }: Props) {
  return (
    <Group h="100%" px="md" gap="sm" wrap="nowrap">
      <Burger
        opened={isOpen}
        onClick={toggle}
        hiddenFrom="sm"
        size="sm"
        aria-label={isOpen ? 'Close the navigation' : 'Open the navigation'}
      />
      <PageLink to={address('home')} className={styles.mark} underline="never" aria-label="Dealwright: all programs">
        <img src="/mark.svg" alt="" width={26} height={26} />
        <span className={styles.name}>Dealwright</span>
      </PageLink>
      <ProgramPicker />
      <HistoryPicker />
      <Group gap={4} ml="auto" wrap="nowrap">
        <UnstyledButton className={styles.search} onClick={spotlight.open}>
          <IconSearch size={15} aria-hidden />
          <span className={styles.hint}>Search</span>
          <kbd className={styles.key} aria-hidden>
            {isApple ? '⌘K' : 'Ctrl K'}
          </kbd>
        </UnstyledButton>
        <ColorScheme />
        <Person />
      </Group>
    </Group>
  );
}
