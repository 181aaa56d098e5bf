import { Alert, Badge, Group, List, Select, Stack, Tabs, Text } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMay } from '../../app/session.ts';
import type { Result } from '../queries.ts';
import { ActivityTab } from './activity-tab.tsx';
import { BarsTab } from './bars-tab.tsx';
import type { Beside } from './beside.ts';
import { EditsTab } from './edits-tab.tsx';
import { OverviewTab } from './overview-tab.tsx';
import { PartnersTab } from './partners-tab.tsx';
import { RulesTab } from './rules-tab.tsx';
import { TiersTab } from './tiers-tab.tsx';
import { responseOf, responseText } from './worth/response.ts';
import { WorthTab } from './worth/worth-tab.tsx';

const TABS = {
  overview: 'Paid',
  worth: 'Worth',
  partners: 'Partners',
  tiers: 'Tiers and gates',
  rules: 'Rules',
  edits: 'Edits',
  bars: 'What keeps out',
  activity: 'One activity',
} as const;

/** What came out, one candidate at a time beside the baseline. Which one and which part is in the address. */
export function SimulationResult({ id, result }: { readonly id: string; readonly result: Result }) {
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as { readonly candidate?: unknown; readonly tab?: unknown; readonly response?: unknown };
  const mayReckon = useMay('analyst');
  const tabs = Object.entries(TABS).filter(([value]) => value !== 'worth' || mayReckon);
  const tab: string = tabs.some(([value]) => value === search.tab) ? String(search.tab) : 'overview';
  const place = Math.max(
    0,
    result.differences.findIndex(({ candidate }) => candidate === search.candidate),
  );
  const [before, after, difference] = [result.sides[0], result.sides[place + 1], result.differences[place]];
  if (before === undefined || after === undefined || difference === undefined) return null;
  const show = (next: object): void => void navigate({ to: '.', search: { ...search, ...next } as never, replace: true });
  const beside: Beside = { result, before, after, difference };
  return (
    <Stack>
      <Group>
        {result.differences.length > 1 && (
          <Select
            aria-label="Candidate"
            data={result.differences.map(({ candidate }) => candidate)}
            value={difference.candidate}
            onChange={(candidate) => show({ candidate })}
            allowDeselect={false}
          />
        )}
        <Sampled beside={beside} />
      </Group>
      <Tabs value={tab} onChange={(next) => show({ tab: next })} keepMounted={false}>
        <Tabs.List mb="md">
          {tabs.map(([value, label]) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="overview">
          <OverviewTab {...beside} />
        </Tabs.Panel>
        {mayReckon && (
          <Tabs.Panel value="worth">
            <WorthTab
              simulation={id}
              candidate={place}
              beside={beside}
              response={responseOf(search.response)}
              assume={(response) => show({ response: responseText(response) })}
            />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="partners">
          <PartnersTab {...beside} />
        </Tabs.Panel>
        <Tabs.Panel value="tiers">
          <TiersTab {...beside} />
        </Tabs.Panel>
        <Tabs.Panel value="rules">
          <RulesTab {...beside} />
        </Tabs.Panel>
        <Tabs.Panel value="edits">
          <EditsTab {...beside} />
        </Tabs.Panel>
        <Tabs.Panel value="bars">
          <BarsTab {...beside} />
        </Tabs.Panel>
        <Tabs.Panel value="activity">
          <ActivityTab id={id} candidate={place} />
        </Tabs.Panel>
      </Tabs>
      <Notes notes={result.notes} />
    </Stack>
  );
}

/** How far the reference evaluator agreed. */
function Sampled({ beside: { before, after } }: { readonly beside: Beside }) {
  const samples = [before.sample, after.sample].filter((sample) => sample !== undefined);
  if (samples.length === 0) return null;
  const [lines, agreed] = [samples.reduce((sum, each) => sum + each.lines, 0), samples.reduce((sum, each) => sum + each.agreed, 0)];
  return (
    <Badge color={lines === agreed ? 'pine' : 'red'}>
      {agreed} of {lines} sampled lines agree with the reference evaluator
    </Badge>
  );
}

function Notes({ notes }: { readonly notes: readonly string[] }) {
  if (notes.length === 0) return null;
  return (
    <Alert variant="light" color="gray" title="To read it by">
      <List size="sm" spacing={2}>
        {notes.map((note) => (
          <List.Item key={note}>
            <Text size="sm" component="span">
              {note}
            </Text>
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
