import { type ComponentType, createContext, useContext } from 'react';
import type { Names } from '../catalogue.ts';
import type { Edit } from '../draft/draft-store.ts';
import { insertAt, type Path, removeAt, renameKey, setAt } from '../json.ts';
import type { FieldsProps } from './field-props.ts';

/** What the fields of a form share: the file that they change, and what they offer. */
interface Form {
  readonly file: string;
  /** Where in it the form's part stands. */
  readonly part: Path;
  readonly names: Names;
  readonly isReadOnly: boolean;
  /** The text as it is now, not as it was drawn. */
  readonly text: () => string;
  readonly apply: (edits: readonly Edit[]) => void;
  /** Objects within objects: the form within the form. */
  readonly Fields: ComponentType<FieldsProps>;
  /** Shows another part. */
  readonly go: (kind: 'parameter' | 'condition' | 'measure', name: string) => void;
}

const FormContext = createContext<Form | undefined>(undefined);
export const FormProvider = FormContext.Provider;

export function useForm(): Form {
  const form = useContext(FormContext);
  if (form === undefined) throw new Error('a field outside of a form');
  return form;
}

/** Changes of the text, by place. */
export function useChanges() {
  const { text, apply } = useForm();
  return {
    set: (path: Path, value: unknown) => apply(setAt(text(), path, value)),
    remove: (path: Path) => apply(removeAt(text(), path)),
    insert: (path: Path, index: number, value: unknown) => apply(insertAt(text(), path, index, value)),
    rename: (path: Path, name: string) => apply(renameKey(text(), path, name)),
  };
}
