import { Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from './page-header.module.css';

interface Props {
  readonly title: ReactNode;
  /** In a line what the page is for, or what it shows. */
  readonly about?: ReactNode;
  /** Where one came from: a PageLink. */
  readonly back?: ReactNode;
  /** What can be done, the weightiest last. */
  readonly actions?: ReactNode;
}

/** The head of every page that isn't the editor itself. What follows goes into a PageBody. */
export function PageHeader({ title, about, back, actions }: Props) {
  return (
    <header className={styles.header}>
      <div className={styles.words}>
        {back !== undefined && <div className={styles.back}>{back}</div>}
        <Title order={1}>{title}</Title>
        {about !== undefined && (
          <Text c="dimmed" mt={2} component="div">
            {about}
          </Text>
        )}
      </div>
      {actions !== undefined && (
        <Group gap="xs" className={styles.actions}>
          {actions}
        </Group>
      )}
    </header>
  );
}

/** The rest of a page, in its margins. */
export function PageBody({ children }: { readonly children: ReactNode }) {
  return <div className={styles.body}>{children}</div>;
}
