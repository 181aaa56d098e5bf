import { Button, Group, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { usePrograms } from '../api/programs.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { useFormats } from '../ui/formats.ts';
import { Notice } from '../ui/notice.tsx';
import { ErrorState } from '../ui/states.tsx';
import { changeText, figureText } from './figure-text.ts';
import { type MoveTried, useTryMove } from './queries.ts';
import type { Question } from './question.ts';

/** Tries moving a sum from one partner type to another; nothing is kept. */
export function MovePanel({ program, question }: { readonly program: string; readonly question: Question }) {
  const { data: programs = [] } = usePrograms();
  const types = programs.find(({ id }) => id === program)?.partnerTypes.map(({ id }) => id) ?? [];
  const trying = useTryMove(program);
  const [amount, setAmount] = useState('');
  const [fromType, setFromType] = useState<string | null>(null);
  const [toType, setToType] = useState<string | null>(null);
  const [marginal, setMarginal] = useState('');
  const go = (): void => {
    if (fromType === null || toType === null) return;
    const { from, to, method } = question;
    trying.mutate({
      amount: amount.trim(),
      fromType,
      toType,
      ...(marginal.trim() !== '' && { marginalReturn: marginal.trim() }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...(method !== undefined && { method }),
    });
  };
  return (
    <section aria-label="Move a sum">
      <Title order={2} size="h3" mb={2}>
        Move a sum from one type to another
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        What would have come of it in these quarters, estimated. Nothing is kept.
      </Text>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
      >
        <Group align="flex-end" mb="sm">
          <TextInput
            label="Sum"
            placeholder="50000.00"
            inputMode="decimal"
            value={amount}
            maxLength={30}
            onChange={({ currentTarget }) => setAmount(currentTarget.value)}
            w={140}
          />
          <Select label="From" data={types.filter((type) => type !== toType)} value={fromType} onChange={setFromType} />
          <Select label="To" data={types.filter((type) => type !== fromType)} value={toType} onChange={setToType} />
          <TextInput
            label="Each unit more brings"
            placeholder="What one brought on average"
            inputMode="decimal"
            value={marginal}
            maxLength={30}
            onChange={({ currentTarget }) => setMarginal(currentTarget.value)}
            w={220}
          />
          <Button
            type="submit"
            variant="default"
            loading={trying.isPending}
            disabled={amount.trim() === '' || fromType === null || toType === null}
          >
            Try it
          </Button>
        </Group>
      </form>
      {trying.error !== null ? <ErrorState error={trying.error} compact /> : trying.data !== undefined && <Outcome tried={trying.data} />}
    </section>
  );
}

type Side = MoveTried['types'][number];

function Outcome({ tried }: { readonly tried: MoveTried }) {
  const formats = useFormats();
  const { currency, types, change, why, moved, from, to, assumption } = tried;
  const [giver, taker] = types;
  const money = (value: string | null): string => figureText(value, 'money', currency, formats);
  const ratio = (value: string | null): string => figureText(value, 'ratio', currency, formats);
  const columns: readonly Column<Side>[] = [
    { id: 'type', title: 'Partner type', value: ({ partnerType }) => partnerType },
    { id: 'cost', title: 'Invested', value: (row) => row.before.investment, render: (row) => money(row.before.investment), isFigure: true },
    {
      id: 'cost-then',
      title: 'Invested, moved',
      value: (row) => row.after.investment,
      render: (row) => money(row.after.investment),
      isFigure: true,
    },
    {
      id: 'incremental',
      title: 'Incremental revenue',
      value: (row) => row.before.incremental ?? '',
      render: (row) => money(row.before.incremental),
      isFigure: true,
    },
    {
      id: 'incremental-then',
      title: 'Incremental revenue, moved',
      value: (row) => row.after.incremental ?? '',
      render: (row) => money(row.after.incremental),
      isFigure: true,
    },
    { id: 'return', title: 'Return', value: (row) => row.before.return ?? '', render: (row) => ratio(row.before.return), isFigure: true },
    {
      id: 'return-then',
      title: 'Return, moved',
      value: (row) => row.after.return ?? '',
      render: (row) => ratio(row.after.return),
      isFigure: true,
    },
  ];
  return (
    <Stack gap="sm" role="status">
      <Text>
        {formats.money(moved, currency)} from {giver?.partnerType} to {taker?.partnerType}, {formats.date(from)} – {formats.date(to)}:{' '}
        {change === null ? (
          why
        ) : (
          <>
            <b className="figures">{changeText(change, 'money', currency, formats)}</b> of incremental revenue together, an estimate.
          </>
        )}
      </Text>
      <Notice title="What it supposes">{assumption}</Notice>
      <DataTable rows={types} columns={columns} idOf={({ partnerType }) => partnerType} name="moved sum" isPlain />
    </Stack>
  );
}
