import { Drawer, Group, Select, Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { RecordsOf } from './queries.ts';
import { Records } from './records.tsx';
import { useArrival } from './use-arrival.ts';
import styles from './worth.module.css';

/** What a row opens into, in words. */
export interface RowPart {
  /** Among those of its row. */
  readonly id: string;
  readonly label: string;
  readonly of: RecordsOf;
}

interface Props {
  readonly program: string;
  readonly title: string;
  readonly currency: string;
  readonly parts: readonly RowPart[];
  /** Which of them is shown, by its id. */
  readonly shown: string;
  readonly show: (id: string) => void;
  readonly close: () => void;
  /** What the row tells, above its records; `open` shows those of a part, and goes there. */
  readonly children: (open: (id: string) => void) => ReactNode;
}

/** A row of incentives or of the portfolio, with the records of which its figures are made. */
export function OpenedRecords({ program, title, currency, parts, shown, show, close, children }: Props) {
  const [place, arrive] = useArrival();
  const open = (id: string): void => {
    show(id);
    arrive();
  };
  const part = parts.find(({ id }) => id === shown) ?? parts[0];
  return (
    <Drawer opened onClose={close} position="right" size="min(980px, 100vw)" title={title}>
      <Stack>
        {children(open)}
        <section aria-label="Records behind it">
          <Group align="flex-end" mb="sm">
            <Title order={3} size="h4" ref={place} tabIndex={-1} className={styles.place ?? ''}>
              Records behind it
            </Title>
            <Select
              aria-label="Which records"
              data={parts.map(({ id, label }) => ({ value: id, label }))}
              value={part?.id ?? null}
              onChange={(id) => id !== null && show(id)}
              allowDeselect={false}
              w="min(420px, 100%)"
            />
          </Group>
          {part !== undefined && <Records key={JSON.stringify(part.of)} program={program} of={part.of} currency={currency} />}
        </section>
      </Stack>
    </Drawer>
  );
}
