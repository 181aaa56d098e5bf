import type { ReactNode } from 'react';
import { type Formats, useFormats } from '../ui/formats.ts';
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
  const formats = useFormats();
  const entries = Object.entries(facts).map(([name, value]) => [name, shown(value, formats)] as const);
  return <Said of={entries} />;
}

/** By its looks: facts come without their types. Amounts have two digits behind the point or more, and stand by locale like dates. */
function shown(value: unknown, formats: Formats): string {
  if (Array.isArray(value) && value.every((each) => typeof each !== 'object')) return value.map((each) => shown(each, formats)).join(', ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return formats.count(value);
  if (typeof value !== 'string') return JSON.stringify(value);
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return formats.date(value);
  return /^-?\d{1,15}\.\d{2,6}$/.test(value) ? formats.decimal(value) : value;
}
