import { Button, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { address } from '../../app/addresses.ts';
import { PageLink } from '../../app/page-link.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { useFormats } from '../../ui/formats.ts';
import { Notice } from '../../ui/notice.tsx';
import { ErrorState, Loading } from '../../ui/states.tsx';
import { Due, KIND_WORDS } from '../cases/words.tsx';
import styles from '../look-after.module.css';
import { Changes } from './changes.tsx';
import { type Attainment, useAttainment } from './queries.ts';
import { valueText } from './value.ts';

interface Props {
  readonly program: string;
  readonly partner: string;
  readonly partnerType: string;
  readonly currency: string | undefined;
}

/** Measures, the distance to each tier above, and what ends soon. */
export function Attained({ currency, ...of }: Props) {
  const { data, error, refetch } = useAttainment(of);
  if (error !== null) return <ErrorState error={error} again={() => void refetch()} compact />;
  if (data === undefined) return <Loading what="what is attained" />;
  return <Told attained={data} currency={currency} />;
}

function Told({ attained, currency }: { readonly attained: Attainment; readonly currency: string | undefined }) {
  const formats = useFormats();
  const { levels, measures, deadlines, ending, status } = attained;
  return (
    <Stack gap="lg">
      {status !== 'decided' && (
        <Notice title={status === 'set-aside' ? 'Something failed' : 'No version is in force today'}>
          What is told below may not be all.
        </Notice>
      )}
      <section>
        <Title order={3} mb="xs">
          To the next tier
        </Title>
        {levels.length === 0 ? (
          <Text size="sm" c="dimmed">
            {attained.tier === undefined ? 'The program has no tiers for this type.' : 'It has the highest tier.'}
          </Text>
        ) : (
          <Stack gap="sm">
            {levels.map((level) => (
              <Level key={level.level} level={level} />
            ))}
          </Stack>
        )}
      </section>
      {measures.length > 0 && <Measures measures={measures} currency={currency} />}
      {deadlines.length > 0 && (
        <section>
          <Title order={3} mb="xs">
            To be used in time
          </Title>
          <DataTable
            rows={deadlines}
            idOf={({ id }) => id}
            name="deadlines"
            isPlain
            columns={[
              {
                id: 'reference',
                title: 'Reference',
                value: ({ reference }) => reference,
                render: ({ id, reference }) => <PageLink to={address('registration', { registration: id })}>{reference}</PageLink>,
              },
              { id: 'kind', title: 'Kind', value: ({ kind }) => KIND_WORDS[kind] },
              { id: 'deadline', title: 'By', value: ({ deadline }) => deadline, render: ({ deadline }) => <Due on={deadline} /> },
            ]}
          />
        </section>
      )}
      {ending.length > 0 && (
        <section>
          <Title order={3} mb="xs">
            Incentives that end
          </Title>
          <DataTable
            rows={ending}
            idOf={({ rule }) => rule}
            name="incentives that end"
            isPlain
            columns={[
              { id: 'incentive', title: 'Incentive', value: ({ incentive }) => incentive },
              { id: 'meaning', title: 'Meaning', value: ({ description }) => description },
              { id: 'until', title: 'Last day', value: ({ until }) => until, render: ({ until }) => formats.date(until) },
            ]}
          />
        </section>
      )}
    </Stack>
  );
}

interface MeasuresProps {
  readonly measures: Attainment['measures'];
  readonly currency: string | undefined;
}

/** What it has done, as the program measures it; what comes to nothing is shown on request. */
function Measures({ measures, currency }: MeasuresProps) {
  const formats = useFormats();
  const [showsAll, showAll] = useState(false);
  const telling = measures.filter(({ value }) => value !== undefined && value !== null && Number(value) !== 0);
  const rows = showsAll ? measures : telling;
  return (
    <section>
      <Title order={3} mb="xs">
        Measures
      </Title>
      {rows.length > 0 && (
        <DataTable
          rows={rows}
          idOf={({ measure }) => measure}
          name="measures"
          isPlain
          columns={[
            { id: 'measure', title: 'Measure', value: ({ measure }) => measure },
            { id: 'meaning', title: 'Meaning', value: ({ description }) => description },
            {
              id: 'value',
              title: 'Today',
              isFigure: true,
              value: ({ value }) => String(value),
              render: ({ value, type }) => valueText(value, type, currency, formats),
            },
          ]}
        />
      )}
      {telling.length < measures.length && (
        <Button variant="subtle" mt="xs" onClick={() => showAll(!showsAll)} aria-expanded={showsAll}>
          {showsAll
            ? 'Only those that come to something'
            : `Show ${formats.count(measures.length - telling.length)} more that come to nothing`}
        </Button>
      )}
    </section>
  );
}

/** Ways beside the easiest that are worth telling. */
const MOST_WAYS = 3;

function Level({ level: { level, sets, unknown, reached } }: { readonly level: Attainment['levels'][number] }) {
  return (
    <div className={`panel ${styles.level}`}>
      <Text fw={600} mb={6}>
        {level}
      </Text>
      {reached ? (
        <Text size="sm">Its requirements hold; the next review grants it.</Text>
      ) : sets.length === 0 ? (
        <Text size="sm" c="dimmed">
          {unknown.length === 0
            ? 'Nothing that the partner does leads to it.'
            : `It hangs on what isn’t known: ${unknown.map(({ fact }) => fact).join(', ')}.`}
        </Text>
      ) : (
        sets.slice(0, MOST_WAYS).map((set, index) => (
          <div key={`${set.rule ?? ''} ${set.changes.map(({ fact }) => fact).join(' ')}`}>
            {index > 0 && (
              <Text size="sm" c="dimmed" my={8}>
                or
              </Text>
            )}
            <Changes changes={set.changes} />
          </div>
        ))
      )}
    </div>
  );
}
