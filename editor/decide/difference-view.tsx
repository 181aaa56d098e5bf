import { Text, Title } from '@mantine/core';
import { ErrorState, Loading } from '../ui/states.tsx';
import styles from './decide.module.css';
import { useDraftDifference } from './queries.ts';

/** By file, with the lines that went and came. */
export function DifferenceView({ draft }: { readonly draft: string }) {
  const { data, error, refetch } = useDraftDifference(draft);
  if (error !== null) return <ErrorState error={error} again={() => void refetch()} compact />;
  if (data === undefined) return <Loading what="the difference" />;
  if (data.files.length === 0) return <Text c="dimmed">No file differs.</Text>;
  return (
    <>
      {data.files.map(({ path, change, line, removed, added, more }) => (
        <section key={path} aria-label={path}>
          <Title order={3} size="h4" mt="sm">
            {path}{' '}
            <Text span c="dimmed" size="sm">
              {change}
              {line !== undefined && change === 'changed' && `, from line ${line}`}
            </Text>
          </Title>
          <pre className={styles.diff}>
            {removed.map((text, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line of a file is known by its place
              <del key={place}>{text}</del>
            ))}
            {added.map((text, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line of a file is known by its place
              <ins key={place}>{text}</ins>
            ))}
          </pre>
          {more > 0 && (
            <Text size="sm" c="dimmed">
              And {more} more lines.
            </Text>
          )}
        </section>
      ))}
    </>
  );
}
