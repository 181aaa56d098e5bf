import { SegmentedControl, Stack } from '@mantine/core';
import { useMemo, useState } from 'react';
import { address } from '../app/addresses.ts';
import { useChosenHistory, useChosenProgram } from '../app/chosen.ts';
import { useCommands } from '../app/commands.ts';
import { PageLink } from '../app/page-link.tsx';
import { PageBody, PageHeader } from '../ui/page-header.tsx';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import { AskPrograms } from './ask-programs.tsx';
import { GoalForm } from './goal-form.tsx';
import { parameterPaths } from './parameter-paths.ts';
import { useParameters } from './queries.ts';
import { SweepForm } from './sweep-form.tsx';

const WAYS = { programs: 'Programs side by side', sweep: 'Sweep', goal: 'Goal seek' } as const;
type Way = keyof typeof WAYS;

/** A question: programs side by side, a parameter over a range, or the value that meets a target. */
export function NewSimulationPage() {
  const [way, setWay] = useState<Way>('programs');
  const [program] = useChosenProgram();
  const [history] = useChosenHistory();
  const { data: parameters, error, refetch } = useParameters(program);
  useCommands(
    useMemo(() => Object.entries(WAYS).map(([value, label]) => ({ id: `ask ${value}`, label, onClick: () => setWay(value as Way) })), []),
  );
  return (
    <>
      <PageHeader
        title="New question"
        about="Of the program and over the history chosen above."
        back={<PageLink to={address('whatIf')}>What if</PageLink>}
      />
      <PageBody>
        {program === undefined || history === undefined ? (
          <EmptyState title={program === undefined ? 'There is no program' : 'There is no history'}>
            A question needs a program and a history to ask it of. Imports make histories.
          </EmptyState>
        ) : error !== null ? (
          <ErrorState error={error} again={() => void refetch()} />
        ) : parameters === undefined ? (
          <Loading what="the program’s parameters" />
        ) : (
          <Stack>
            <SegmentedControl
              aria-label="What is asked"
              value={way}
              onChange={(value) => setWay(value as Way)}
              data={Object.entries(WAYS).map(([value, label]) => ({ value, label }))}
              w="fit-content"
            />
            {way === 'programs' && <AskPrograms program={program} history={history} paths={parameterPaths(parameters)} />}
            {way === 'sweep' && <SweepForm program={program} history={history} paths={parameterPaths(parameters)} />}
            {way === 'goal' && <GoalForm program={program} history={history} paths={parameterPaths(parameters)} />}
          </Stack>
        )}
      </PageBody>
    </>
  );
}
