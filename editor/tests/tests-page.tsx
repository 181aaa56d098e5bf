import { Alert, Button, Group, Select, Stack, Text } from '@mantine/core';
import { IconChecklist, IconPlus } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { components } from '../api/client.ts';
import { type ScenarioRun, useDraftTests } from '../api/draft-tests.ts';
import { useOpenDrafts } from '../api/drafts.ts';
import { address } from '../app/addresses.ts';
import { useChosenHistory, useChosenProgram } from '../app/chosen.ts';
import { useCommands } from '../app/commands.ts';
import { PageLink } from '../app/page-link.tsx';
import { useMay } from '../app/session.ts';
import { useFormats } from '../ui/formats.ts';
import { Notice } from '../ui/notice.tsx';
import { tell, tellError } from '../ui/notify.tsx';
import { PageBody, PageHeader } from '../ui/page-header.tsx';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import { NewScenario } from './new-scenario.tsx';
import { useExpectFound } from './queries.ts';
import { ScenarioRuns } from './scenario-runs.tsx';

type DraftSummary = components['schemas']['DraftSummary'];

/** The scenarios of a draft, run whenever it was saved. Which draft is in the address. */
export function TestsPage() {
  const navigate = useNavigate();
  const [program] = useChosenProgram();
  const search = useSearch({ strict: false }) as { readonly draft?: unknown };
  const { data: drafts, error, refetch } = useOpenDrafts(program);
  const { ago } = useFormats();
  const draft = drafts?.find(({ id }) => id === search.draft) ?? drafts?.[0];
  return (
    <>
      <PageHeader title="Tests" about="Scenarios say what a program is expected to decide. They run on both evaluators." />
      <PageBody>
        {error !== null ? (
          <ErrorState error={error} again={() => void refetch()} />
        ) : drafts === undefined ? (
          <Loading what="drafts" />
        ) : draft === undefined ? (
          <EmptyState
            icon={IconChecklist}
            title="There is no draft"
            action={program === undefined ? undefined : <PageLink to={address('program', { program })}>Begin one</PageLink>}
          >
            Scenarios stand beside the rules of a draft, and run as it is written.
          </EmptyState>
        ) : (
          <Stack>
            <Select
              label="Draft"
              data={drafts.map(({ id, name, changedAt }) => ({ value: id, label: `${name}, changed ${ago(changedAt)}` }))}
              value={draft.id}
              onChange={(id) => id !== null && void navigate({ to: '.', search: { draft: id } as never, replace: true })}
              allowDeselect={false}
              maw={420}
            />
            <Tested key={draft.id} draft={draft} />
          </Stack>
        )}
      </PageBody>
    </>
  );
}

function Tested({ draft }: { readonly draft: DraftSummary }) {
  const { count } = useFormats();
  const mayWrite = useMay('designer');
  const [history] = useChosenHistory();
  const [isMaking, setMaking] = useState(false);
  const { data, error, refetch } = useDraftTests(draft.id, draft.revision);
  const mayMake = mayWrite && history !== undefined;
  useCommands(
    useMemo(() => (mayMake ? [{ id: 'scenario', label: 'A scenario from history', onClick: () => setMaking(true) }] : []), [mayMake]),
  );
  const expecting = useExpectFound(draft.id, draft.revision);
  const expectFound = {
    of: (run: ScenarioRun) =>
      expecting.mutate(run, { onSuccess: () => tell('It expects from now on what was decided.'), onError: tellError }),
    busyWith: expecting.isPending ? expecting.variables : undefined,
  };
  if (error !== null) return <ErrorState error={error} again={() => void refetch()} compact />;
  if (data === undefined) return <Loading what="what the scenarios say" />;
  /** A program with errors decides nothing. */
  const isRun = data.diagnostics.length === 0 || data.scenarios.length > 0;
  return (
    <Stack>
      <Group>
        {isRun ? (
          <Text fw={600} c={data.failed > 0 || !data.ok ? 'var(--bad)' : 'var(--good)'} data-testid="tested">
            {count(data.passed)} passed, {count(data.failed)} failed
          </Text>
        ) : (
          <Text fw={600}>Not run</Text>
        )}
        {mayMake && (
          <Button variant="default" leftSection={<IconPlus size={14} />} onClick={() => setMaking(true)} ml="auto">
            A scenario from history
          </Button>
        )}
      </Group>
      {data.diagnostics.length > 0 && (
        <Alert color="red" variant="light" title="The draft has errors: no scenario was run">
          {data.diagnostics.slice(0, 5).map(({ message, pointer }) => (
            <Text size="sm" key={`${pointer} ${message}`}>
              {message}
            </Text>
          ))}
          <PageLink to={address('draft', { program: draft.program, draft: draft.id })} underline="always" size="sm">
            Mend them in the draft
          </PageLink>
        </Alert>
      )}
      {data.untried.length > 0 && <Notice title="Rules that no scenario makes hold">{data.untried.join(', ')}</Notice>}
      {isRun && <ScenarioRuns runs={data.scenarios} {...(mayWrite && { expectFound })} />}
      {isMaking && history !== undefined && <NewScenario draft={draft} history={history} close={() => setMaking(false)} />}
    </Stack>
  );
}
