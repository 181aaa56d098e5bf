import { Anchor, Group, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { DataTable } from '../../ui/data-table.tsx';
import { useFormats } from '../../ui/formats.ts';
import { ErrorState, Loading } from '../../ui/states.tsx';
import { useBalance } from './queries.ts';

interface Props {
  readonly program: string;
  readonly partner: string;
  readonly partnerType: string;
}

/** What is due to it by incentive and state; its statement of a month. */
export function Balance(of: Props) {
  const { data, error, refetch } = useBalance(of);
  const { money, count } = useFormats();
  if (error !== null) return <ErrorState error={error} again={() => void refetch()} compact />;
  if (data === undefined) return <Loading what="the balance" />;
  return (
    <>
      {data.length === 0 ? (
        <Text size="sm" c="dimmed">
          No line was posted for it yet.
        </Text>
      ) : (
        <DataTable
          rows={data}
          idOf={({ incentive = '', state = '', payer, currency }) => [incentive, state, payer, currency].join(' ')}
          name="balance"
          isPlain
          columns={[
            { id: 'incentive', title: 'Incentive', value: ({ incentive }) => incentive },
            { id: 'state', title: 'State', value: ({ state }) => state },
            { id: 'payer', title: 'Paid by', value: ({ payer }) => payer },
            { id: 'lines', title: 'Lines', isFigure: true, value: ({ lines }) => lines, render: ({ lines }) => count(lines) },
            {
              id: 'amount',
              title: 'Amount',
              isFigure: true,
              value: ({ amount }) => amount,
              render: ({ amount, currency }) => money(amount, currency),
            },
          ]}
        />
      )}
      <Statement program={of.program} partner={of.partner} />
    </>
  );
}

function Statement({ program, partner }: Omit<Props, 'partnerType'>) {
  const [month, setMonth] = useState('');
  const link = (format: string): string =>
    `/v1/statements?${new URLSearchParams({ program, partner, ...(/^\d{4}-\d{2}$/.test(month) && { month }), format }).toString()}`;
  return (
    <Group gap="sm" align="flex-end" mt="md">
      <TextInput
        label="Statement of the fiscal month"
        type="month"
        placeholder="YYYY-MM"
        description="Empty: this one."
        value={month}
        onChange={({ currentTarget }) => setMonth(currentTarget.value)}
        w={200}
      />
      <Anchor href={link('html')} target="_blank" rel="noreferrer" size="sm" mb={6}>
        To read and print
      </Anchor>
      <Anchor href={link('csv')} download size="sm" mb={6}>
        As CSV
      </Anchor>
    </Group>
  );
}
