import { lazy, Suspense, useCallback, useDeferredValue } from 'react';
import { useChosenHistory } from '../../app/chosen.ts';
import type { SimulationFigures } from '../../language/lenses.ts';
import { Loading } from '../../ui/states.tsx';
import { useDraft, useDraftStore } from '../draft/use-draft.ts';
import { useDraftLanguage } from '../language/use-language.ts';

const LivePanel = lazy(() => import('../../live/live-panel.tsx').then((module) => ({ default: module.LivePanel })));

/** What the draft does, beside it; what each rule did goes above the rule, too. */
export function Effect() {
  const [history] = useChosenHistory();
  const { program, id } = useDraftStore().get();
  // painted after what is typed; the panel waits for a pause by itself
  const files = useDeferredValue(useDraft((state) => state.files));
  const language = useDraftLanguage();
  const told = useCallback((figures: SimulationFigures) => language?.setFigures(figures), [language]);
  return (
    <Suspense fallback={<Loading what="the live panel" />}>
      <LivePanel program={program} draft={id} files={files} history={history} onFigures={told} />
    </Suspense>
  );
}
