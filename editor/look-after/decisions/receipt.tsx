import { ActionIcon, CopyButton, Group, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import styles from '../look-after.module.css';
import { Said } from '../said.tsx';
import type { KeptDecision } from './queries.ts';

const WORDS = [
  ['version', 'Version'],
  ['timeline', 'Timeline'],
  ['engine', 'Engine'],
  ['inputs', 'Activity'],
  ['state', 'State before'],
  ['decision', 'Decision'],
  ['explained', 'With reasoning'],
] as const;

/** By what the decision can be made again, and shown to be the same: each a hash. */
export function Receipt({ receipt }: Pick<KeptDecision, 'receipt'>) {
  return <Said of={WORDS.map(([key, word]) => [word, <Hash key={key} of={word} hash={receipt[key]} />])} />;
}

function Hash({ of, hash }: { readonly of: string; readonly hash: string }) {
  return (
    <Group gap={4} wrap="nowrap">
      <span className={styles.hash} title={hash}>
        {hash.slice(0, 16)}…
      </span>
      <CopyButton value={hash}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? 'Copied' : 'Copy all of it'}>
            <ActionIcon size="sm" onClick={copy} aria-label={`Copy the hash: ${of}`}>
              {copied ? <IconCheck size={13} /> : <IconCopy size={13} />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </Group>
  );
}
