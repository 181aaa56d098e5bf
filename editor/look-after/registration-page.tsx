import { Alert, List, Stack, Text, Title } from '@mantine/core';
import { IconListCheck } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { address } from '../app/addresses.ts';
import { PageLink } from '../app/page-link.tsx';
import { useMay } from '../app/session.ts';
import { useFormats } from '../ui/formats.ts';
import { Notice } from '../ui/notice.tsx';
import { PageBody, PageHeader } from '../ui/page-header.tsx';
import { ErrorState, Loading } from '../ui/states.tsx';
import { Assigned } from './cases/assigned.tsx';
import { Decide } from './cases/decide.tsx';
import { Life } from './cases/life.tsx';
import { type Case, useCase } from './cases/queries.ts';
import { CaseStatus, Due, KIND_WORDS } from './cases/words.tsx';
import styles from './look-after.module.css';
import { Facts, Said } from './said.tsx';

/** One case: what was asked, what is missing, all that happened to it, and what a person can decide. */
export function RegistrationPage() {
  const { registration: id = '' } = useParams({ strict: false });
  const { data, error, refetch } = useCase(id);
  return (
    <>
      <PageHeader
        title={data === undefined ? 'Case' : `${KIND_WORDS[data.kind]} ${data.reference}`}
        back={<PageLink to={address('registrations')}>Waiting</PageLink>}
        about={data && <CaseStatus case={data} />}
      />
      <PageBody>
        {error !== null ? (
          <ErrorState error={error} again={() => void refetch()} />
        ) : data === undefined ? (
          <Loading what="the case" />
        ) : (
          <Told case={data} />
        )}
      </PageBody>
    </>
  );
}

const OPEN: ReadonlySet<Case['status']> = new Set(['review', 'waiting', 'returned']);

function Told({ case: told }: { readonly case: Case }) {
  const may = useMay('operator', 'approver');
  const { date, money } = useFormats();
  const { protection } = told;
  return (
    <div className={styles.columns}>
      <Stack gap="lg">
        {told.reasons.length > 0 && <Reasons case={told} />}
        <section aria-labelledby="asked">
          <Title order={2} id="asked" mb="xs">
            What was submitted
          </Title>
          <Facts facts={told.asked} />
        </section>
        <section aria-labelledby="life">
          <Title order={2} id="life" mb="sm">
            What happened to it
          </Title>
          <Life events={told.events} />
        </section>
      </Stack>
      <aside className={`panel ${styles.aside}`} aria-label="How it stands">
        {may ? (
          <>
            <Title order={2}>Decide</Title>
            <Decide case={told} />
            {told.dueOn !== undefined && <Assigned case={told} />}
          </>
        ) : (
          <Text size="sm" c="dimmed">
            Approvers and operators decide this.
          </Text>
        )}
        <Said
          of={[
            ['Due', told.dueOn && <Due on={told.dueOn} />],
            [
              'Partner',
              <PageLink key="partner" to={address('partner', { partner: told.partner })}>
                {told.partner}
              </PageLink>,
            ],
            ['As', told.partnerType],
            ['Customer', told.customer],
            ['Amount', told.amount && money(told.amount, told.currency)],
            [
              'Protection',
              protection &&
                (protection.until === undefined
                  ? `${protection.name}, once approved`
                  : `${protection.name}, ${protection.from === undefined ? '' : `${date(protection.from)} – `}${date(protection.until)}`),
            ],
            [
              'Runner-up',
              told.runnerUp && `${told.runnerUp}. in line${told.heldUntil === undefined ? '' : `, held until ${date(told.heldUntil)}`}`,
            ],
            ['Routed to', told.routedTo],
            ['Urgency', told.urgency],
            ['Partner acts by', told.deadline && <Due on={told.deadline} />],
            ['Opened', date(told.openedOn)],
            ['Decided', date(told.decidedOn)],
            [
              'Reasoning',
              <PageLink key="why" to={address('decision', { decision: told.decision })}>
                The last decision of the rules
              </PageLink>,
            ],
          ]}
        />
      </aside>
    </div>
  );
}

function Reasons({ case: { status, reasons } }: { readonly case: Case }) {
  const title = status === 'returned' ? 'What is missing' : status === 'review' ? 'Whose word it waits for' : 'Why';
  const list = (
    <List size="sm">
      {reasons.map((reason) => (
        <List.Item key={reason}>{reason}</List.Item>
      ))}
    </List>
  );
  if (OPEN.has(status))
    return (
      <Notice title={title} icon={<IconListCheck size={18} />}>
        {list}
      </Notice>
    );
  return (
    <Alert color="gray" variant="light" icon={<IconListCheck size={18} />} title={title}>
      {list}
    </Alert>
  );
}
