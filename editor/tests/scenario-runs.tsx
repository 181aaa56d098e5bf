import { Accordion, Button, Group, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import type { ScenarioRun } from '../api/draft-tests.ts';
import { EmptyState } from '../ui/states.tsx';
import { mayExpectFound } from './expect-found.ts';

interface Props {
  readonly runs: readonly ScenarioRun[];
  /** Expects what was decided; missing: nobody here writes. */
  readonly expectFound?: { readonly of: (run: ScenarioRun) => void; readonly busyWith: ScenarioRun | undefined };
}

/** Each scenario with what came out otherwise than expected; those that failed first, and open. */
export function ScenarioRuns({ runs, expectFound }: Props) {
  if (runs.length === 0) return <EmptyState title="No scenario">Make one of any deal of the history.</EmptyState>;
  const failed = runs.filter(({ passed }) => !passed);
  return (
    <Accordion multiple variant="contained" chevronPosition="left" defaultValue={failed.map(keyOf)}>
      {[...failed, ...runs.filter(({ passed }) => passed)].map((run) => (
        <Accordion.Item key={keyOf(run)} value={keyOf(run)}>
          <Accordion.Control>
            <Group gap="xs" wrap="nowrap">
              {run.passed ? (
                <IconCircleCheck size={18} color="var(--good)" role="img" aria-label="passed" />
              ) : (
                <IconCircleX size={18} color="var(--bad)" role="img" aria-label="failed" />
              )}
              <Text size="sm">{run.name}</Text>
              <Text size="xs" c="dimmed" ml="auto">
                {run.file}
              </Text>
            </Group>
          </Accordion.Control>
          <Accordion.Panel>
            {run.diagnostics.length === 0 ? (
              <Text size="sm" c="dimmed">
                All came out as expected, on both evaluators.
              </Text>
            ) : (
              <Stack gap="xs" align="flex-start">
                {run.diagnostics.map(({ message, hint, pointer, range }) => (
                  <div key={`${pointer} ${message}`}>
                    <Text size="sm">
                      {message}
                      {range !== undefined && (
                        <Text span size="xs" c="dimmed">
                          {' '}
                          line {range.start.line}
                        </Text>
                      )}
                    </Text>
                    {hint !== undefined && (
                      <Text size="sm" c="dimmed">
                        {hint}
                      </Text>
                    )}
                  </div>
                ))}
                {expectFound !== undefined && mayExpectFound(run) && (
                  <Button variant="default" loading={expectFound.busyWith === run} onClick={() => expectFound.of(run)}>
                    Expect what was found
                  </Button>
                )}
              </Stack>
            )}
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

/** Part of an id, which has no blanks. */
const keyOf = ({ file, name }: ScenarioRun): string => encodeURIComponent(`${file} ${name}`);
