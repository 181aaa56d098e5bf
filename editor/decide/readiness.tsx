import { Group, Loader, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import type { useDraftTests } from '../api/draft-tests.ts';
import { messageOf } from '../api/problem.ts';
import { address } from '../app/addresses.ts';
import { PageLink } from '../app/page-link.tsx';

const MOST_NAMED = 3;

/** Whether the draft is sound and decides what its scenarios expect: known before anything is reckoned. */
export function Readiness({ draft, tests: { data, error } }: { readonly draft: string; readonly tests: ReturnType<typeof useDraftTests> }) {
  if (error !== null)
    return (
      <Said isGood={false}>
        {messageOf(error).title} {messageOf(error).detail}
      </Said>
    );
  if (data === undefined)
    return (
      <Group gap={8} role="status">
        <Loader size={14} />
        <Text size="sm" c="dimmed">
          Its scenarios run.
        </Text>
      </Group>
    );
  if (data.ok)
    return <Said isGood>{data.passed === 1 ? 'Its scenario passes' : `All ${data.passed} scenarios pass`}, on both evaluators.</Said>;
  const failed = data.scenarios.filter(({ passed }) => !passed);
  return (
    <Said isGood={false}>
      {failed.length === 0
        ? `The draft has ${data.diagnostics.length === 1 ? 'an error' : `${data.diagnostics.length} errors`}. `
        : `${failed.length} of ${data.scenarios.length} scenarios expect something else: ${named(failed.map(({ name }) => name))}. `}
      <PageLink to={address('tests')} search={{ draft } as never} size="sm">
        {failed.length === 0 ? 'See which' : 'See what came out, and say what you expect'}
      </PageLink>
    </Said>
  );
}

const named = (names: readonly string[]): string =>
  names.length <= MOST_NAMED ? names.join('; ') : `${names.slice(0, MOST_NAMED).join('; ')} and ${names.length - MOST_NAMED} more`;

function Said({ isGood, children }: { readonly isGood: boolean; readonly children: React.ReactNode }) {
  const Icon = isGood ? IconCircleCheck : IconCircleX;
  return (
    <Group gap={8} wrap="nowrap" align="flex-start">
      <Icon size={18} color={isGood ? 'var(--good)' : 'var(--bad)'} aria-hidden style={{ flexShrink: 0, marginTop: 1 }} />
      <Text size="sm" component="div">
        {children}
      </Text>
    </Group>
  );
}
