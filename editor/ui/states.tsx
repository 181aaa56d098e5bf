import { Alert, Button, Center, Group, List, Loader, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconMoodEmpty, type TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { messageOf } from '../api/problem.ts';
import styles from './states.module.css';

/** While something is fetched. It shows itself only after a moment: what is quick doesn't flicker. */
export function Loading({ what }: { readonly what: string }) {
  return (
    <Center className={styles.loading} role="status">
      <Group gap="sm">
        <Loader size="sm" />
        <Text c="dimmed">Fetching {what}…</Text>
      </Group>
    </Center>
  );
}

interface ErrorProps {
  readonly error: unknown;
  /** Missing: asking again is of no use. */
  readonly again?: () => void;
  readonly label?: string;
  /** Within a panel. */
  readonly compact?: boolean;
}

/** What is wrong, where, and what to do. */
export function ErrorState({ error, again, label = 'Ask again', compact = false }: ErrorProps) {
  const { title, detail, points } = messageOf(error);
  return (
    <div className={compact ? undefined : styles.page}>
      <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} title={title} role="alert">
        <Stack gap="xs" align="flex-start">
          <Text>{detail}</Text>
          {points.length > 0 && (
            <List size="sm">
              {points.slice(0, MOST_POINTS).map((point) => (
                <List.Item key={point}>{point}</List.Item>
              ))}
            </List>
          )}
          {again !== undefined && (
            <Button variant="default" onClick={again}>
              {label}
            </Button>
          )}
        </Stack>
      </Alert>
    </div>
  );
}

const MOST_POINTS = 20;

interface EmptyProps {
  readonly icon?: TablerIcon;
  readonly title: string;
  /** Why there is nothing, and how there comes to be something. */
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

export function EmptyState({ icon: Icon = IconMoodEmpty, title, children, action }: EmptyProps) {
  return (
    <Stack align="center" gap="xs" className={styles.empty}>
      <Icon size={34} stroke={1.3} aria-hidden className={styles.icon} />
      <Title order={2} size="h3" ta="center">
        {title}
      </Title>
      {children !== undefined && (
        <Text c="dimmed" ta="center" maw={460}>
          {children}
        </Text>
      )}
      {action !== undefined && <div className={styles.action}>{action}</div>}
    </Stack>
  );
}
