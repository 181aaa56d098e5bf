import { useQuery } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { Diagnostic } from '../../../server/engine/program/diagnostic.ts';
import { api, ask } from '../../api/client.ts';
import { useChosenHistory } from '../../app/chosen.ts';
import type { HistorySpread } from '../../language/spread.ts';
import { useDraftStore } from '../draft/use-draft.ts';
import { type Checked, type DraftLanguage, openDraftLanguage } from './draft-language.ts';

const LanguageContext = createContext<DraftLanguage | undefined>(undefined);
export const LanguageProvider = LanguageContext.Provider;

/** Of the draft that is written; the live panel tells it what rules did. Undefined until the worker is started. */
export const useDraftLanguage = (): DraftLanguage | undefined => useContext(LanguageContext);

const NOTHING: Checked = { diagnostics: [], of: undefined };

/** What is wrong, as last found. */
export const useChecked = (language: DraftLanguage | undefined): Checked =>
  useSyncExternalStore(
    (listener) => language?.subscribe(listener) ?? (() => undefined),
    () => language?.get() ?? NOTHING,
  );

const diagnosticsOf = (language: DraftLanguage | undefined): readonly Diagnostic[] => (language?.get() ?? NOTHING).diagnostics;

/** The same without of which files: a keystroke after which nothing else is wrong is no news. */
export const useDiagnostics = (language: DraftLanguage | undefined): readonly Diagnostic[] =>
  useSyncExternalStore(
    (listener) => language?.subscribe(listener) ?? (() => undefined),
    () => diagnosticsOf(language),
  );

/** Starts the worker, and ends it with the page. */
export function useStartedLanguage(): DraftLanguage | undefined {
  const store = useDraftStore();
  const [language, setLanguage] = useState<DraftLanguage>();
  useEffect(() => {
    const started = openDraftLanguage(store);
    setLanguage(started);
    return () => started.stop();
  }, [store]);
  useSpread(language);
  return language;
}

function useSpread(language: DraftLanguage | undefined): void {
  const [history] = useChosenHistory();
  const { data } = useQuery({
    queryKey: ['histories', history, 'facts'],
    enabled: history !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => ask(api.GET('/v1/histories/{id}/facts', { params: { path: { id: history ?? '' } }, signal })),
  });
  useEffect(() => language?.setSpread(data as unknown as HistorySpread | undefined), [language, data]);
}
