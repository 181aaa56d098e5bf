import type { ReactNode } from 'react';
import styles from './look-after.module.css';

/** Words and what stands behind each: what is missing is left out. */
export function Said({ of }: { readonly of: readonly (readonly [word: string, value: ReactNode])[] }) {
  return (
    <dl className={styles.said}>
      {of
        .filter(([, value]) => value !== undefined && value !== null && value !== '')
        .map(([word, value]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** Facts by name, as they were reported. */
export function Facts({ facts }: { readonly facts: object }) {
  const entries = Object.entries(facts).map(([name, value]) => [name, shown(value)] as const);
  return <Said of={entries} />;
}

const shown = (value: unknown): string =>
  Array.isArray(value) && value.every((each) => typeof each !== 'object')
    ? value.join(', ')
    : typeof value === 'string'
      ? value
      : typeof value === 'boolean'
        ? value
          ? 'yes'
          : 'no'
        : JSON.stringify(value);
