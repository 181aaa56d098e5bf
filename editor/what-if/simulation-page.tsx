import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { useHistories } from '../api/histories.ts';
import { isOver, type Simulation } from '../api/simulations.ts';
import { address } from '../app/addresses.ts';
import { PageLink } from '../app/page-link.tsx';
import { useMay } from '../app/session.ts';
import { useFormats } from '../ui/formats.ts';
import { tell, tellError } from '../ui/notify.tsx';
import { PageBody, PageHeader } from '../ui/page-header.tsx';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import { useCancelSimulation, useSimulation } from './queries.ts';
import { SimulationResult } from './result/simulation-result.tsx';
import { StateBadge } from './simulations-page.tsx';

/** One question: how it stands, and what came out. */
export function SimulationPage() {
  const { simulation: id = '' } = useParams({ strict: false });
  const { data, error, refetch } = useSimulation(id);
  const { time } = useFormats();
  const { data: histories = [] } = useHistories();
  return (
    <>
      <PageHeader
        title={data?.result?.differences.map(({ candidate }) => candidate).join(', ') ?? 'What if'}
        back={<PageLink to={address('whatIf')}>All questions</PageLink>}
        about={
          data && (
            <Group gap="xs">
              <StateBadge state={data.state} />
              <span>
                {histories.find((each) => each.id === data.history)?.name ?? data.history}, asked {time(data.createdAt)}
              </span>
            </Group>
          )
        }
        actions={
          <Button variant="default" leftSection={<IconLink size={14} />} onClick={() => void copyAddress()}>
            Copy the link
          </Button>
        }
      />
      <PageBody>
        {error !== null ? (
          <ErrorState error={error} again={() => void refetch()} />
        ) : data === undefined ? (
          <Loading what="the answer" />
        ) : (
          <Standing simulation={data} />
        )}
      </PageBody>
    </>
  );
}

async function copyAddress(): Promise<void> {
  try {
    await navigator.clipboard.writeText(location.href);
    tell('The address of this answer is copied.');
  } catch (error) {
    tellError(error);
  }
}

function Standing({ simulation }: { readonly simulation: Simulation }) {
  if (!isOver(simulation)) return <UnderWay simulation={simulation} />;
  if (simulation.result !== undefined) return <SimulationResult id={simulation.id} result={simulation.result} />;
  return (
    <EmptyState title={simulation.state === 'cancelled' ? 'It was cancelled' : 'It failed'}>
      {simulation.error ?? 'Nothing came out. Ask again.'}
    </EmptyState>
  );
}

function UnderWay({ simulation: { id, progress } }: { readonly simulation: Simulation }) {
  const { count } = useFormats();
  const may = useMay('analyst');
  const cancelling = useCancelSimulation();
  const share = progress.all === 0 ? 0 : (100 * progress.done) / progress.all;
  return (
    <Stack maw={520} role="status">
      <Text>The history is decided again.</Text>
      <Progress value={share} animated aria-label="Rows decided" />
      <Text size="sm" c="dimmed" className="figures">
        {count(progress.done)} of {count(progress.all)} rows
      </Text>
      {may && (
        <Group>
          <Button variant="default" loading={cancelling.isPending} onClick={() => cancelling.mutate(id, { onError: tellError })}>
            Cancel
          </Button>
        </Group>
      )}
    </Stack>
  );
}
