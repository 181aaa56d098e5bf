import { lazy, memo, Suspense, useCallback } from 'react';
import { useChosenHistory } from '../../app/chosen.ts';
import type { SimulationFigures } from '../../language/lenses.ts';
import { Loading } from '../../ui/states.tsx';
import { useDraftStore, useRestingFiles } from '../draft/use-draft.ts';
import { useDraftLanguage } from '../language/use-language.ts';

const LivePanel = lazy(() => import('../../live/live-panel.tsx').then((module) => ({ default: module.LivePanel })));

/** What the draft does, beside it; what each rule did goes above the rule, too. */
export const Effect = memo(function Effect() {
  const [history] = useChosenHistory();
  const { program, id } = useDraftStore().get();
  const files = useRestingFiles();
  const language = useDraftLanguage();
  const told = useCallback((figures: SimulationFigures) => language?.setFigures(figures), [language]);
  return (
    <Suspense fallback={<Loading what="the live panel" />}>
      <LivePanel program={program} draft={id} files={files} history={history} onFigures={told} />
    </Suspense>
  );
});
