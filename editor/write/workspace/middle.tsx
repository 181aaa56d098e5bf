import { IconFileText } from '@tabler/icons-react';
import { lazy, memo, Suspense } from 'react';
import { EmptyState, Loading } from '../../ui/states.tsx';
import type { Names } from '../catalogue.ts';
import { PartForm } from '../form/part-form.tsx';
import { type Part, type PartKind, partId } from '../outline.ts';
import { NumbersView } from '../parameters/numbers-view.tsx';
import styles from './middle.module.css';
import type { View } from './use-place.ts';

const TextEditor = lazy(() => import('../text/text-editor.tsx').then((module) => ({ default: module.TextEditor })));

interface Props {
  readonly part: Part | undefined;
  readonly parts: readonly Part[];
  readonly names: Names;
  readonly target: Part | undefined;
  readonly view: View;
  readonly isReadOnly: boolean;
  readonly onCursor: (file: string, offset: number) => void;
  readonly onOpen: (file: string, offset: number) => void;
  readonly onShow: (part: Part) => void;
  readonly goToName: (kind: PartKind, name: string) => void;
}

/** A part as text, as a form, as both; or all numbers. */
export const Middle = memo(function Middle({ part, parts, names, target, view, isReadOnly, onCursor, onOpen, onShow, goToName }: Props) {
  if (view === 'numbers')
    return (
      <div className={styles.scroll}>
        <NumbersView parts={parts} names={names} isReadOnly={isReadOnly} onShow={onShow} />
      </div>
    );
  const form =
    part === undefined ? (
      <EmptyState icon={IconFileText} title="Nothing is written yet">
        A program begins with a program.json.
      </EmptyState>
    ) : (
      <PartForm key={partId(part)} part={part} names={names} isReadOnly={isReadOnly} go={goToName} />
    );
  const text =
    target === undefined ? null : (
      <Suspense fallback={<Loading what="the text editor" />}>
        <TextEditor target={target} onCursor={onCursor} onOpen={onOpen} isReadOnly={isReadOnly} />
      </Suspense>
    );
  if (view === 'form') return <div className={styles.scroll}>{form}</div>;
  if (view === 'text') return <div className={styles.text}>{text}</div>;
  return (
    <div className={styles.both}>
      <div className={styles.half}>{form}</div>
      <div className={styles.text}>{text}</div>
    </div>
  );
});
