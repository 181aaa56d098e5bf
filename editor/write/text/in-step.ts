import type { DraftModels } from '../../monaco/models.ts';
import type { DraftStore } from '../draft/draft-store.ts';
import { difference } from '../json-tree.ts';

/**
 * Keeps Monaco's models and the draft's store in step, both ways: what is typed goes there, and what a form changes comes
 * back as the smallest edit, so that cursor, folding and undo stay. Gives back how to stop.
 */
export function keepInStep(models: DraftModels, store: DraftStore): () => void {
  /** Of the files as they were last seen here: what has the same one needn't be compared. */
  let seen = new Map(store.get().files.map((file) => [file.path, file]));
  /** Who tells the other now: what comes back of it is no news. */
  let teller: 'models' | 'store' | undefined;
  const stop = models.onChange((path, text) => {
    if (teller !== undefined || text === undefined) return;
    teller = 'models';
    store.setText(path, text);
    const file = store.get().files.find((each) => each.path === path);
    if (file?.text === text) seen.set(path, file);
    teller = undefined;
  });
  const unsubscribe = store.subscribe(() => {
    if (teller !== undefined) return;
    const { files } = store.get();
    const now = new Map(files.map((file) => [file.path, file]));
    teller = 'store';
    for (const path of models.paths()) if (!now.has(path)) models.remove(path);
    for (const file of files) {
      if (seen.get(file.path) === file) continue;
      const model = models.model(file.path);
      if (model === undefined) models.add(file);
      else if (model.getValue() !== file.text) models.edit([{ file: file.path, ...difference(model.getValue(), file.text) }]);
    }
    seen = now;
    teller = undefined;
  });
  return () => {
    stop();
    unsubscribe();
  };
}
