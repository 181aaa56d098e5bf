import { Progress, Text } from '@mantine/core';
import { useFormats } from '../ui/formats.ts';
import { shareOf } from './decimal.ts';
import styles from './live.module.css';
import type { Impact } from './use-impact.ts';

/** The last window of each budget of the program: how much of it is spent. */
export function Budgets({ impact }: { readonly impact: Impact }) {
  const { money, date } = useFormats();
  const side = impact.sides[1];
  const last = new Map((side?.budgets ?? []).filter(({ scope }) => scope === 'program').map((each) => [each.budget, each]));
  if (last.size === 0) return null;
  return (
    <section aria-label="Budgets">
      {[...last.values()].map(({ budget, from, amount, actual }) => (
        <div key={budget} className={styles.budget}>
          <div className={styles.line}>
            <Text size="sm">
              {budget}
              {from !== null && <span className={styles.dim}> from {date(from)}</span>}
            </Text>
            <Text size="sm" className="figures">
              {money(actual, impact.currency)}
              {amount !== null && <span className={styles.dim}> of {money(amount, impact.currency)}</span>}
            </Text>
          </div>
          {amount !== null && <Progress value={100 * shareOf(actual, amount)} size="sm" aria-label={`${budget}: share spent`} />}
        </div>
      ))}
    </section>
  );
}
