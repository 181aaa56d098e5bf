import { Text, Title } from '@mantine/core';
import { IconRosetteDiscountCheck } from '@tabler/icons-react';
import { useFormats } from '../ui/formats.ts';
import type { Submission } from './queries.ts';

/** Who signed, and who can't: its authors. */
export function Approvals({ submission: { approvals, authors, evidence } }: { readonly submission: Submission }) {
  const { time } = useFormats();
  return (
    <section aria-label="Approvals">
      <Title order={2} size="h3" mb="xs">
        Approvals
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {approvals.length} of {evidence.approvers.needed}. Written by {authors.map(({ name }) => name).join(', ')}, who may not approve it.
      </Text>
      {approvals.map(({ by, at, comment }) => (
        <div key={`${by.id} ${at}`} style={{ display: 'flex', gap: 8, marginBottom: 6 }}>
          <IconRosetteDiscountCheck size={18} color="var(--good)" aria-hidden />
          <div>
            <Text size="sm">
              {by.name}, <span style={{ color: 'var(--mantine-color-dimmed)' }}>{time(at)}</span>
            </Text>
            {comment !== undefined && comment !== '' && <Text size="sm">{comment}</Text>}
          </div>
        </div>
      ))}
    </section>
  );
}
