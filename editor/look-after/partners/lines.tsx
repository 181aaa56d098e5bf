import { ActionIcon, Badge, Group, Menu, Text } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { address } from '../../app/addresses.ts';
import { PageLink } from '../../app/page-link.tsx';
import { useMay } from '../../app/session.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { useFormats } from '../../ui/formats.ts';
import { NoticeBadge } from '../../ui/notice.tsx';
import { tell } from '../../ui/notify.tsx';
import { More } from '../../ui/paged.tsx';
import { ErrorState, Loading } from '../../ui/states.tsx';
import { type LedgerLine, type LineStep, useLineStep, useLines } from './ledger.ts';
import { WithWords } from './with-words.tsx';

interface Props {
  readonly program: string;
  readonly partner: string;
  readonly partnerType: string;
}

/** Each line that was posted for it, with the decision behind it, and what a person can do about it. */
export function Lines(of: Props) {
  const list = useLines(of);
  const { date, money } = useFormats();
  const [doing, act] = useState<{ readonly line: LedgerLine; readonly step: LineStep }>();
  if (list.error !== null) return <ErrorState error={list.error} again={list.again} compact />;
  if (list.rows === undefined) return <Loading what="its lines" />;
  const columns: readonly Column<LedgerLine>[] = [
    { id: 'on', title: 'On', value: ({ occurredOn }) => occurredOn, render: ({ occurredOn }) => date(occurredOn) },
    {
      id: 'incentive',
      title: 'Incentive',
      value: ({ incentive, activity }) => `${incentive} ${activity}`,
      render: ({ incentive, activity, decision }) => (
        <>
          <Text size="sm">{incentive}</Text>
          {decision === undefined ? (
            <Text size="xs" c="dimmed">
              {activity}
            </Text>
          ) : (
            <PageLink to={address('decision', { decision })} size="xs">
              {activity}
            </PageLink>
          )}
        </>
      ),
    },
    {
      id: 'state',
      title: 'State',
      value: ({ state, held, disputed }) => [state, held === undefined ? '' : 'held', disputed ? 'disputed' : ''].join(' '),
      render: ({ state, held, disputed }) => (
        <Group gap={4}>
          <Badge color="gray">{state}</Badge>
          {disputed && <NoticeBadge>disputed</NoticeBadge>}
          {held !== undefined && (
            <span title={held}>
              <NoticeBadge>held</NoticeBadge>
            </span>
          )}
        </Group>
      ),
    },
    {
      id: 'amount',
      title: 'Amount',
      isFigure: true,
      value: ({ amount }) => amount,
      render: ({ amount, currency }) => money(amount, currency),
    },
    { id: 'do', title: '', width: 44, value: () => undefined, render: (line) => <Steps line={line} act={(step) => act({ line, step })} /> },
  ];
  return (
    <>
      <DataTable rows={list.rows} columns={columns} idOf={({ id }) => id} name="lines" empty={<None />} />
      <More list={list} what="lines" />
      {doing !== undefined && <Ask key={`${doing.line.id} ${doing.step}`} {...doing} close={() => act(undefined)} />}
    </>
  );
}

const None = () => (
  <Text size="sm" c="dimmed">
    No line was posted for it yet.
  </Text>
);

interface StepsProps {
  readonly line: LedgerLine;
  readonly act: (step: LineStep) => void;
}

function Steps({ line, act }: StepsProps) {
  const [mayHold, mayPropose] = [useMay('operator', 'approver'), useMay('designer', 'operator', 'approver')];
  if (!mayHold && !mayPropose) return null;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon aria-label={`What to do about ${line.incentive}, ${line.activity}`}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {mayHold && !line.disputed && <Menu.Item onClick={() => act('dispute')}>Dispute…</Menu.Item>}
        {mayHold && line.held === undefined && <Menu.Item onClick={() => act('hold')}>Hold back…</Menu.Item>}
        {mayHold && line.held !== undefined && <Menu.Item onClick={() => act('release')}>Let it be paid…</Menu.Item>}
        {mayPropose && <Menu.Item onClick={() => act('override')}>Override…</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}

interface Words {
  readonly title: string;
  readonly verb: string;
  readonly means: string;
  readonly label?: string;
  readonly done: string;
}

const WORDS: Readonly<Record<LineStep, Words>> = {
  dispute: {
    title: 'Dispute the line',
    verb: 'Open the dispute',
    means: 'Until it is settled the line goes into no payout, and nothing of it is corrected. Another person settles it.',
    label: 'What is wrong with it',
    done: 'The dispute is open.',
  },
  hold: {
    title: 'Hold the line back',
    verb: 'Hold it',
    means: 'It goes into no payout until somebody lets it.',
    label: 'Why',
    done: 'The line is held.',
  },
  release: {
    title: 'Let the line be paid',
    verb: 'Let it be paid',
    means: 'It goes into the next payout after its day.',
    done: 'The line is no longer held.',
  },
  override: {
    title: 'Override what the program says',
    verb: 'Propose it',
    means: 'Nothing is posted until another person approves it. Then it stays, whatever is recorded later, until it is ended.',
    label: 'Why; it stands on the statement',
    done: 'The override waits for another person.',
  },
};

function Ask({ line, step, close }: { readonly line: LedgerLine; readonly step: LineStep; readonly close: () => void }) {
  const { title, verb, means, label, done } = WORDS[step];
  const { money } = useFormats();
  const doing = useLineStep();
  return (
    <WithWords
      title={title}
      verb={verb}
      {...(label !== undefined && { label })}
      {...(step === 'override' && {
        amount: {
          label: 'It comes to',
          description: `All lines of this incentive for ${line.activity}, in ${line.currency}.`,
          isNeeded: true,
        },
      })}
      error={doing.error}
      isBusy={doing.isPending}
      close={close}
      go={(reason, amount) =>
        doing.mutate(
          { line, step, reason, amount },
          {
            onSuccess: () => {
              tell(done);
              close();
            },
          },
        )
      }
    >
      <b>
        {line.incentive}, {money(line.amount, line.currency)}
      </b>
      , for {line.activity}. {means}
    </WithWords>
  );
}
