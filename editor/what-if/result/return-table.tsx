import { Table, Text, Title } from '@mantine/core';
import { useFormats } from '../../ui/formats.ts';
import type { Beside } from './beside.ts';

type WholeReturn = NonNullable<Beside['difference']['wholeReturn']>;

const PARTS = ['margin', 'incentives', 'services', 'owed', 'total'] as const;

/** With another vendor's program: all that partners would have earned on the same deals. */
export function ReturnTable({ wholeReturn, currency }: { readonly wholeReturn: WholeReturn; readonly currency: string }) {
  const { money, count } = useFormats();
  const { baseline, candidate, better, worse, dealsWithMargin, dealsWithout } = wholeReturn;
  return (
    <section aria-label="The whole return">
      <Title order={2} size="h4" mb="xs">
        The whole return
      </Title>
      <Table w="auto">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Partners’</Table.Th>
            <Table.Th ta="right">Baseline</Table.Th>
            <Table.Th ta="right">Rival</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {PARTS.map((part) => (
            <Table.Tr key={part} {...(part === 'total' && { fw: 600 })}>
              <Table.Td>{part}</Table.Td>
              <Table.Td ta="right" className="figures">
                {money(baseline[part], currency)}
              </Table.Td>
              <Table.Td ta="right" className="figures">
                {money(candidate[part], currency)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="sm" c="dimmed" mt="xs">
        {count(better)} earn more with the rival, {count(worse)} less. Margin is known of {count(dealsWithMargin)} deals, and of{' '}
        {count(dealsWithout)} it is not.
      </Text>
    </section>
  );
}
