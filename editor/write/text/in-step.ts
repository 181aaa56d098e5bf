import type { DraftModels } from '../../monaco/models.ts';
import type { DraftStore } from '../draft/draft-store.ts';

/**
 * Keeps Monaco's models and the draft's store in step, both ways: what is typed goes there, and what a form changes comes
 * back as the smallest edit, so that cursor, folding and undo stay. Gives back how to stop.
 */
export function keepInStep(models: DraftModels, store: DraftStore): () => void {
  /** While the store is being followed, what models say is no news. */
  let isFollowing = false;
  const stop = models.onChange((path, text) => {
    if (!isFollowing && text !== undefined) store.setText(path, text);
  });
  let seen = store.get().files;
  const unsubscribe = store.subscribe(() => {
    const { files } = store.get();
    if (files === seen) return;
    seen = files;
    isFollowing = true;
    const paths = new Set(files.map(({ path }) => path));
    for (const { path } of models.files()) if (!paths.has(path)) models.remove(path);
    for (const file of files) {
      const model = models.model(file.path);
      if (model === undefined) models.add(file);
      else if (model.getValueLength() !== file.text.length || model.getValue() !== file.text)
        models.edit([{ file: file.path, ...difference(model.getValue(), file.text) }]);
    }
    isFollowing = false;
  });
  return () => {
    stop();
    unsubscribe();
  };
}

/** The one stretch in which two texts differ. */
export function difference(before: string, after: string): { readonly start: number; readonly end: number; readonly text: string } {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return { start, end: before.length - end, text: after.slice(start, after.length - end) };
}
