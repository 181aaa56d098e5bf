import { Group, Select, SimpleGrid, Stack, TextInput, Title } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useChosenProgram } from '../app/chosen.ts';
import { useFormats } from '../ui/formats.ts';
import { PageBody, PageHeader } from '../ui/page-header.tsx';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import { IncentivesPanel } from './incentives-panel.tsx';
import { MeasureCard } from './measure-card.tsx';
import { MeasureDetail } from './measure-detail.tsx';
import { PortfolioPanel } from './portfolio-panel.tsx';
import { METHODS, type Measure, type Question, SLICES, useFigures, useMeasures } from './queries.ts';
import { Views } from './views.tsx';

const GROUPS: readonly (readonly [group: Measure['group'], title: string])[] = [
  ['ecosystem-health', 'Ecosystem health'],
  ['commercial-contribution', 'Commercial contribution'],
  ['return', 'Return'],
];

const LABELS: Readonly<Record<(typeof SLICES)[number] | (typeof METHODS)[number], string>> = {
  partnerType: 'Partner type',
  tier: 'Tier',
  region: 'Region',
  segment: 'Segment',
  partner: 'Partner',
  incentive: 'Incentive',
  integration: 'Integration',
  competitor: 'Rival present',
  'prior-period': 'Prior period',
  'matched-accounts': 'Matched accounts',
};

/** The page that a channel chief shows the board: each figure opens into its records. What is asked is in the address. */
export function WorthPage() {
  const [program] = useChosenProgram();
  if (program === undefined) return <EmptyState title="There is no program" />;
  return <Worth key={program} program={program} />;
}

function Worth({ program }: { readonly program: string }) {
  const navigate = useNavigate();
  const { date, time } = useFormats();
  const question = questionOf(useSearch({ strict: false }));
  const show = (next: Question): void => void navigate({ to: '.', search: next as never, replace: true });
  const { data: described, error: undescribed } = useMeasures();
  const { by: _, ...whole } = question;
  const { data, error, refetch } = useFigures(program, whole);
  return (
    <>
      <PageHeader
        title="What the program is worth"
        about={
          data === undefined
            ? 'Health, contribution and return, by fiscal quarter.'
            : `As of ${date(data.asOf)}, reckoned ${time(data.madeAt)}.`
        }
        actions={<Views program={program} question={question} show={show} />}
      />
      <PageBody>
        <Stack gap="lg">
          <Asked question={question} show={show} />
          {error !== null || undescribed !== null ? (
            <ErrorState error={error ?? undescribed} again={() => void refetch()} />
          ) : data === undefined || described === undefined ? (
            <Loading what="the figures" />
          ) : (
            <>
              <Board program={program} question={question} figures={data} measures={described.measures} />
              <IncentivesPanel program={program} question={question} measures={described.measures} />
              <PortfolioPanel program={program} question={question} />
            </>
          )}
        </Stack>
      </PageBody>
    </>
  );
}

interface BoardProps {
  readonly program: string;
  readonly question: Question;
  readonly figures: NonNullable<ReturnType<typeof useFigures>['data']>;
  readonly measures: readonly Measure[];
}

function Board({ program, question, figures, measures }: BoardProps) {
  const [opened, open] = useState<Measure>();
  const figuresOf = (id: string, of: BoardProps['figures']) => of.measures.find((each) => each.id === id)?.figures ?? [];
  return (
    <>
      {GROUPS.map(([group, title]) => (
        <section key={group} aria-label={title}>
          <Title order={2} size="h3" mb="xs">
            {title}
          </Title>
          <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
            {measures
              .filter((measure) => measure.group === group)
              .map((measure) => (
                <MeasureCard
                  key={measure.id}
                  measure={measure}
                  figures={figuresOf(measure.id, figures)}
                  of={figures}
                  open={() => open(measure)}
                />
              ))}
          </SimpleGrid>
        </section>
      ))}
      {opened !== undefined && <Opened program={program} question={question} measure={opened} close={() => open(undefined)} />}
    </>
  );
}

/** By the chosen slice, where the measure has it. */
function Opened({
  program,
  question,
  measure,
  close,
}: {
  readonly program: string;
  readonly question: Question;
  readonly measure: Measure;
  readonly close: () => void;
}) {
  const { by, ...whole } = question;
  const sliced = by !== undefined && measure.slices.includes(by) ? { ...whole, by } : whole;
  const { data } = useFigures(program, sliced, measure.id);
  if (data === undefined) return null;
  return (
    <MeasureDetail
      program={program}
      measure={measure}
      figures={data.measures.find(({ id }) => id === measure.id)?.figures ?? []}
      of={data}
      close={close}
    />
  );
}

function Asked({ question, show }: { readonly question: Question; readonly show: (question: Question) => void }) {
  const set = (name: keyof Question, value: string | null): void => {
    const { [name]: _, ...rest } = question;
    show(value === null || value === '' ? rest : { ...rest, [name]: value });
  };
  return (
    <Group align="flex-end">
      <TextInput
        type="date"
        label="From the quarter of"
        value={question.from ?? ''}
        onChange={({ currentTarget }) => set('from', currentTarget.value)}
      />
      <TextInput
        type="date"
        label="through that of"
        value={question.to ?? ''}
        onChange={({ currentTarget }) => set('to', currentTarget.value)}
      />
      <Select
        label="Opened by"
        placeholder="All together"
        clearable
        data={SLICES.map((value) => ({ value, label: LABELS[value] }))}
        value={question.by ?? null}
        onChange={(value) => set('by', value)}
      />
      <Select
        label="Baseline of estimates"
        data={METHODS.map((value) => ({ value, label: LABELS[value] }))}
        value={question.method ?? METHODS[0]}
        onChange={(value) => set('method', value)}
        allowDeselect={false}
      />
    </Group>
  );
}

/** Anybody can write an address: what it doesn't mean is left out. */
function questionOf(search: object): Question {
  const { from, to, by, method } = search as Readonly<Record<string, unknown>>;
  const day = (value: unknown): string | undefined => (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined);
  const [first, last] = [day(from), day(to)];
  const slice = SLICES.find((each) => each === by);
  const way = METHODS.find((each) => each === method);
  return {
    ...(first !== undefined && { from: first }),
    ...(last !== undefined && { to: last }),
    ...(slice !== undefined && { by: slice }),
    ...(way !== undefined && { method: way }),
  };
}
