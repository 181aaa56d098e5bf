import { SimpleGrid, Text, Title, UnstyledButton } from '@mantine/core';
import { useFormats } from '../ui/formats.ts';
import { Change } from './change.tsx';
import styles from './live.module.css';
import type { Impact } from './use-impact.ts';

export interface Enrolled {
  readonly partner: string;
  readonly partnerType: string;
}

type PartnerChange = Impact['differences'][number]['partners']['winners'][number];

/** Who wins and who loses most; each opens into its deals. */
export function Movers({ impact, pick }: { readonly impact: Impact; readonly pick: (enrolled: Enrolled) => void }) {
  const { count } = useFormats();
  const partners = impact.differences[0]?.partners;
  if (partners === undefined) return null;
  if (partners.win + partners.lose === 0)
    return (
      <Text size="sm" c="dimmed">
        All {count(partners.same)} partners earn the same. Change a rate or a threshold to see who wins and who loses.
      </Text>
    );
  return (
    <section aria-label="Partners">
      <Text size="xs" c="dimmed" mb={4}>
        {count(partners.win)} win, {count(partners.lose)} lose, {count(partners.same)} earn the same
      </Text>
      <SimpleGrid cols={2} spacing="md">
        <Column title="Win most" partners={partners.winners} currency={impact.currency} pick={pick} />
        <Column title="Lose most" partners={partners.losers} currency={impact.currency} pick={pick} />
      </SimpleGrid>
    </section>
  );
}

interface ColumnProps {
  readonly title: string;
  readonly partners: readonly PartnerChange[];
  readonly currency: string;
  readonly pick: (enrolled: Enrolled) => void;
}

function Column({ title, partners, currency, pick }: ColumnProps) {
  return (
    <div>
      <Title order={3} size="h4" mb={2}>
        {title}
      </Title>
      {partners.length === 0 && (
        <Text size="sm" c="dimmed">
          Nobody
        </Text>
      )}
      {partners.map(({ partner, partnerType, change }) => (
        <UnstyledButton
          key={`${partner} ${partnerType}`}
          className={styles.mover}
          onClick={() => pick({ partner, partnerType })}
          title={`${partner}, ${partnerType}: what it did, decided both ways`}
        >
          <Text size="sm" truncate component="span">
            {partner}
          </Text>
          <Change amount={change} currency={currency} goodFor="partner" />
        </UnstyledButton>
      ))}
    </div>
  );
}
