import { Badge, Group, Text } from '@mantine/core';
import { useFormats } from '../ui/formats.ts';
import type { PartyDecision } from './model.ts';
import styles from './reasoning.module.css';

/** Gates, outcomes, benefits and tier of one party: all that is said of it beside money. */
export function Outcomes({ party }: { readonly party: PartyDecision }) {
  const { date } = useFormats();
  const { registration, enrollment, mdf, routing, tier } = party;
  const said: readonly (readonly [what: string, outcome: string, reasons: readonly string[]])[] = [
    ...party.gates.map(
      ({ gate, item, open, reasons }) =>
        [`${gate}${item === undefined ? '' : `, item ${item + 1}`}`, open ? 'open' : 'closed', reasons] as const,
    ),
    ...(registration === undefined
      ? []
      : [
          [
            'registration',
            registration.protection === undefined
              ? registration.outcome
              : `${registration.outcome}, protected through ${date(registration.protection.until)}`,
            registration.reasons,
          ] as const,
        ]),
    ...(enrollment === undefined ? [] : [['enrollment', enrollment.outcome, enrollment.reasons] as const]),
    ...(mdf === undefined ? [] : [['MDF', mdf.amount === undefined ? mdf.outcome : `${mdf.outcome}, ${mdf.amount}`, mdf.reasons] as const]),
    ...(routing === undefined
      ? []
      : [['co-sell', routing.to === undefined ? routing.outcome : `${routing.outcome} to ${routing.to}`, routing.reasons] as const]),
    ...party.benefits.map(({ benefit, grant, amount }) => [benefit, amount ?? grant ?? 'granted', []] as const),
  ];
  return (
    <div>
      {said.map(([what, outcome, reasons]) => (
        <Group key={`${what} ${outcome}`} gap={6} className={styles.outcome}>
          <Text size="sm">{what}</Text>
          <Badge color={BAD.has(outcome.split(',')[0] ?? '') ? 'red' : 'gray'}>{outcome}</Badge>
          {reasons.length > 0 && (
            <Text size="sm" c="dimmed">
              {reasons.join(', ')}
            </Text>
          )}
        </Group>
      ))}
      {tier !== undefined && (
        <Text size="sm" className={styles.outcome}>
          Tier {tier.before === tier.after ? tier.after : `${tier.before} → ${tier.after}`}
          {tier.qualified !== tier.after && <span className={styles.dim}>, qualified for {tier.qualified}</span>}
          {tier.graceUntil !== undefined && <span className={styles.dim}>, grace through {date(tier.graceUntil)}</span>}
        </Text>
      )}
    </div>
  );
}

const BAD: ReadonlySet<string> = new Set(['closed', 'refused', 'returned']);
