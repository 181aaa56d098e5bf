import { Button } from '@mantine/core';
import { IconChecklist } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { scenarioFromHistory } from '../tests/scenario-from-history.ts';
import { tell, tellError } from '../ui/notify.tsx';
import { useDraft, useDraftStore } from '../write/draft/use-draft.ts';
import type { Enrolled } from './movers.tsx';
import type { Settled } from './use-impact.ts';

interface Props {
  readonly screen: Settled;
  readonly enrolled: Enrolled;
  /** Its id. */
  readonly activity: string;
}

/** One click: the deal, and all that came before it, is a scenario of the draft. */
export function MakeScenario({ screen: { program, history }, enrolled, activity }: Props) {
  const store = useDraftStore();
  const isReadOnly = useDraft((state) => state.isReadOnly);
  const making = useMutation({
    mutationFn: () => scenarioFromHistory({ program, history, ...enrolled, activity, name: `${enrolled.partner} ${activity}` }),
    onSuccess: (made) => {
      if (store.get().files.some(({ path }) => path === made.path)) return tell('It is a scenario of this draft already.');
      store.addFile(made);
      tell('It is a scenario now, and expects what the program in force says. It runs with the others in Tests.');
    },
    onError: tellError,
  });
  if (isReadOnly) return null;
  return (
    <Button
      variant="default"
      size="compact-sm"
      mb="sm"
      leftSection={<IconChecklist size={14} />}
      loading={making.isPending}
      onClick={() => making.mutate()}
    >
      Make it a scenario
    </Button>
  );
}
