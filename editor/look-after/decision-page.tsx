import { Badge, Box, Group, Tabs, Title } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { address } from '../app/addresses.ts';
import { PageLink } from '../app/page-link.tsx';
import { DecisionView } from '../reasoning/decision-view.tsx';
import { useFormats } from '../ui/formats.ts';
import { Notice, NoticeBadge } from '../ui/notice.tsx';
import { PageBody, PageHeader } from '../ui/page-header.tsx';
import { ErrorState, Loading } from '../ui/states.tsx';
import { type KeptDecision, useDecision } from './decisions/queries.ts';
import { Receipt } from './decisions/receipt.tsx';
import { Replay } from './decisions/replay.tsx';
import styles from './look-after.module.css';
import { Said } from './said.tsx';
import { useFilters } from './use-filters.ts';

/** One decision, as it was made: as a tree, in sentences, with its receipt; and whether it comes out again. */
export function DecisionPage() {
  const { decision: id = '' } = useParams({ strict: false });
  const { data, error, refetch } = useDecision(id);
  const { date } = useFormats();
  return (
    <>
      <PageHeader
        title={data === undefined ? 'Decision' : data.activity.id}
        back={<PageLink to={address('decisions')}>Decisions</PageLink>}
        about={
          data && (
            <Group gap="xs">
              {data.status === 'set-aside' ? <NoticeBadge>{data.status}</NoticeBadge> : <Badge color="gray">{data.status}</Badge>}
              {data.provisional && <Badge color="gray">provisional</Badge>}
              <span>
                {data.kind}, {date(data.on)}
              </span>
            </Group>
          )
        }
      />
      <PageBody>
        {error !== null ? (
          <ErrorState error={error} again={() => void refetch()} />
        ) : data === undefined ? (
          <Loading what="the decision" />
        ) : (
          <Kept key={id} kept={data} />
        )}
      </PageBody>
    </>
  );
}

const CAUSES: Readonly<Record<string, string>> = {
  recorded: 'The activity was recorded',
  due: 'It fell due by the calendar',
  reconciled: 'It was decided anew',
};

function Kept({ kept }: { readonly kept: KeptDecision }) {
  const { time } = useFormats();
  const [{ view = 'tree' }, change] = useFilters(['view']);
  const partners = [...new Set(kept.decision.parties.map(({ partner }) => partner))];
  return (
    <div className={styles.columns}>
      <div>
        {kept.supersededBy !== undefined && (
          <Box mb="md">
            <Notice icon={<IconHistory size={18} />} title="It was decided otherwise since">
              {kept.supersededBy === kept.id ? (
                'The calendar no longer brings it about.'
              ) : (
                <PageLink to={address('decision', { decision: kept.supersededBy })}>See what holds now</PageLink>
              )}
            </Notice>
          </Box>
        )}
        <Tabs
          value={view === 'sentences' ? 'sentences' : 'tree'}
          onChange={(chosen) => change({ view: chosen === 'sentences' ? 'sentences' : '' })}
          keepMounted={false}
        >
          <Tabs.List mb="md">
            <Tabs.Tab value="tree">Reasoning</Tabs.Tab>
            <Tabs.Tab value="sentences">In sentences</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="tree">
            <Title order={2} className="visually-hidden">
              Reasoning
            </Title>
            <DecisionView decision={kept.decision} />
          </Tabs.Panel>
          <Tabs.Panel value="sentences">
            <pre className={styles.sentences}>{kept.sentences}</pre>
          </Tabs.Panel>
        </Tabs>
      </div>
      <aside className={`panel ${styles.aside}`} aria-label="What it stands on">
        <Said
          of={[
            ['Program', kept.program],
            [
              partners.length > 1 ? 'Partners' : 'Partner',
              partners.map((partner) => (
                <PageLink key={partner} to={address('partner', { partner })} mr={8}>
                  {partner}
                </PageLink>
              )),
            ],
            ['Reported by', `${kept.activity.source}, revision ${kept.activity.revision}`],
            ['Cause', CAUSES[kept.cause] ?? kept.cause],
            ['Decided', time(kept.at)],
            ['By', kept.by.name],
          ]}
        />
        <Title order={2}>Receipt</Title>
        <Receipt receipt={kept.receipt} />
        <Title order={2}>Replay</Title>
        <Replay id={kept.id} />
      </aside>
    </div>
  );
}
