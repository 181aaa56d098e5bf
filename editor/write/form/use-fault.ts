import { useMemo } from 'react';
import { useFileText } from '../draft/use-draft.ts';
import { nodeAt, type Path } from '../json.ts';
import { useChecked, useDraftLanguage } from '../language/use-language.ts';
import { useForm } from './form-context.ts';

/** What the checks say of a value of the form, in words; undefined: nothing, or it isn't checked yet. */
export function useFault(path: Path): string | undefined {
  const { file } = useForm();
  const { diagnostics, of } = useChecked(useDraftLanguage());
  const text = useFileText(file);
  return useMemo(() => {
    const own = diagnostics.filter(({ range, severity }) => range?.file === file && severity === 'error');
    if (own.length === 0 || text === undefined || of?.find((each) => each.path === file)?.text !== text) return undefined;
    const node = nodeAt(text, path);
    if (node === undefined) return undefined;
    const here = own.find(
      ({ range }) => range !== undefined && range.start.offset >= node.offset && range.start.offset < node.offset + node.length,
    );
    return here && [here.message, here.hint].filter(Boolean).join(' ');
  }, [diagnostics, of, text, file, path]);
}
