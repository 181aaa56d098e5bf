import { Stack, Table, Text } from '@mantine/core';
import { Change } from '../../live/change.tsx';
import type { Beside } from './beside.ts';

const METHODS: Readonly<Record<Beside['difference']['edits']['method'], string>> = {
  none: 'The candidate differs in nothing.',
  shapley: 'Each edit’s share of the whole, over all orders in which they could have come (Shapley). Shares add up to the whole.',
  'one-at-a-time': 'What each edit costs alone; what they do only together is named below.',
  'too-many': 'There are too many edits to find out what each costs.',
  'not-asked': 'What each edit costs was not asked for.',
  rival: 'Another vendor’s program has no edits.',
};

/** What each edit of the program costs. */
export function EditsTab({ result, difference: { edits } }: Beside) {
  const { currency } = result;
  return (
    <Stack>
      <Text c="dimmed">{METHODS[edits.method]}</Text>
      {edits.shares.length > 0 && (
        <Table aria-label="What each edit costs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Edit</Table.Th>
              <Table.Th ta="right">Costs</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {edits.shares.map(({ edits: together, costs }) => (
              <Table.Tr key={together.map(({ title }) => title).join(' ')}>
                <Table.Td>
                  {together.map(({ title, lines }) => (
                    <div key={title}>
                      <Text size="sm" fw={500}>
                        {title}
                      </Text>
                      {lines.map((line) => (
                        <Text size="sm" c="dimmed" key={line}>
                          {line}
                        </Text>
                      ))}
                    </div>
                  ))}
                </Table.Td>
                <Table.Td ta="right">
                  <Change amount={costs.cost} currency={currency} />
                </Table.Td>
              </Table.Tr>
            ))}
            {edits.versionStart !== null && (
              <Rest what="That versions start on other days" cost={edits.versionStart.cost} currency={currency} />
            )}
            {edits.remainder !== null && <Rest what="What they do only together" cost={edits.remainder.cost} currency={currency} />}
          </Table.Tbody>
        </Table>
      )}
    </Stack>
  );
}

function Rest({ what, cost, currency }: { readonly what: string; readonly cost: string; readonly currency: string }) {
  return (
    <Table.Tr>
      <Table.Td>{what}</Table.Td>
      <Table.Td ta="right">
        <Change amount={cost} currency={currency} />
      </Table.Td>
    </Table.Tr>
  );
}
