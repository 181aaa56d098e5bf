import { Accordion, Badge, Group, Text } from '@mantine/core';
import { useFormats } from '../../ui/formats.ts';
import { ErrorState, Loading } from '../../ui/states.tsx';
import { FilterText } from '../filter-text.tsx';
import { useFilters } from '../use-filters.ts';
import { Changes } from './changes.tsx';
import { type Gate, useGates } from './queries.ts';

/** What the partner may do today; what would open what is closed. */
export function Gates(of: { readonly program: string; readonly partner: string; readonly partnerType: string }) {
  const [about, change] = useFilters(['productLine', 'customer']);
  const { data, error, refetch } = useGates(of, about);
  if (error !== null) return <ErrorState error={error} again={() => void refetch()} compact />;
  if (data === undefined) return <Loading what="what it may do" />;
  if (data.gates.length === 0)
    return (
      <Text size="sm" c="dimmed">
        The program has no gates for this type.
      </Text>
    );
  return (
    <>
      <Group gap="xs" mb="xs" grow>
        <FilterText label="Product line" value={about.productLine} change={(productLine) => change({ productLine })} width={120} />
        <FilterText label="Customer" value={about.customer} change={(customer) => change({ customer })} placeholder="Id" width={120} />
      </Group>
      <Accordion multiple chevronPosition="left">
        {data.gates.map((gate) => (
          <Accordion.Item key={`${gate.gate} ${gate.item ?? ''}`} value={`${gate.gate} ${gate.item ?? ''}`}>
            <Accordion.Control>
              <Group gap="xs" justify="space-between" wrap="nowrap">
                <Text size="sm">{gate.gate}</Text>
                <Badge color={gate.open ? 'pine' : 'red'}>{gate.open ? 'open' : 'closed'}</Badge>
              </Group>
            </Accordion.Control>
            <Accordion.Panel>
              <Told gate={gate} />
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </>
  );
}

function Told({ gate: { open, closedBy, sets, unknown, horizon } }: { readonly gate: Gate }) {
  const { date } = useFormats();
  const [easiest] = sets;
  return (
    <>
      {open && (
        <Text size="sm">
          {horizon?.until === undefined
            ? 'It stays open as far as is known now.'
            : `It stays open through ${date(horizon.until)}, if nothing is recorded meanwhile.`}
        </Text>
      )}
      {closedBy.map(({ rule, reason }) => (
        <Text size="sm" key={rule}>
          Closed: {reason}
        </Text>
      ))}
      {!open && easiest !== undefined && <Changes changes={easiest.changes} />}
      {!open && easiest === undefined && unknown.length > 0 && (
        <Text size="sm" c="dimmed">
          It depends on what isn’t said here: {unknown.map(({ fact }) => fact).join(', ')}.
        </Text>
      )}
      {!open && easiest === undefined && unknown.length === 0 && closedBy.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing opens it.
        </Text>
      )}
    </>
  );
}
