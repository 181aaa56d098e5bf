import { SimpleGrid, Stack, Tabs, Text } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { address } from '../app/addresses.ts';
import { PageLink } from '../app/page-link.tsx';
import { useFormats } from '../ui/formats.ts';
import { Notice } from '../ui/notice.tsx';
import { PageBody, PageHeader } from '../ui/page-header.tsx';
import { ErrorState, Loading } from '../ui/states.tsx';
import { Approvals } from './approvals.tsx';
import { Comments } from './comments.tsx';
import { DifferenceView } from './difference-view.tsx';
import { Evidence } from './evidence.tsx';
import { type Submission, useSubmission } from './queries.ts';
import { SubmissionActions } from './submission-actions.tsx';
import { StateBadge } from './submissions-page.tsx';

/** A change put to approval: what it is, what it costs, what was said of it, and what can be done. */
export function SubmissionPage() {
  const { submission: id = '' } = useParams({ strict: false });
  const { data, error, refetch } = useSubmission(id);
  const { date, time } = useFormats();
  return (
    <>
      <PageHeader
        title={
          data === undefined ? (
            'Submission'
          ) : (
            <>
              Decides from {date(data.effectiveFrom)} <StateBadge state={data.state} />
            </>
          )
        }
        back={<PageLink to={address('submissions')}>Submissions</PageLink>}
        about={data && `Submitted by ${data.submittedBy.name}, ${time(data.submittedAt)}`}
        {...(data !== undefined && { actions: <SubmissionActions submission={data} /> })}
      />
      <PageBody>
        {error !== null ? (
          <ErrorState error={error} again={() => void refetch()} />
        ) : data === undefined ? (
          <Loading what="the submission" />
        ) : (
          <Whole submission={data} />
        )}
      </PageBody>
    </>
  );
}

function Whole({ submission }: { readonly submission: Submission }) {
  return (
    <Stack>
      {submission.because !== undefined && <Notice title={`It is ${submission.state}`}>{submission.because}</Notice>}
      {submission.note !== '' && <Text style={{ whiteSpace: 'pre-wrap' }}>{submission.note}</Text>}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Evidence submission={submission} />
        <Stack>
          <Approvals submission={submission} />
          <Comments id={submission.id} />
        </Stack>
      </SimpleGrid>
      <Tabs defaultValue="meaning" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="meaning">By meaning</Tabs.Tab>
          <Tabs.Tab value="text">By text</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="meaning">
          <ul>
            {submission.evidence.difference.map((line) => (
              <li key={line}>
                <Text size="sm">{line}</Text>
              </li>
            ))}
          </ul>
          {submission.evidence.difference.length === 0 && <Text c="dimmed">It changes nothing that is decided.</Text>}
        </Tabs.Panel>
        <Tabs.Panel value="text">
          <DifferenceView draft={submission.draft} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
