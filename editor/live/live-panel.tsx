import { Button, Loader, Text, Title } from '@mantine/core';
import { IconGitCompare } from '@tabler/icons-react';
import { memo, useEffect, useState } from 'react';
import type { SimulationFigures } from '../language/lenses.ts';
import { useFormats } from '../ui/formats.ts';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import { Budgets } from './budgets.tsx';
import { Headline } from './headline.tsx';
import styles from './live.module.css';
import { type Enrolled, Movers } from './movers.tsx';
import { PickedPartner } from './picked-partner.tsx';
import { byIncentive, byPartnerType, Shares } from './shares.tsx';
import { Tiers } from './tiers.tsx';
import { type Impact, type OnScreen, useImpact } from './use-impact.ts';

interface Told {
  /** What each rule did, for who shows the rules. */
  readonly onFigures?: (figures: SimulationFigures) => void;
}

type Props = Omit<OnScreen, 'history'> & { readonly history: string | undefined } & Told;

/** What a draft does, beside it: tried on the chosen history whenever it is changed. */
export function LivePanel({ history, ...draft }: Props) {
  if (history === undefined)
    return (
      <EmptyState title="No history to try it on">
        Import a history, or choose one above; this panel then shows what the draft pays, to whom, and who moves.
      </EmptyState>
    );
  return <Live {...draft} history={history} />;
}

function Live({ onFigures, ...given }: OnScreen & Told) {
  const { count } = useFormats();
  const { data, error, isBehind, isFetching, screen, refetch } = useImpact(given);
  const [picked, pick] = useState<Enrolled | 'search'>();
  const impact = data?.impact;
  useEffect(() => {
    const [baseline, candidate] = impact?.sides ?? [];
    if (impact !== undefined && baseline !== undefined && candidate !== undefined)
      onFigures?.({ currency: impact.currency, baseline: baseline.rules, candidate: candidate.rules });
  }, [impact, onFigures]);
  if (data === undefined && error !== null)
    return (
      <div className={styles.panel}>
        <ErrorState error={error} again={() => void refetch()} compact />
      </div>
    );
  if (data === undefined || impact === undefined) return <Loading what="what it comes to" />;
  const { tookMs } = data;
  return (
    <aside className={styles.panel} aria-label="What this draft does" data-behind={isBehind || isFetching}>
      <div className={styles.top}>
        <Title order={2} size="h4">
          What it does
        </Title>
        {isFetching ? (
          <Loader size={14} role="status" aria-label="Being reckoned" />
        ) : (
          <Text size="xs" c="dimmed" className="figures">
            {count(impact.counted.activities)} activities, {count(Math.round(tookMs))} ms
          </Text>
        )}
      </div>
      {error !== null && <ErrorState error={error} compact />}
      <div className={`${styles.panel} ${isBehind ? styles.behind : ''}`} style={{ padding: 0 }}>
        <Answer impact={impact} pick={pick} />
      </div>
      {picked !== undefined && <PickedPartner screen={screen} picked={picked} close={() => pick(undefined)} />}
    </aside>
  );
}

/** It changes with the answer alone, not while the next one is reckoned. */
const Answer = memo(function Answer({ impact, pick }: { readonly impact: Impact; readonly pick: (picked: Enrolled | 'search') => void }) {
  return (
    <>
      <Headline impact={impact} />
      <Movers impact={impact} pick={pick} />
      <Shares title="Incentive" shares={byIncentive(impact)} currency={impact.currency} />
      <Shares title="Partner type" shares={byPartnerType(impact)} currency={impact.currency} />
      <Tiers impact={impact} />
      <Budgets impact={impact} />
      <Button variant="default" leftSection={<IconGitCompare size={14} />} onClick={() => pick('search')}>
        Compare a partner or deal
      </Button>
      <Text size="xs" c="dimmed">
        Behaviour is not modelled: partners do what they did.
      </Text>
    </>
  );
});
