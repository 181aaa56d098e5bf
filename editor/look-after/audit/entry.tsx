import { Modal, SimpleGrid, Title } from '@mantine/core';
import { useFormats } from '../../ui/formats.ts';
import styles from '../look-after.module.css';
import { Said } from '../said.tsx';
import { Verbatim } from '../verbatim.tsx';
import type { AuditEntry } from './queries.ts';

/** One entry: what was, and what is from then on. */
export function Entry({ entry: { entry, at, by, action, subject, before, after, hash, signature }, close }: Props) {
  const { time } = useFormats();
  return (
    <Modal opened onClose={close} title={`Entry ${entry}: ${action}`} size="xl" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Said
        of={[
          ['At', time(at)],
          ['By', `${by.name} (${by.kind} ${by.id}${by.key === undefined ? '' : `, with the key ${by.key}`})`],
          ['Of', `${subject.kind}/${subject.id}`],
          [
            'Hash',
            <span key="hash" className={styles.hash}>
              {hash}
            </span>,
          ],
          [
            'Signature',
            <span key="signature" className={styles.hash}>
              {signature}
            </span>,
          ],
        ]}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }} mt="md">
        <Value word="Before" value={before} />
        <Value word="After" value={after} />
      </SimpleGrid>
    </Modal>
  );
}

interface Props {
  readonly entry: AuditEntry;
  readonly close: () => void;
}

function Value({ word, value }: { readonly word: string; readonly value: unknown }) {
  return (
    <div>
      <Title order={3} mb="xs">
        {word}
      </Title>
      <Verbatim label={word} text={value === undefined ? 'nothing' : JSON.stringify(value, null, 2)} />
    </div>
  );
}
