import { Alert, Badge } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from './notice.module.css';

/** That of what is marked in a reasoning. */
const BACKGROUND = 'light-dark(#fff4cf, #3d3415)';

/** Something that somebody should look at. The words of Mantine's yellow are too pale to be read, so they are in the colour of text. */
export function Notice({ title, icon, children }: { readonly title: string; readonly icon?: ReactNode; readonly children: ReactNode }) {
  return (
    <Alert
      color="yellow"
      variant="light"
      bg={BACKGROUND}
      title={title}
      icon={icon}
      classNames={{ label: styles.plain ?? '', icon: styles.plain ?? '' }}
    >
      {children}
    </Alert>
  );
}

export const NoticeBadge = ({ children }: { readonly children: ReactNode }) => (
  <Badge color="yellow" bg={BACKGROUND} className={styles.plain ?? ''}>
    {children}
  </Badge>
);
