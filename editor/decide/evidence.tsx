import { Badge, Group, Stack, Table, Text, Title } from '@mantine/core';
import { address } from '../app/addresses.ts';
import { PageLink } from '../app/page-link.tsx';
import { isNegative } from '../live/decimal.ts';
import { useFormats } from '../ui/formats.ts';
import type { Submission } from './queries.ts';

/** All that an approver signs for. */
export function Evidence({ submission: { evidence, evidenceHash, version } }: { readonly submission: Submission }) {
  const { money, moneyChange, rate, date, count } = useFormats();
  const { liability, scenarios, checks, simulation } = evidence;
  return (
    <section aria-label="Evidence" className="panel" style={{ padding: 16 }}>
      <Title order={2} size="h3" mb="xs">
        Evidence
      </Title>
      <Stack gap={4} mb="sm">
        <Text size="xs" c="dimmed">
          {evidence.past ? 'Posted for the past' : 'Costs over the history, had it always been in force'}
        </Text>
        <Group gap="sm" align="baseline">
          <Text fw={600} fz="1.5rem" className="figures">
            {moneyChange(liability.difference, liability.currency)}
          </Text>
          {liability.rise !== null && (
            <Text size="sm" c="dimmed" className="figures">
              {isNegative(liability.rise) ? 'a fall' : 'a rise'} of {rate(liability.rise.replace('-', ''))}
              {liability.since !== null && ` since ${date(liability.since)}`}
            </Text>
          )}
        </Group>
        <Text size="sm" c="dimmed" className="figures">
          {money(liability.before, liability.currency)} → {money(liability.after, liability.currency)}
        </Text>
      </Stack>
      <Table layout="fixed">
        <Table.Tbody>
          <Row name="Scenarios">{count(scenarios.passed)} passed, on both evaluators</Row>
          <Row name="Warnings">
            {checks.warnings.length === 0 ? 'none' : checks.warnings.map(({ message }) => <div key={message}>{message}</div>)}
          </Row>
          <Row name="Simulation">
            <PageLink to={address('simulation', { simulation: simulation.id })}>What it comes to</PageLink>
            {simulation.inForceFrom !== null && `, in force from ${date(simulation.inForceFrom)}`}
          </Row>
          <Row name="Approvers">
            <Badge color="gray">{evidence.approvers.needed}</Badge> {evidence.approvers.because}
          </Row>
          <Row name="Version">
            <code>{version.slice(0, 16)}</code>
          </Row>
          <Row name="Signed is">
            <code>{evidenceHash.slice(0, 16)}</code>
          </Row>
        </Table.Tbody>
      </Table>
    </section>
  );
}

function Row({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <Table.Tr>
      <Table.Th w={110} style={{ verticalAlign: 'top' }}>
        {name}
      </Table.Th>
      <Table.Td>{children}</Table.Td>
    </Table.Tr>
  );
}
