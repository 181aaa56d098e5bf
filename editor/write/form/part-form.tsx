import { memo, useMemo } from 'react';
import { EmptyState } from '../../ui/states.tsx';
import { useSame } from '../../ui/use-same.ts';
import type { Names } from '../catalogue.ts';
import { useDraftStore, useFileText } from '../draft/use-draft.ts';
import { valueAt } from '../json.ts';
import type { Part } from '../outline.ts';
import { shapeOfPart } from '../shape.ts';
import { ConditionEditor } from './conditions/condition-editor.tsx';
import type { ConditionValue } from './conditions/model.ts';
import { Fields } from './fields.tsx';
import { FormProvider } from './form-context.ts';
import styles from './part-form.module.css';
import { PartHead } from './part-head.tsx';
import { KIND_WORDS } from './words.ts';

interface Props {
  readonly part: Part;
  readonly names: Names;
  readonly isReadOnly: boolean;
  readonly go: (kind: 'parameter' | 'condition' | 'measure', name: string) => void;
}

const MemoFields = memo(Fields);

/** A part as a form. It reads the text, and changes it where a field changes. */
export function PartForm({ part, names, isReadOnly, go }: Props) {
  const store = useDraftStore();
  const text = useFileText(part.file) ?? '';
  const read = useMemo(() => valueAt(text, part.path), [text, part.path]);
  const value = useSame(read, JSON.stringify(read) ?? '');
  const form = useMemo(
    () => ({
      file: part.file,
      part: part.path,
      names,
      isReadOnly,
      Fields,
      text: () => store.get().files.find(({ path }) => path === part.file)?.text ?? '',
      apply: (edits: Parameters<typeof store.apply>[1]) => store.apply(part.file, edits),
      go,
    }),
    [part.file, part.path, names, isReadOnly, store, go],
  );
  const shape = shapeOfPart(part.kind, value);
  if (typeof value !== 'object' || value === null || shape === undefined)
    return (
      <EmptyState title={`${KIND_WORDS[part.kind]}s are written as text`}>
        {part.kind === 'scenario'
          ? 'A scenario is a story of partners and activities with what is expected of them.'
          : 'There is no form for this.'}
      </EmptyState>
    );
  return (
    <FormProvider value={form}>
      <div className={styles.form}>
        <PartHead part={part} isReadOnly={isReadOnly} />
        {part.kind === 'condition' ? (
          <ConditionEditor value={value as ConditionValue} path={part.path} />
        ) : (
          <MemoFields shape={shape} value={value as Readonly<Record<string, unknown>>} path={part.path} />
        )}
      </div>
    </FormProvider>
  );
}
