import { Button, Loader, Text, Title } from '@mantine/core';
import { IconGitCompare } from '@tabler/icons-react';
import { memo, useEffect, useRef, useState } from 'react';
import { isProblem } from '../api/problem.ts';
import type { SimulationFigures } from '../language/lenses.ts';
import { useFormats } from '../ui/formats.ts';
import { Notice } from '../ui/notice.tsx';
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
  // an unfinished word is no reason to take away what was there
  const kept = useRef(data);
  if (data !== undefined) kept.current = data;
  const answer = data ?? kept.current;
  const impact = answer?.impact;
  useEffect(() => {
    const [baseline, candidate] = impact?.sides ?? [];
    if (impact !== undefined && baseline !== undefined && candidate !== undefined)
      onFigures?.({ currency: impact.currency, baseline: baseline.rules, candidate: candidate.rules });
  }, [impact, onFigures]);
  if (impact === undefined && error !== null)
    return (
      <div className={styles.panel}>
        <Wrong error={error} again={() => void refetch()}>
          What it pays stands here as soon as it is sound.
        </Wrong>
      </div>
    );
  if (answer === undefined || impact === undefined) return <Loading what="what it comes to" />;
  const { tookMs } = answer;
  const isOld = isBehind || error !== null;
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
      {error !== null && (
        <Wrong error={error} again={() => void refetch()}>
          What stands here is from before.
        </Wrong>
      )}
      <div className={`${styles.panel} ${isOld ? styles.behind : ''}`} style={{ padding: 0 }}>
        <Answer impact={impact} pick={pick} />
      </div>
      {picked !== undefined && <PickedPartner screen={screen} picked={picked} close={() => pick(undefined)} />}
    </aside>
  );
}

interface WrongProps {
  readonly error: unknown;
  readonly again: () => void;
  readonly children: string;
}

/** While a draft has errors that is nothing to be alarmed at: it is being written. */
function Wrong({ error, again, children }: WrongProps) {
  if (isProblem(error, 'invalid-simulation')) return <Notice title="Not reckoned while the draft has errors">{children}</Notice>;
  return <ErrorState error={error} again={again} compact />;
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
