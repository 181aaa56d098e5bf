import { SegmentedControl, Splitter } from '@mantine/core';
import { useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useCommands } from '../../app/commands.ts';
import { useSame, useSameEach } from '../../ui/use-same.ts';
import { openNames } from '../catalogue.ts';
import { Conflict } from '../conflict/conflict.tsx';
import { useDraft, useDraftStore, useSettledFiles } from '../draft/use-draft.ts';
import { type Finding, faultsByPart, findingsOf, innermost } from '../findings.ts';
import { KIND_WORDS } from '../form/words.ts';
import { LanguageProvider, useDiagnostics, useStartedLanguage } from '../language/use-language.ts';
import { placeNew } from '../new-part.ts';
import { isShownSame, openOutline, type Part, type PartKind, partId } from '../outline.ts';
import { PartTree } from '../tree/part-tree.tsx';
import { DraftBar } from './draft-bar.tsx';
import { Effect } from './effect.tsx';
import { Middle } from './middle.tsx';
import { useTested } from './tested.tsx';
import { usePlace, type View } from './use-place.ts';
import styles from './workspace.module.css';

/** Tree, text and form, and what it does; on a phone one after the other. */
export function Workspace({ save }: { readonly save: () => Promise<void> }) {
  const store = useDraftStore();
  const files = useSettledFiles();
  const isReadOnly = useDraft((state) => state.isReadOnly);
  const theirs = useDraft(({ saved }) => (saved.kind === 'conflict' ? saved.theirs : undefined));
  const [outline] = useState(openOutline);
  const [readNames] = useState(openNames);
  const placed = useMemo(() => outline(files), [outline, files]);
  // what is shown of the parts; where each stands now is looked up when one is gone to
  const parts = useSameEach(placed, isShownSame);
  const names = useMemo(() => readNames(files), [readNames, files]);
  const { part: wanted, view, go } = usePlace();
  const [showsLive, setShowsLive] = useLocalStorage({ key: 'dealwright-live', defaultValue: true });
  const part = useMemo(
    () => parts.find((each) => partId(each) === wanted) ?? parts.find(({ kind }) => kind === 'incentive') ?? parts[0],
    [parts, wanted],
  );
  const language = useStartedLanguage();
  const diagnostics = useDiagnostics(language);
  const found = useMemo(() => faultsByPart(findingsOf(diagnostics), placed), [diagnostics, placed]);
  const faults = useSame(found, [...found].join('\n'));
  const tested = useTested();
  const untried = useMemo(() => new Set(tested?.untried), [tested?.untried]);
  const [target, setTarget] = useState(part);
  const isNarrow = useMediaQuery('(max-width: 62em)', undefined, { getInitialValueInEffect: false });
  const [pane, setPane] = useState('middle');

  const select = useCallback(
    (to: Part): void => {
      setTarget(outline(store.get().files).find((each) => partId(each) === partId(to)) ?? to);
      setPane('middle');
      go({ part: partId(to), ...(view === 'numbers' && { view: 'form' }) });
    },
    [go, view, outline, store],
  );
  // a part that the address names is shown in the text too, once it is known
  useEffect(() => {
    if (target === undefined && part !== undefined) setTarget(part);
  }, [target, part]);

  const here = useRef<string>(undefined);
  here.current = part === undefined ? undefined : partId(part);
  const followCursor = useCallback(
    (file: string, offset: number): void => {
      const found = innermost(outline(store.get().files), file, offset);
      if (found !== undefined && partId(found) !== here.current) go({ part: partId(found) });
    },
    [outline, store, go],
  );
  const open = useCallback(
    (file: string, start: number): void => {
      const found = innermost(outline(store.get().files), file, start);
      setTarget({ ...(found ?? WHOLE), file, start, end: start });
      if (found !== undefined) go({ part: partId(found) });
    },
    [outline, store, go],
  );
  const add = useCallback(
    (kind: PartKind): void => {
      const place = placeNew(kind, store.get().files, outline(store.get().files));
      if (place === undefined) return;
      if (place.isNew) store.addFile(place.file);
      else store.apply(place.file.path, place.edits);
      const added = outline(store.get().files).find((each) => partId(each) === partId(place.id));
      if (added !== undefined) select(added);
    },
    [outline, store, select],
  );
  const show = useCallback(
    (to: Part): void => {
      select(to);
      go({ part: partId(to), view: 'form' });
    },
    [select, go],
  );
  useCommands(
    useMemo(
      () =>
        parts.map((each) => ({
          id: `part ${partId(each)}`,
          label: each.name,
          rightSection: <span className={styles.kind}>{KIND_WORDS[each.kind]}</span>,
          onClick: () => select(each),
        })),
      [parts, select],
    ),
    'Parts of the program',
  );
  const setView = useCallback((next: View): void => go({ view: next }), [go]);
  const openFinding = useCallback(({ file, start }: Finding): void => open(file, start), [open]);
  const goToName = useCallback(
    (kind: PartKind, name: string): void => {
      const found = outline(store.get().files).find((each) => each.kind === kind && each.name === name);
      if (found !== undefined) select(found);
    },
    [outline, store, select],
  );

  const tree = (
    <PartTree
      parts={parts}
      selected={part === undefined ? undefined : partId(part)}
      faults={faults}
      untried={untried}
      onSelect={select}
      {...(!isReadOnly && { onAdd: add })}
    />
  );
  const middle = (
    <Middle
      part={part}
      parts={parts}
      names={names}
      target={target}
      view={view}
      isReadOnly={isReadOnly}
      onCursor={followCursor}
      onOpen={open}
      onShow={show}
      goToName={goToName}
    />
  );
  const live = <Effect />;
  return (
    <LanguageProvider value={language}>
      <div className={styles.workspace}>
        <DraftBar
          view={view}
          setView={setView}
          onFinding={openFinding}
          showsLive={showsLive}
          setShowsLive={setShowsLive}
          save={save}
          tested={tested}
        />
        {theirs !== undefined && <Conflict theirs={theirs} />}
        {isNarrow ? (
          <>
            <SegmentedControl
              aria-label="What is shown"
              fullWidth
              value={pane}
              onChange={setPane}
              data={[
                { value: 'tree', label: 'Parts' },
                { value: 'middle', label: 'Write' },
                { value: 'live', label: 'Effect' },
              ]}
              className={styles.panes ?? ''}
            />
            <div className={styles.pane}>{pane === 'tree' ? tree : pane === 'live' ? live : middle}</div>
          </>
        ) : (
          <Splitter
            className={styles.splitter ?? ''}
            lineSize={1}
            withHandle={false}
            handleColor="var(--line)"
            key={showsLive ? 'three' : 'two'}
          >
            <Splitter.Pane defaultSize="236px" min="160px" max="420px" className={styles.side ?? ''}>
              {tree}
            </Splitter.Pane>
            <Splitter.Pane defaultSize={100} min={20} className={styles.middle ?? ''}>
              {middle}
            </Splitter.Pane>
            {showsLive && (
              <Splitter.Pane defaultSize="360px" min="280px" max="760px" className={styles.live ?? ''}>
                {live}
              </Splitter.Pane>
            )}
          </Splitter>
        )}
      </div>
    </LanguageProvider>
  );
}

/** A place in a file that is no part's. */
const WHOLE: Part = { kind: 'program', name: '', file: '', path: [], start: 0, end: 0 };
