import { Group, Text } from '@mantine/core';
import { useFormats } from '../ui/formats.ts';
import { Change } from './change.tsx';
import { isZero } from './decimal.ts';
import styles from './live.module.css';
import type { Impact } from './use-impact.ts';

/** What is paid, and by how much that is more or less than now. */
export function Headline({ impact }: { readonly impact: Impact }) {
  const { money, rate } = useFormats();
  const [before, after] = impact.sides;
  const whole = impact.differences[0]?.whole;
  if (before === undefined || after === undefined || whole === undefined) return null;
  const { currency } = impact;
  const rise = isZero(before.totals.paid) ? undefined : Number(whole.paid) / Number(before.totals.paid);
  return (
    <section aria-label="What is paid" className={styles.headline} aria-live="polite">
      <Text size="xs" c="dimmed">
        Paid under this draft
      </Text>
      <Group gap="sm" align="baseline">
        <Text className={`figures ${styles.figure}`} data-testid="paid">
          {money(after.totals.paid, currency)}
        </Text>
        <span data-testid="paid-change">{!isZero(whole.paid) && <Change amount={whole.paid} currency={currency} size="md" />}</span>
        {rise !== undefined && rise !== 0 && (
          <Text size="sm" c="dimmed" className="figures">
            {rise > 0 ? '+' : '−'}
            {rate(Math.abs(rise).toFixed(4))}
          </Text>
        )}
      </Group>
      <Text size="xs" c="dimmed" className="figures">
        {isZero(whole.paid) ? 'The same as is in force' : `${money(before.totals.paid, currency)} as it is in force`}
        {!isZero(whole.owed) && (
          <>
            {' · '}owed by partners <Change amount={whole.owed} currency={currency} size="xs" />
          </>
        )}
      </Text>
    </section>
  );
}
