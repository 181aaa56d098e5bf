import { Table, Text } from '@mantine/core';
import { useFormats } from '../ui/formats.ts';
import { Change } from './change.tsx';
import { isZero, shareOf, subtract } from './decimal.ts';
import styles from './live.module.css';
import type { Impact } from './use-impact.ts';

interface Share {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** What is paid by incentive, those first that move most. */
export const byIncentive = ({ differences: [difference] }: Impact): readonly Share[] =>
  sorted(difference?.byIncentive.map(({ incentive, baseline, candidate }) => shareOfSides(incentive, baseline.paid, candidate.paid)) ?? []);

export function byPartnerType({ sides: [before, after] }: Impact): readonly Share[] {
  const names = new Set([...(before?.byPartnerType ?? []), ...(after?.byPartnerType ?? [])].map(({ partnerType }) => partnerType));
  const paid = (side: Impact['sides'][number] | undefined, name: string): string =>
    side?.byPartnerType.find(({ partnerType }) => partnerType === name)?.total.paid ?? '0';
  return sorted([...names].map((name) => shareOfSides(name, paid(before, name), paid(after, name))));
}

const shareOfSides = (name: string, before: string, after: string): Share => ({ name, before, after });
const moved = ({ before, after }: Share): number => Math.abs(Number(subtract(after, before)));
const sorted = (shares: readonly Share[]): readonly Share[] =>
  shares
    .filter(({ before, after }) => !isZero(before) || !isZero(after))
    .toSorted((a, b) => moved(b) - moved(a) || Number(b.after) - Number(a.after) || (a.name < b.name ? -1 : 1));

interface Props {
  readonly title: string;
  readonly shares: readonly Share[];
  readonly currency: string;
}

/** A line each: before as a pale bar, under this draft as a strong one. */
export function Shares({ title, shares, currency }: Props) {
  const { money } = useFormats();
  const most = shares.reduce((all, { before, after }) => Math.max(all, Number(before), Number(after)), 0);
  if (shares.length === 0) return null;
  return (
    <Table className={styles.table} aria-label={`Paid by ${title.toLowerCase()}`}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{title}</Table.Th>
          <Table.Th className={styles.right} w="37%">
            Draft
          </Table.Th>
          <Table.Th className={styles.right} w="30%">
            Change
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {shares.map(({ name, before, after }) => (
          <Table.Tr key={name}>
            <Table.Td>
              <Text size="sm" className={styles.name ?? ''}>
                {name}
              </Text>
              <div className={styles.bars} aria-hidden>
                <div className={styles.before} style={{ width: `${100 * shareOf(before, String(most))}%` }} />
                <div className={styles.after} style={{ width: `${100 * shareOf(after, String(most))}%` }} />
              </div>
            </Table.Td>
            <Table.Td className={`figures ${styles.right}`}>{money(after, currency)}</Table.Td>
            <Table.Td className={styles.right}>
              <Change amount={subtract(after, before)} currency={currency} isQuiet />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
