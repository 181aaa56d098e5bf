import { Alert, SimpleGrid, Text, Title } from '@mantine/core';
import { IconGitCompare } from '@tabler/icons-react';
import type { components } from '../api/client.ts';
import { DecisionView } from './decision-view.tsx';
import type { Decision, Mark } from './model.ts';
import styles from './reasoning.module.css';

type ActivityPair = components['schemas']['ActivityPair'];

/** One activity as two programs decide it, beside each other; where they part first is marked on both sides. */
export function DecisionPair({
  pair,
  candidate = 0,
  names,
}: {
  readonly pair: ActivityPair;
  readonly candidate?: number;
  readonly names?: readonly [string, string];
}) {
  const other = pair.candidates[candidate];
  if (other === undefined) return null;
  const mark = markOf(other.parting);
  return (
    <div>
      <Alert variant="light" color="gray" icon={<IconGitCompare size={16} />} mb="md">
        {capitalized(other.text)}
      </Alert>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Side name={names?.[0] ?? 'Baseline'} decision={pair.baseline} mark={mark} />
        <Side name={names?.[1] ?? other.name} decision={other.decision} mark={mark} />
      </SimpleGrid>
    </div>
  );
}

function Side({ name, decision, mark }: { readonly name: string; readonly decision: Decision | null; readonly mark: Mark | undefined }) {
  return (
    <section aria-label={name} className={styles.side}>
      <Title order={3} size="h4" mb="xs">
        {name}
      </Title>
      {decision === null ? (
        <Text size="sm" c="dimmed">
          The program says nothing of it.
        </Text>
      ) : (
        <DecisionView decision={decision} mark={mark} />
      )}
    </section>
  );
}

/** As server/simulation/decision-difference.ts says it. */
interface Parting {
  readonly at?: string;
  readonly rule?: string;
  readonly item?: number;
  readonly incentive?: string;
  readonly fact?: string;
  readonly baseline?: { readonly fact?: string } | string;
  readonly candidate?: { readonly fact?: string } | string;
}

function markOf(given: unknown): Mark | undefined {
  const { at, rule, item, incentive, fact, baseline, candidate } = given as Parting;
  const place = item === undefined ? {} : { item };
  switch (at) {
    case 'rule':
      return { ...(rule !== undefined && { rule }), ...place };
    case 'condition': {
      const seen =
        (typeof candidate === 'object' ? candidate.fact : undefined) ?? (typeof baseline === 'object' ? baseline.fact : undefined);
      return { ...(rule !== undefined && { rule }), ...place, ...(seen !== undefined && { fact: seen }) };
    }
    case 'amount':
      return { ...(incentive !== undefined && { incentive }), ...(fact !== undefined && { fact }) };
    default:
      return undefined;
  }
}

const capitalized = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
