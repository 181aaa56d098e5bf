import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { MONOSPACE } from '../../app/theme.ts';
import type { editor, Monaco } from '../../monaco/api.ts';
import { useMonaco } from '../../monaco/load.ts';
import { DraftModels } from '../../monaco/models.ts';
import { programEditorOptions } from '../../monaco/options.ts';
import { registerLanguage } from '../../monaco/register.ts';
import { schemeTheme } from '../../monaco/themes.ts';
import { ErrorState, Loading } from '../../ui/states.tsx';
import { useDraftStore } from '../draft/use-draft.ts';
import { useDraftLanguage } from '../language/use-language.ts';
import { keepInStep } from './in-step.ts';
import styles from './text-editor.module.css';

/** A place to be shown: a stretch of a file. A new object is a new wish. */
interface Target {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

interface Props {
  readonly target: Target;
  /** Where the cursor is now, after a pause: form and tree follow. */
  readonly onCursor: (file: string, offset: number) => void;
  /** The language leads elsewhere: to a definition, a use. */
  readonly onOpen: (file: string, offset: number) => void;
  readonly isReadOnly: boolean;
}

/** The files as text. */
export function TextEditor(props: Props) {
  const { data: monaco, error, refetch } = useMonaco();
  if (monaco !== undefined) return <Loaded monaco={monaco} {...props} />;
  if (error !== null) return <ErrorState error={error} again={() => void refetch()} />;
  return <Loading what="the text editor" />;
}

const CURSOR_MS = 250;
const MOST_MATCHED_LINES = 2_000;

interface Open {
  readonly editor: editor.IStandaloneCodeEditor;
  readonly models: DraftModels;
}

function Loaded({ monaco, target, onCursor, onOpen, isReadOnly }: Props & { readonly monaco: Monaco }) {
  const store = useDraftStore();
  const language = useDraftLanguage();
  const place = useRef<HTMLDivElement>(null);
  const open = useRef<Open>(undefined);
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const tell = useRef({ onCursor, onOpen });
  tell.current = { onCursor, onOpen };

  useEffect(() => {
    const { current } = place;
    if (current === null || language === undefined) return;
    const models = new DraftModels(monaco, store.get().id, store.get().files);
    const endStep = keepInStep(models, store);
    const registered = registerLanguage(monaco, language.client, models, {
      open: (path, range) =>
        tell.current.onOpen(path, models.model(path)?.getOffsetAt({ lineNumber: range.startLineNumber, column: range.startColumn }) ?? 0),
    });
    const takeBack = language.handOver(registered);
    const made = monaco.editor.create(current, { ...programEditorOptions, ...LOOKS, model: null });
    open.current = { editor: made, models };
    let timer: ReturnType<typeof setTimeout> | undefined;
    made.onDidChangeCursorPosition(({ position }) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const model = made.getModel();
        const path = model === null ? undefined : models.pathOf(model);
        if (model !== null && path !== undefined && made.hasTextFocus()) tell.current.onCursor(path, model.getOffsetAt(position));
      }, CURSOR_MS);
    });
    return () => {
      clearTimeout(timer);
      open.current = undefined;
      made.dispose();
      takeBack();
      registered.dispose();
      endStep();
      models.dispose();
    };
  }, [monaco, store, language]);

  useEffect(() => monaco.editor.setTheme(schemeTheme(scheme)), [monaco, scheme]);
  useEffect(() => open.current?.editor.updateOptions({ readOnly: isReadOnly }), [isReadOnly]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor is made once the language is there
  useEffect(() => {
    const { editor: shown, models } = open.current ?? {};
    const model = models?.model(target.file);
    if (shown === undefined || model === undefined) return;
    if (shown.getModel() !== model) {
      // it would read the whole text for them, and nothing could be typed meanwhile
      shown.updateOptions({ matchBrackets: model.getLineCount() > MOST_MATCHED_LINES ? 'never' : 'always' });
      shown.setModel(model);
    }
    const at = model.getPositionAt(target.start);
    shown.setPosition(at);
    shown.revealRangeNearTop(monaco.Range.fromPositions(at, model.getPositionAt(target.end)), monaco.editor.ScrollType.Immediate);
  }, [monaco, target, language]);

  return <div ref={place} className={styles.place} data-testid="text" />;
}

const LOOKS: editor.IStandaloneEditorConstructionOptions = {
  fontSize: 13,
  lineHeight: 20,
  fontFamily: MONOSPACE,
  lineNumbersMinChars: 4,
  padding: { top: 10, bottom: 40 },
  ariaLabel: 'Text of the program',
};
