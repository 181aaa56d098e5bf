import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { MONOSPACE } from '../app/theme.ts';
import type { editor, Monaco } from './api.ts';
import styles from './diff-view.module.css';
import { LANGUAGE } from './json-language.ts';
import { schemeTheme } from './themes.ts';

interface Props {
  readonly monaco: Monaco;
  /** What each is called by screen readers. */
  readonly labels: { readonly left: string; readonly right: string };
  readonly left: string;
  readonly right: string;
  /** What is written on the right; missing: nobody writes. */
  readonly put?: (text: string) => void;
}

/** Two texts side by side, or one under the other where there is no room; what both have is folded away. */
export function DiffView({ monaco, labels, left, right, put }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const tell = useRef(put);
  tell.current = put;
  const isWritten = put !== undefined;
  const [written, setWritten] = useState<editor.ITextModel>();
  const [first] = useState(right);
  const { left: leftLabel, right: rightLabel } = labels;
  useEffect(() => {
    if (place.current === null) return;
    const original = monaco.editor.createModel(left, LANGUAGE);
    const modified = monaco.editor.createModel(first, LANGUAGE);
    const shown = monaco.editor.createDiffEditor(place.current, {
      automaticLayout: true,
      fontSize: 13,
      lineHeight: 20,
      fontFamily: MONOSPACE,
      minimap: { enabled: false },
      originalEditable: false,
      readOnly: !isWritten,
      scrollBeyondLastLine: false,
      useInlineViewWhenSpaceIsLimited: true,
      diffWordWrap: 'on',
      wordWrap: 'on',
      hideUnchangedRegions: { enabled: true },
      stickyScroll: { enabled: false },
      originalAriaLabel: leftLabel,
      modifiedAriaLabel: rightLabel,
    });
    for (const model of [original, modified])
      model.updateOptions({ bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false } });
    shown.setModel({ original, modified });
    modified.onDidChangeContent(() => tell.current?.(modified.getValue()));
    setWritten(modified);
    return () => {
      shown.dispose();
      original.dispose();
      modified.dispose();
    };
  }, [monaco, left, first, leftLabel, rightLabel, isWritten]);
  useEffect(() => {
    if (written !== undefined && !written.isDisposed() && written.getValue() !== right) written.setValue(right);
  }, [written, right]);
  useEffect(() => monaco.editor.setTheme(schemeTheme(scheme)), [monaco, scheme]);
  return <div ref={place} className={styles.difference} />;
}
