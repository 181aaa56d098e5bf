import { Badge, Text } from '@mantine/core';
import { IconClipboardCheck } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useOpenDrafts } from '../api/drafts.ts';
import { address } from '../app/addresses.ts';
import { useChosenHistory, useChosenProgram } from '../app/chosen.ts';
import { PageLink } from '../app/page-link.tsx';
import { Change } from '../live/change.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { useFormats } from '../ui/formats.ts';
import { PageBody, PageHeader } from '../ui/page-header.tsx';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import { type Submission, useSubmissions } from './queries.ts';
import { SubmitDraft } from './submit-draft.tsx';

/** What was put to approval, the latest first. */
export function SubmissionsPage() {
  const navigate = useNavigate();
  const [program] = useChosenProgram();
  const { data, error, refetch } = useSubmissions(program);
  const { date, ago } = useFormats();
  const columns: readonly Column<Submission>[] = [
    {
      id: 'submitted',
      title: 'Submitted',
      value: ({ submittedAt }) => submittedAt,
      render: ({ id, submittedAt }) => <PageLink to={address('submission', { submission: id })}>{ago(submittedAt)}</PageLink>,
    },
    { id: 'note', title: 'What for', value: ({ note }) => note, render: ({ note }) => <Text lineClamp={1}>{note}</Text> },
    { id: 'by', title: 'By', value: ({ submittedBy }) => submittedBy.name },
    { id: 'from', title: 'Decides from', value: ({ effectiveFrom }) => effectiveFrom, render: ({ effectiveFrom }) => date(effectiveFrom) },
    {
      id: 'cost',
      title: 'Costs',
      value: ({ evidence }) => evidence.liability.difference,
      render: ({ evidence: { liability } }) => <Change amount={liability.difference} currency={liability.currency} />,
      isFigure: true,
    },
    { id: 'state', title: 'State', value: ({ state }) => state, render: ({ state }) => <StateBadge state={state} /> },
  ];
  return (
    <>
      <PageHeader title="Submissions" about="Changes put to approval, each with its evidence." />
      <PageBody>
        {error !== null ? (
          <ErrorState error={error} again={() => void refetch()} />
        ) : data === undefined ? (
          <Loading what="what was submitted" />
        ) : (
          <DataTable
            rows={data}
            columns={columns}
            idOf={({ id }) => id}
            name="submissions"
            onRow={({ id }) => void navigate({ to: address('submission', { submission: id }) })}
            empty={
              <EmptyState icon={IconClipboardCheck} title="Nothing is put to approval">
                A draft that is ready is submitted from its page, with what it comes to over a history.
              </EmptyState>
            }
          />
        )}
      </PageBody>
      <Submitting program={program} />
    </>
  );
}

/** A draft that its page sends here to be submitted; which one is in the address. */
function Submitting({ program }: { readonly program: string | undefined }) {
  const navigate = useNavigate();
  const [history] = useChosenHistory();
  const { draft: id } = useSearch({ strict: false }) as { readonly draft?: unknown };
  const { data: drafts } = useOpenDrafts(id === undefined ? undefined : program);
  const draft = drafts?.find((each) => each.id === id);
  if (draft === undefined || history === undefined) return null;
  return <SubmitDraft draft={draft} history={history} close={() => void navigate({ to: '.', search: {} as never, replace: true })} />;
}

const COLORS: Readonly<Record<Submission['state'], string>> = {
  pending: 'blue',
  approved: 'pine',
  published: 'pine',
  returned: 'gray',
  withdrawn: 'gray',
  lapsed: 'gray',
};

export const StateBadge = ({ state }: Pick<Submission, 'state'>) => <Badge color={COLORS[state]}>{state}</Badge>;
