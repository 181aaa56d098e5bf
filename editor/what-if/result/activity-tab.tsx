import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { api, ask } from '../../api/client.ts';
import { DecisionPair } from '../../reasoning/decision-pair.tsx';
import { EmptyState, ErrorState, Loading } from '../../ui/states.tsx';

/** Any activity of the history, as both sides decide it. Which one is in the address. */
export function ActivityTab({ id, candidate }: { readonly id: string; readonly candidate: number }) {
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as { readonly activity?: unknown };
  const activity = search.activity === undefined ? '' : String(search.activity);
  const [text, setText] = useState(activity);
  const { data, error } = useQuery({
    queryKey: ['simulations', id, 'activity', activity],
    enabled: activity !== '',
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => ask(api.GET('/v1/simulations/{id}/activity', { params: { path: { id }, query: { activity } }, signal })),
  });
  return (
    <Stack>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void navigate({ to: '.', search: { ...search, activity: text.trim() } as never, replace: true });
        }}
      >
        <Group align="flex-end">
          <TextInput
            label="Activity"
            placeholder="Its id"
            value={text}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
            w={320}
          />
          <Button type="submit" disabled={text.trim() === ''}>
            Decide it again
          </Button>
        </Group>
      </form>
      {activity === '' ? (
        <EmptyState title="Which activity?">
          A deal, a registration, or one that falls due, by its id: it is decided again on both sides.
        </EmptyState>
      ) : error !== null ? (
        <ErrorState error={error} compact />
      ) : data === undefined ? (
        <Loading what="both decisions" />
      ) : (
        <DecisionPair pair={data} candidate={candidate} />
      )}
    </Stack>
  );
}
