import { Code } from '@mantine/core';
import styles from './look-after.module.css';

/** Text as it is. It scrolls, so it can be reached by keyboard. */
export function Verbatim({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <Code block className={styles.text ?? ''} tabIndex={0} role="region" aria-label={label}>
      {text}
    </Code>
  );
}
