import { Drawer, Group, Loader, Select, Stack, Text, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ask, type components } from '../api/client.ts';
import { DecisionPair } from '../reasoning/decision-pair.tsx';
import { useFormats } from '../ui/formats.ts';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import styles from './live.module.css';
import { MakeScenario } from './make-scenario.tsx';
import type { Enrolled } from './movers.tsx';
import { impactRequest, type Settled } from './use-impact.ts';

type ActivityPair = components['schemas']['ActivityPair'];

interface Props {
  readonly screen: Settled;
  readonly picked: Enrolled | 'search';
  readonly close: () => void;
}

/** What a partner did, each of it as it is in force and under the draft. */
export function PickedPartner({ screen, picked, close }: Props) {
  const [chosen, choose] = useState(picked === 'search' ? undefined : picked);
  return (
    <Drawer
      opened
      onClose={close}
      position="right"
      size="min(1100px, 100vw)"
      title={chosen === undefined ? 'Compare a partner or deal' : chosen.partner}
    >
      <Stack>
        <EnrollmentSelect history={screen.history} chosen={chosen} choose={choose} />
        {chosen === undefined ? (
          <EmptyState title="Which partner?">Its deals, registrations and certificates then stand here, each decided both ways.</EmptyState>
        ) : (
          <Lived key={`${chosen.partner} ${chosen.partnerType}`} screen={screen} enrolled={chosen} />
        )}
      </Stack>
    </Drawer>
  );
}

interface SelectProps {
  readonly history: string;
  readonly chosen: Enrolled | undefined;
  readonly choose: (enrolled: Enrolled) => void;
}

function EnrollmentSelect({ history, chosen, choose }: SelectProps) {
  const { data = [] } = useQuery({
    queryKey: ['histories', history, 'enrollments'],
    queryFn: async ({ signal }) =>
      (await ask(api.GET('/v1/histories/{id}/enrollments', { params: { path: { id: history }, query: { limit: '200' } }, signal })))
        .enrollments,
  });
  const enrolled = data.flatMap(({ id, enrollments }) => enrollments.map(({ partnerType }) => ({ partner: id, partnerType })));
  const all = chosen === undefined || enrolled.some((each) => keyOf(each) === keyOf(chosen)) ? enrolled : [chosen, ...enrolled];
  return (
    <Select
      label="Partner"
      searchable
      limit={100}
      placeholder="Name of a partner"
      data={all.map((each) => ({ value: keyOf(each), label: `${each.partner} (${each.partnerType})` }))}
      value={chosen === undefined ? null : keyOf(chosen)}
      onChange={(key) => {
        const found = all.find((each) => keyOf(each) === key);
        if (found !== undefined) choose(found);
      }}
      maw={420}
    />
  );
}

const keyOf = ({ partner, partnerType }: Enrolled): string => `${partnerType} ${partner}`;

function Lived({ screen, enrolled }: { readonly screen: Settled; readonly enrolled: Enrolled }) {
  const { date } = useFormats();
  const [picked, pick] = useState<Named>();
  const { data, error, refetch } = useQuery({
    queryKey: ['histories', screen.history, 'activities', enrolled],
    queryFn: ({ signal }) =>
      ask(
        api.GET('/v1/histories/{id}/activities', {
          params: { path: { id: screen.history }, query: { ...enrolled, limit: '200' } },
          signal,
        }),
      ),
  });
  const latestFirst = data?.activities.toReversed() ?? [];
  const parting = useFirstParting(screen, enrolled, data === undefined || picked !== undefined ? undefined : latestFirst);
  if (error !== null) return <ErrorState error={error} again={() => void refetch()} compact />;
  if (data === undefined) return <Loading what="what it did" />;
  const shown = picked ?? parting.data ?? latestFirst.find(isDeal) ?? latestFirst[0];
  return (
    <div className={styles.lived}>
      <nav aria-label="What it did" className={styles.activities}>
        {latestFirst.map(({ id, source, kind, occurredOn }) => (
          <UnstyledButton
            key={`${source ?? ''} ${id}`}
            className={styles.activity}
            aria-current={shown?.id === id}
            onClick={() => pick({ id, ...(source !== undefined && { source }) })}
          >
            <Text size="sm">{kind}</Text>
            <Group gap={6} justify="space-between">
              <Text size="xs" c="dimmed">
                {date(occurredOn)}
              </Text>
              <Text size="xs" c="dimmed" truncate>
                {id}
              </Text>
            </Group>
          </UnstyledButton>
        ))}
        {data.earlier > 0 && (
          <Text size="xs" c="dimmed" p={6}>
            And {data.earlier} before.
          </Text>
        )}
      </nav>
      {shown === undefined ? (
        <EmptyState title="It did nothing yet" />
      ) : (
        <div>
          {parting.isFetching && (
            <Group gap={8} mb="sm" role="status">
              <Loader size={14} />
              <Text size="sm" c="dimmed">
                Looking for the latest that is decided otherwise
              </Text>
            </Group>
          )}
          <MakeScenario screen={screen} enrolled={enrolled} activity={shown.id} />
          <Pair screen={screen} activity={shown} />
        </div>
      )}
    </div>
  );
}

interface Named {
  readonly id: string;
  readonly source?: string | undefined;
}

type LivedActivity = components['schemas']['LivedActivities']['activities'][number];

/** So many are asked about; the others are for the person to open. */
const MOST_TRIED = 12;
const isDeal = ({ kind }: LivedActivity): boolean => /closed|sale|renewal/.test(kind);

/** The latest deal that the draft decides otherwise: what somebody looks for who opens a partner that wins or loses. */
function useFirstParting(screen: Settled, enrolled: Enrolled, latestFirst: readonly LivedActivity[] | undefined) {
  return useQuery({
    queryKey: ['impact', 'parting', screen.draft, screen.history, enrolled, screen.version],
    enabled: latestFirst !== undefined,
    gcTime: 0,
    retry: false,
    queryFn: async ({ signal }): Promise<Named | null> => {
      const deals = (latestFirst ?? []).filter(isDeal).slice(0, MOST_TRIED);
      for (const each of deals) {
        const { candidates } = await pairOf(screen, each, signal);
        if (candidates[0]?.parting.at !== 'nothing') return each;
      }
      return null;
    },
  });
}

const pairOf = (screen: Settled, { id, source }: Named, signal: AbortSignal): Promise<ActivityPair> =>
  ask(
    api.POST('/v1/impacts/activity', {
      body: { ...impactRequest(screen), activity: id, ...(source !== undefined && { source }) },
      signal,
    }),
  );

interface PairProps {
  readonly screen: Settled;
  readonly activity: Named;
}

function Pair({ screen, activity }: PairProps) {
  const { data, error, refetch } = useQuery({
    queryKey: ['impact', 'activity', screen.draft, screen.history, activity.id, activity.source, screen.version],
    gcTime: 0,
    retry: false,
    queryFn: ({ signal }) => pairOf(screen, activity, signal),
  });
  if (error !== null) return <ErrorState error={error} again={() => void refetch()} compact />;
  if (data === undefined) return <Loading what="both decisions" />;
  return <DecisionPair pair={data} names={['In force', 'This draft']} />;
}
