import { Button, CopyButton, Group, Text } from '@mantine/core';
import { IconCheck, IconShieldCheck } from '@tabler/icons-react';
import { useFormats } from '../../ui/formats.ts';
import styles from '../look-after.module.css';
import { useAuditHead } from './queries.ts';

/** Where the trail stands, signed: whoever keeps it can show later that it still holds what it held. */
export function Head() {
  const { data } = useAuditHead();
  const { count } = useFormats();
  if (data === undefined) return null;
  const receipt = `${data.entry}:${data.hash}:${data.signature}`;
  return (
    <Group className="panel" p="sm" mb="md" gap="sm">
      <IconShieldCheck size={18} aria-hidden />
      <Text size="sm">
        {count(data.entry)} entries, each sealed with the one before. The head is{' '}
        <span className={styles.hash}>{data.hash.slice(0, 16)}…</span>
      </Text>
      <CopyButton value={receipt}>
        {({ copied, copy }) => (
          <Button variant="default" size="compact-xs" onClick={copy} leftSection={copied && <IconCheck size={13} />}>
            {copied ? 'Copied' : 'Copy the receipt'}
          </Button>
        )}
      </CopyButton>
    </Group>
  );
}
