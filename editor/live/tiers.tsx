import { Table } from '@mantine/core';
import { useFormats } from '../ui/formats.ts';
import styles from './live.module.css';
import type { Impact } from './use-impact.ts';

interface Level {
  readonly partnerType: string;
  readonly tier: string;
  readonly before: number;
  readonly after: number;
}

/** Enrollments in each tier at the end, of types that have tiers. */
function levelsOf({ sides: [before, after] }: Impact): readonly Level[] {
  const levels = new Map<string, Level>();
  for (const [side, at] of [
    [before, 'before'],
    [after, 'after'],
  ] as const)
    for (const { partnerType, tier, enrollments } of side?.tiers ?? []) {
      if (tier === null) continue;
      const key = `${partnerType} ${tier}`;
      levels.set(key, { ...(levels.get(key) ?? { partnerType, tier, before: 0, after: 0 }), [at]: enrollments });
    }
  return [...levels.values()];
}

/** Who is in another tier at the end; the tiers that stay as they are on request. */
export function Tiers({ impact }: { readonly impact: Impact }) {
  const levels = levelsOf(impact);
  const moved = levels.filter(({ before, after }) => before !== after);
  if (levels.length === 0) return null;
  return (
    <section aria-label="Tiers">
      {moved.length > 0 && <Levels levels={moved} />}
      <details className={styles.all}>
        <summary>{moved.length === 0 ? 'Every tier has as many partners at the end as now' : 'All tiers'}</summary>
        <Levels levels={levels} />
      </details>
    </section>
  );
}

function Levels({ levels }: { readonly levels: readonly Level[] }) {
  const { count } = useFormats();
  return (
    <Table className={styles.table} aria-label="Partners by tier at the end">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Tier at the end</Table.Th>
          <Table.Th className={styles.right}>In force</Table.Th>
          <Table.Th className={styles.right}>Draft</Table.Th>
          <Table.Th className={styles.right}>Change</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {levels.map(({ partnerType, tier, before, after }) => (
          <Table.Tr key={`${partnerType} ${tier}`}>
            <Table.Td>
              {tier} <span className={styles.dim}>{partnerType}</span>
            </Table.Td>
            <Table.Td className={`figures ${styles.right}`}>{count(before)}</Table.Td>
            <Table.Td className={`figures ${styles.right}`}>{count(after)}</Table.Td>
            <Table.Td className={`figures ${styles.right}`}>
              {after === before ? <span className={styles.dim}>0</span> : `${after > before ? '+' : '−'}${count(Math.abs(after - before))}`}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
