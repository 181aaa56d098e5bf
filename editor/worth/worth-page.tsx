import { SimpleGrid, Stack, Title } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useChosenProgram } from '../app/chosen.ts';
import { useMay } from '../app/session.ts';
import { useFormats } from '../ui/formats.ts';
import { Notice } from '../ui/notice.tsx';
import { PageBody, PageHeader } from '../ui/page-header.tsx';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import { AskedFields } from './asked-fields.tsx';
import { ComparisonPanel } from './comparison-panel.tsx';
import { IncentivesPanel } from './incentives-panel.tsx';
import { MeasureCard } from './measure-card.tsx';
import { MovePanel } from './move-panel.tsx';
import { OpenedMeasure } from './opened-measure.tsx';
import { PortfolioPanel } from './portfolio-panel.tsx';
import { type Measure, useFigures, useMeasures } from './queries.ts';
import { comparisonOf, onlyText, type Question, questionOf } from './question.ts';
import { ReportMenu } from './report-menu.tsx';
import { SimulatedPanel } from './simulated-panel.tsx';
import { Views } from './views.tsx';

const GROUPS: readonly (readonly [group: Measure['group'], title: string])[] = [
  ['ecosystem-health', 'Ecosystem health'],
  ['commercial-contribution', 'Commercial contribution'],
  ['return', 'Return'],
];

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
  const compared = comparisonOf(question);
  const only = onlyText(question);
  const mayAsk = useMay('analyst');
  const { data, error, refetch } = useFigures(program, whole);
  return (
    <>
      <PageHeader
        title="What the program is worth"
        about={
          data === undefined
            ? 'Health, contribution and return, by fiscal quarter.'
            : `${date(data.from)} – ${date(data.to)}, by fiscal quarter. As of ${date(data.asOf)}, reckoned ${time(data.madeAt)}.`
        }
        actions={
          <>
            <ReportMenu program={program} question={question} />
            <Views program={program} question={question} show={show} />
          </>
        }
      />
      <PageBody>
        <Stack gap="lg">
          <AskedFields program={program} question={question} figures={data} show={show} />
          {error !== null || undescribed !== null ? (
            <ErrorState error={error ?? undescribed} again={() => void refetch()} />
          ) : data === undefined || described === undefined ? (
            <Loading what="the figures" />
          ) : (
            <>
              {compared !== undefined && <ComparisonPanel program={program} question={compared} measures={described.measures} />}
              <Board program={program} question={question} figures={data} measures={described.measures} />
              {only !== undefined && (
                <Notice title="Of the whole program">
                  What follows counts everything, not {only} alone: incentives, the portfolio, and what may be tried.
                </Notice>
              )}
              <IncentivesPanel program={program} question={question} measures={described.measures} />
              <PortfolioPanel program={program} question={question} />
              {mayAsk && <MovePanel program={program} question={question} />}
              {mayAsk && <SimulatedPanel program={program} />}
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
  const told = ({ id }: Measure) => figures.measures.find((each) => each.id === id);
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
                  figures={told(measure)?.figures ?? []}
                  unknown={told(measure)?.unsliced}
                  of={figures}
                  open={() => open(measure)}
                />
              ))}
          </SimpleGrid>
        </section>
      ))}
      {opened !== undefined && <OpenedMeasure program={program} question={question} measure={opened} close={() => open(undefined)} />}
    </>
  );
}
