import type { ReactNode } from 'react';
import styles from './labelled.module.css';

interface Props {
  readonly label: string;
  readonly children: ReactNode;
  /** A part of the form with fields of its own. */
  readonly isGroup?: boolean;
}

/** Something that is more than a field, under a field's label. */
export function Labelled({ label, children, isGroup = false }: Props) {
  return (
    <fieldset className={styles.set} data-group={isGroup || undefined}>
      <legend className={styles.label}>{label}</legend>
      {children}
    </fieldset>
  );
}
